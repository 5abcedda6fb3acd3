using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Rewrite;
using SipEdge.Core.Routing;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// The life of a request, in order. Every stage is a function from what is known to a decision; only this file knows the order.
/// A request inside a dialog belongs to its call; every other one is admitted first, whatever its method.
/// </summary>
internal sealed class EdgePipeline(EdgeEnvironment environment, CallTable calls, CallControl control, Identifiers identifiers)
    : ITransactionUser
{
    private readonly NonceCounts _nonceCounts = new(environment.Model().Limits.Nonces);
    private readonly byte[] _headers = new byte[4096];
    private readonly byte[] _tag = new byte[Identifiers.TagLength];
    private TransactionLayer? _transactions;

    /// <summary>Attached once, before the first message.</summary>
    public TransactionLayer Transactions
    {
        get => _transactions ?? throw new InvalidOperationException("The transaction layer is attached before the first message");
        set => _transactions = value;
    }

    public bool Draining { get; set; }

    public void OnRequest(TransactionId server, in SipMessageView request, in Flow flow, long now)
    {
        if (!request.ToTag.IsEmpty)
        {
            OnDialogRequest(server, request, flow, now);
            return;
        }

        var model = environment.Model(); // one snapshot for the whole decision
        var source = new RequestSource(server, flow, model);
        var admission = AdmissionPolicy.Decide(
            request, flow, environment.Transport.Local(flow), model, environment.Nonces, _nonceCounts, now);
        if (admission.Verdict != AdmissionVerdict.Admit)
        {
            TurnAway(source, request, admission, now);
            return;
        }
        if (RequestRules.Check(request) is { } broken)
        {
            Refuse(source, request, admission, broken, ReasonCodes.Status(broken), admission.Line, now);
            return;
        }
        if (request.Method == SipMethod.Options)
        {
            Respond(server, 200, LocalCapabilities.OptionsLines, now);
            return;
        }
        if (Draining)
        {
            var status = ReasonCodes.Status(ReasonCode.Draining);
            Refuse(source, request, admission, ReasonCode.Draining, status, ConfigLine.None, now);
            return;
        }
        var route = RouteSelector.Select(request, admission, model);
        if (!route.Found)
        {
            Refuse(source, request, admission, route.Reason, route.Status, route.Line, now);
            return;
        }
        if (control.Place(server, request, flow, admission, route, model, now) is { } full)
        {
            Refuse(source, request, admission, full, ReasonCodes.Status(full), ConfigLine.None, now);
        }
    }

    public void OnAck(in SipMessageView ack, in Flow flow, long now)
    {
        if (calls.TryFind(ack.ToTag, ack.FromTag, ack.CallId, out var call, out var side))
        {
            control.OnAck(call, side, ack, flow, now);
        }
    }

    public void OnCancel(TransactionId inviteServer, in SipMessageView cancel, in Flow flow, long now)
    {
        if (calls.TryGet(CallOwner.From(Transactions.Owner(inviteServer)), out var call))
        {
            control.OnCancel(call, inviteServer, cancel, now);
        }
    }

    public void OnResponse(TransactionId client, long owner, in SipMessageView response, in Flow flow, long now) =>
        control.OnResponse(CallOwner.From(owner), client, response, flow, now);

    public void OnTimeout(TransactionId client, long owner, long now)
    {
        if (calls.TryGet(CallOwner.From(owner), out var call))
        {
            control.OnTimeout(call, CallOwner.From(owner), client, now);
        }
    }

    public void OnTransportFailed(TransactionId client, long owner, long now)
    {
        if (calls.TryGet(CallOwner.From(owner), out var call))
        {
            control.OnTransportFailed(call, CallOwner.From(owner), client, now);
        }
    }

    public void OnNoAck(TransactionId inviteServer, long owner, long now)
    {
        if (calls.TryGet(CallOwner.From(owner), out var call))
        {
            control.OnNoAck(call, inviteServer, now);
        }
    }

    /// <summary>
    /// Only a source that some address entry knows is told what is wrong with its message; a stranger hears nothing.
    /// </summary>
    public bool MayAnswerMalformed(in Flow flow) =>
        environment.Model().Addresses.Find(flow.Remote.Address).GetEnumerator().MoveNext();

    private void OnDialogRequest(TransactionId server, in SipMessageView request, in Flow flow, long now)
    {
        if (calls.TryFind(request.ToTag, request.FromTag, request.CallId, out var call, out var side))
        {
            control.OnRequest(call, side, server, request, flow, now);
            return;
        }
        environment.Metrics.Refused(ReasonCode.UnknownDialog);
        if (MayHear(request, flow, now))
        {
            RespondOnce(server, ReasonCodes.Status(ReasonCode.UnknownDialog), []);
            return;
        }
        Transactions.Abandon(server);
        environment.Transport.Close(flow);
    }

    /// <summary>
    /// Whether the source is told anything at all: with a made-up To tag a scanner must not learn what it would not have
    /// learned without one. A phone that would be asked for credentials hears that its dialog is gone, as after a restart.
    /// </summary>
    private bool MayHear(in SipMessageView request, in Flow flow, long now)
    {
        if (MayAnswerMalformed(flow))
        {
            return true;
        }
        var admission = AdmissionPolicy.Decide(
            request, flow, environment.Transport.Local(flow), environment.Model(), environment.Nonces, _nonceCounts, now);
        return admission.Verdict != AdmissionVerdict.Drop;
    }

    /// <summary>Challenge, refusal or silence.</summary>
    private void TurnAway(in RequestSource source, in SipMessageView request, in AdmissionDecision admission, long now)
    {
        switch (admission.Verdict)
        {
            case AdmissionVerdict.Challenge:
                environment.Metrics.Challenged(admission.Reason);
                var writer = new SipWriter(_headers);
                AdmissionPolicy.WriteChallenge(ref writer, admission, environment.Nonces, now);
                RespondOnce(source.Server, admission.Status, writer.Written);
                if (admission.Reason is not (ReasonCode.CredentialsMissing or ReasonCode.StaleNonce))
                {
                    Record(source, request, admission, admission.Reason, admission.Status, admission.Line);
                }
                break;
            case AdmissionVerdict.Drop:
                environment.Metrics.Refused(admission.Reason);
                Record(source, request, admission, admission.Reason, 0, admission.Line);
                Transactions.Abandon(source.Server);
                environment.Transport.Close(source.Flow);
                break;
            default:
                Refuse(source, request, admission, admission.Reason, admission.Status, admission.Line, now);
                break;
        }
    }

    private void Refuse(
        in RequestSource source, in SipMessageView request, in AdmissionDecision admission, ReasonCode reason, int status,
        ConfigLine line, long now)
    {
        environment.Metrics.Refused(reason);
        var writer = new SipWriter(_headers);
        RefusalHeaders.Write(ref writer, reason, request);
        if (admission.Verdict == AdmissionVerdict.Admit)
        {
            Respond(source.Server, status, writer.Written, now);
        }
        else
        {
            RespondOnce(source.Server, status, writer.Written);
        }
        Record(source, request, admission, reason, status, line);
    }

    private void Record(
        in RequestSource source, in SipMessageView request, in AdmissionDecision admission, ReasonCode reason, int status,
        ConfigLine line)
    {
        environment.Records.AttemptRefused(StoryTeller.Refusal(
            request, source.Flow, admission, reason, status, line, environment.Time.GetUtcNow()));
        if (request.Method == SipMethod.Invite)
        {
            var span = EdgeTracing.Begin(StoryTeller.TransportName(source.Flow.Transport));
            EdgeTracing.End(span, status, ReasonCodes.Name(reason));
        }
    }

    private void Respond(TransactionId server, int status, ReadOnlySpan<byte> headers, long now)
    {
        // A final response has a To tag (RFC 3261 §8.2.6.2); this one names no call.
        identifiers.WriteTag(_tag, 0, CallSide.Caller);
        Transactions.Respond(server, new ResponseContent { Status = status, ToTag = _tag, Headers = headers }, now);
    }

    /// <summary>To somebody who was not let in.</summary>
    private void RespondOnce(TransactionId server, int status, ReadOnlySpan<byte> headers)
    {
        identifiers.WriteTag(_tag, 0, CallSide.Caller);
        Transactions.RespondOnce(server, new ResponseContent { Status = status, ToTag = _tag, Headers = headers });
    }

    /// <summary>What travels together while a request is turned away.</summary>
    private readonly record struct RequestSource(TransactionId Server, Flow Flow, EdgeModel Model);
}
