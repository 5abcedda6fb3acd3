using SipEdge.Core.Abuse;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Passing;
using SipEdge.Core.Phones;
using SipEdge.Core.Phones.Registering;
using SipEdge.Core.Pings;
using SipEdge.Core.Registrations;
using SipEdge.Core.Repairs;
using SipEdge.Core.Rewrite;
using SipEdge.Core.Routing;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// Acts on what <see cref="DecisionChain"/> decides: answers, challenges, is silent, or places a call. A request inside a dialog
/// belongs to its call; every other one is decided first, whatever its method.
/// </summary>
internal sealed partial class EdgePipeline(
    EdgeEnvironment environment, CallTable calls, CallControl control, PassControl passing, Identifiers identifiers,
    AttemptMemory attempts, DatagramMender mender)
    : ITransactionUser, ITransferRules
{
    private readonly LoopNonces _nonces = new(environment.Nonces, new NonceCounts(environment.Model().Limits.Nonces));
    private readonly byte[] _headers = new byte[4096];
    private readonly byte[] _tag = new byte[Identifiers.TagLength];
    private readonly uint _draw = identifiers.NextUInt32();
    private TransactionLayer? _transactions;

    /// <summary>Attached once, before the first message.</summary>
    public TransactionLayer Transactions
    {
        get => _transactions ?? throw new InvalidOperationException("The transaction layer is attached before the first message");
        set => _transactions = value;
    }

    /// <summary>Null on the loops that no registration is brought to.</summary>
    public PhoneRegistrar? Phones { get; set; }

    public bool Draining { get; set; }

    /// <summary>On the first loop alone.</summary>
    public RegistrationKeeper? Registrations { get; set; }

    /// <summary>On the first loop alone.</summary>
    public PingKeeper? Pings { get; set; }

    public OverloadControl Overload { get; } = new();

    public void OnRequest(TransactionId server, in SipMessageView request, in Flow flow, long now)
    {
        if (!request.ToTag.IsEmpty)
        {
            OnDialogRequest(server, request, flow, now);
            return;
        }

        var model = environment.Model(); // one snapshot for the whole decision
        if (Overload.IsOverloaded && OverloadRule.MayWait(request, model) && !Overload.Admits(CallDraw.Of(request.CallId, _draw)))
        {
            TurnDown(server, flow, now);
            return;
        }
        var arrival = WithPhones(request, ArrivalOf(flow, now));
        var source = new RequestSource(server, arrival, model);
        _nonces.Forget();
        var decision = DecisionChain.Decide(request, arrival, model, _nonces);
        if (decision.Admission.Token is { } token)
        {
            NoteUse(token, decision.Admission.TokenMatch, arrival);
        }
        if (ShowsSecret(decision.Admission, flow))
        {
            environment.Abuse.Proven(flow, now);
        }
        switch (decision.Outcome)
        {
            case RequestOutcome.TurnedAway:
                TurnAway(source, request, decision.Admission);
                break;
            case RequestOutcome.Refused:
                Refuse(
                    source, request, decision.Admission, decision.Reason, decision.Status, decision.Line, decision.Phrase);
                break;
            case RequestOutcome.Answered when decision.Admission.Verdict != AdmissionVerdict.Admit:
                WeighGuess(source, decision.Admission.Reason);
                RespondOnce(source, request, decision.Status, LocalCapabilities.OptionsLines);
                break;
            case RequestOutcome.Answered:
                Respond(server, decision.Status, LocalCapabilities.OptionsLines, now);
                break;
            case RequestOutcome.Passed:
                Pass(source, request, decision);
                break;
            case RequestOutcome.Registers:
                Register(source, request, decision.Admission);
                break;
            case RequestOutcome.Replaces:
                TakeOver(source, request, flow, decision.Admission);
                break;
            case RequestOutcome.Placed when Draining && decision.Route.Kind != NumberKind.Emergency:
                Refuse(source, request, decision.Admission, ReasonCode.Draining);
                break;
            default:
                attempts.Hold(request.Bytes, arrival, _nonces.Said, model, admitted: true);
                var full = control.Place(
                    server, request, flow, decision.Admission, decision.CallerId, decision.Route, model, now);
                if (full is not null)
                {
                    RefuseFull(source, request, decision, full.Value);
                }
                break;
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

    public void OnResponse(TransactionId client, long owner, in SipMessageView response, in Flow flow, long now)
    {
        var who = CallOwner.From(owner);
        switch (who.Purpose)
        {
            case OwnerPurpose.Registration:
                Registrations?.OnResponse(who, response, flow, now);
                break;
            case OwnerPurpose.Phone:
                Phones?.OnResponse(who, response, now);
                break;
            case OwnerPurpose.Ping:
                Pings?.OnResponse(who, response, now);
                break;
            case OwnerPurpose.Passing:
                passing.OnResponse(who, response, flow, now);
                break;
            default:
                control.OnResponse(who, client, response, flow, now);
                break;
        }
    }

    public void OnTimeout(TransactionId client, long owner, long now)
    {
        var who = CallOwner.From(owner);
        if (!TryEndOutsideCalls(who, 504, null, now) && calls.TryGet(who, out var call))
        {
            control.OnTimeout(call, who, client, now);
        }
    }

    public void OnTransportFailed(TransactionId client, long owner, FlowFailure failure, long now)
    {
        var who = CallOwner.From(owner);
        if (!TryEndOutsideCalls(who, 503, failure, now) && calls.TryGet(who, out var call))
        {
            control.OnTransportFailed(call, who, client, failure, now);
        }
    }

    /// <summary>A request that is no live call's came to nothing.</summary>
    /// <param name="who">Sent it.</param>
    /// <param name="status">What whoever waits for it is told.</param>
    /// <param name="failure">Why it could not be sent; null when it was not answered.</param>
    /// <param name="now">The loop's time.</param>
    private bool TryEndOutsideCalls(CallOwner who, int status, FlowFailure? failure, long now)
    {
        switch (who.Purpose)
        {
            case OwnerPurpose.Registration:
                Registrations?.OnNoResponse(who, WhyNothing(failure), now);
                return true;
            case OwnerPurpose.Ping:
                Pings?.OnNoResponse(who, WhyNothing(failure), now);
                return true;
            case OwnerPurpose.Passing:
                passing.OnNoResponse(who, status, now);
                return true;
            case OwnerPurpose.Phone:
                Phones?.OnNoAnswer(who, now);
                return true;
            default:
                return control.TryEndFarewell(who);
        }
    }

    private static string WhyNothing(FlowFailure? failure) => failure switch
    {
        null => "no answer",
        { } unknown when unknown == default => "it could not be sent",
        { } known => $"it could not be sent: {FlowReasons.Describe(known)}",
    };

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
    public bool MayAnswerMalformed(in Flow flow) => environment.Model().Known.Find(flow.Remote.Address) is not null;

    public void OnMalformed(in SipMessageView message, int status, in Flow flow, long now)
    {
        environment.Abuse.Weigh(flow, ReasonCode.Malformed, now);
        environment.Metrics.Refused(ReasonCode.Malformed);
        if (message.IsRequest)
        {
            _nonces.Forget();
            identifiers.WriteTag(_tag, 0, CallSide.Caller);
            var source = new RequestSource(default, ArrivalOf(flow, now), environment.Model());
            var refused = new AdmissionDecision(AdmissionVerdict.Refuse, ReasonCode.Malformed, status);
            Record(source, message, refused, ReasonCode.Malformed, status, ConfigLine.None);
        }
    }

    private void OnDialogRequest(TransactionId server, in SipMessageView request, in Flow flow, long now)
    {
        if (calls.TryFind(request.ToTag, request.FromTag, request.CallId, out var call, out var side))
        {
            control.OnRequest(call, side, server, request, flow, now);
            return;
        }
        if (environment.Neighbours.Moved.TryFind(request.ToTag, out var loop))
        {
            Transactions.Abandon(server);
            environment.Neighbours.Forward(loop, request.Bytes, flow); // its leg was on the way when it came
            return;
        }
        if (passing.TryTake(server, request, flow, environment.Model(), now))
        {
            return;
        }
        environment.Metrics.Refused(ReasonCode.UnknownDialog);
        _nonces.Forget();
        var source = new RequestSource(server, ArrivalOf(flow, now), environment.Model());
        if (DialogStrangers.MayHear(request, source.Arrival, source.Model, _nonces, out var unheard))
        {
            var status = RespondOnce(source, request, ReasonCodes.Status(ReasonCode.UnknownDialog), []);
            var told = new AdmissionDecision(AdmissionVerdict.Refuse, ReasonCode.UnknownDialog, status);
            Record(source, request, told, ReasonCode.UnknownDialog, status, ConfigLine.None);
            return;
        }
        environment.Abuse.Weigh(flow, unheard.Reason, now);
        identifiers.WriteTag(_tag, 0, CallSide.Caller);
        Record(source, request, unheard.Admission, ReasonCode.UnknownDialog, 0, ConfigLine.None);
        Transactions.Abandon(server);
        environment.Transport.Close(flow);
    }

    /// <summary>
    /// Beyond what the loop can take: 503 to whom the edge knows or who has shown a secret, silence to strangers, and nothing that
    /// costs more than that. Counted, not recorded: a record for each would be work that nobody has the time for.
    /// </summary>
    private void TurnDown(TransactionId server, in Flow flow, long now)
    {
        environment.Metrics.Refused(ReasonCode.Overloaded);
        if (environment.Abuse.IsStranger(flow, now))
        {
            Transactions.Abandon(server);
            return;
        }
        var writer = new SipWriter(_headers);
        writer.Header(HeaderId.RetryAfter, 1 + (identifiers.NextUInt32() % OverloadRule.LongestWaitSeconds));
        RespondOnce(server, ReasonCodes.Status(ReasonCode.Overloaded), writer.Written, int.MaxValue);
    }

    /// <summary>
    /// Who may ask without being let in is not weighed for being nobody; for guessing at a credential meanwhile, like everybody.
    /// </summary>
    private void WeighGuess(in RequestSource source, ReasonCode reason)
    {
        if (reason is >= ReasonCode.CredentialsMissing and <= ReasonCode.TokenExpired)
        {
            environment.Abuse.Weigh(source.Arrival.Source, reason, source.Arrival.Now);
        }
    }

    /// <summary>
    /// A right digest came back over the way the challenge went out. A right header pair can be heard and sent again by others
    /// unless a connection carries it.
    /// </summary>
    private static bool ShowsSecret(in AdmissionDecision admission, in Flow flow) =>
        admission.Reason is ReasonCode.DigestAdmitted or ReasonCode.CertificateAdmitted
        || (admission.Reason == ReasonCode.TokenAdmitted && flow.IsReliable);

    private Arrival ArrivalOf(in Flow flow, long now) =>
        new(
            flow, environment.Transport.Local(flow), now, environment.Time.GetUtcNow(),
            environment.Transport.IndicatedName(flow))
        {
            Tls = environment.Transport.Tls(flow),
            Registered = environment.Board.Registered,
            Mended = mender.Damage,
        };

    /// <summary>Whose flow it came over and which phone it calls; nothing to look up while no phone is registered.</summary>
    private Arrival WithPhones(in SipMessageView request, in Arrival arrival)
    {
        if (environment.Phones.Count == 0)
        {
            return arrival;
        }
        var caller = NameAddressView.TryParse(request.First(HeaderId.From), out var from)
            && SipUriView.TryParse(from.Uri, out var shown)
                ? environment.Phones.Find(arrival.Source, shown.User)
                : null;
        var called = SipUriView.TryParse(request.RequestUri, out var uri) && PhoneToken.TryRead(uri.User, out var token)
            ? environment.Phones.Find(token)
            : null;
        return arrival with { Phone = caller, CalledPhone = called };
    }

    private void Register(in RequestSource source, in SipMessageView request, in AdmissionDecision admission)
    {
        var (arrival, registrar) = (source.Arrival, Phones);
        var refused = registrar is null
            ? ReasonCode.UnsupportedMethod
            : registrar.OnRegister(source.Server, request, arrival.Source, admission, arrival.Now);
        if (refused is { } reason)
        {
            Refuse(source, request, admission, reason, ReasonCodes.Status(reason), admission.Domain?.Phones?.Line ?? default);
        }
    }

    /// <summary>Challenge, refusal or silence.</summary>
    private void TurnAway(in RequestSource source, in SipMessageView request, in AdmissionDecision admission)
    {
        environment.Abuse.Weigh(source.Arrival.Source, admission.Reason, source.Arrival.Now);
        switch (admission.Verdict)
        {
            case AdmissionVerdict.Challenge:
                environment.Metrics.Challenged(admission.Reason);
                var status = Challenge(source, request, admission);
                if (admission.Reason is not (ReasonCode.CredentialsMissing or ReasonCode.StaleNonce))
                {
                    Record(source, request, admission, admission.Reason, status, admission.Line);
                }
                break;
            case AdmissionVerdict.Drop:
                environment.Metrics.Refused(admission.Reason);
                identifiers.WriteTag(_tag, 0, CallSide.Caller);
                Record(source, request, admission, admission.Reason, 0, admission.Line);
                Transactions.Abandon(source.Server);
                environment.Transport.Close(source.Arrival.Source);
                break;
            default:
                Refuse(source, request, admission, admission.Reason, admission.Status, admission.Line);
                break;
        }
    }

    /// <summary>Every algorithm of the domain; where that would be too long an answer, the preferred one alone.</summary>
    /// <returns>What was answered; 0 for nothing.</returns>
    private int Challenge(in RequestSource source, in SipMessageView request, in AdmissionDecision admission)
    {
        var now = source.Arrival.Now;
        var writer = new SipWriter(_headers);
        AdmissionPolicy.WriteChallenge(ref writer, admission, environment.Nonces, now);
        var full = IsStranger(source) ? AnswerSize.Full(request.Bytes.Length) : int.MaxValue;
        if (RespondOnce(source.Server, admission.Status, writer.Written, full))
        {
            return admission.Status;
        }
        environment.Metrics.AnswerShortened();
        var shorter = new SipWriter(_headers);
        AdmissionPolicy.WriteChallenge(ref shorter, admission, environment.Nonces, now, most: 1);
        return RespondOnce(source, request, admission.Status, shorter.Written);
    }

    private bool IsStranger(in RequestSource source) =>
        environment.Abuse.IsStranger(source.Arrival.Source, source.Arrival.Now);

    /// <summary>A trunk that has no room may want its callers to hear something else than 503.</summary>
    private void RefuseFull(in RequestSource source, in SipMessageView request, in RequestDecision decision, ReasonCode reason)
    {
        var limits = reason switch
        {
            ReasonCode.TrunkFull or ReasonCode.TrunkRate or ReasonCode.TrunkBandwidth => decision.Admission.Trunk?.CallLimits,
            ReasonCode.GroupFull => decision.Route.Route?.To.Group?.Limits,
            _ => null,
        };
        Refuse(source, request, decision.Admission, reason, limits?.FullStatus ?? ReasonCodes.Status(reason),
            limits?.Line ?? ConfigLine.None);
    }

    /// <summary>Refuses for want of room or time; no line of the configuration decided it.</summary>
    private void Refuse(
        in RequestSource source, in SipMessageView request, in AdmissionDecision admission, ReasonCode reason) =>
        Refuse(source, request, admission, reason, ReasonCodes.Status(reason), ConfigLine.None);

    private void Refuse(
        in RequestSource source, in SipMessageView request, in AdmissionDecision admission, ReasonCode reason, int status,
        ConfigLine line, ReadOnlySpan<byte> phrase = default)
    {
        environment.Metrics.Refused(reason);
        var writer = new SipWriter(_headers);
        RefusalHeaders.Write(ref writer, reason, request, admission.Trunk?.Session);
        if (reason == ReasonCode.RegistrationTooBrief && admission.Domain is { Phones: { } phones })
        {
            writer.Header(HeaderId.MinExpires, phones.LeastExpires); // RFC 3261 §10.3 step 7
        }
        if (admission.Verdict == AdmissionVerdict.Admit)
        {
            RefusalHeaders.WriteReason(ref writer, reason, status, admission.Trunk);
            Respond(source.Server, status, writer.Written, source.Arrival.Now, phrase);
        }
        else
        {
            status = RespondOnce(source, request, status, writer.Written);
        }
        Record(source, request, admission, reason, status, line);
    }

    /// <summary>Under the name that the tag of the answer gave it.</summary>
    private void Record(
        in RequestSource source, in SipMessageView request, in AdmissionDecision admission, ReasonCode reason, int status,
        ConfigLine line)
    {
        var arrival = source.Arrival;
        var admitted = admission.Verdict == AdmissionVerdict.Admit;
        if (!admitted && !environment.Abuse.MayRecord(arrival.Source, arrival.Now))
        {
            return;
        }
        attempts.Hold(request.Bytes, arrival, _nonces.Said, source.Model, admitted);
        attempts.Name(_tag, admitted);
        attempts.AttemptRefused(StoryTeller.Refusal(
            _tag, request, arrival.Source, admission, reason, status, line, arrival.Time));
        if (request.Method == SipMethod.Invite)
        {
            var span = EdgeTracing.Begin(StoryTeller.TransportName(arrival.Source.Transport));
            EdgeTracing.End(span, status, ReasonCodes.Name(reason));
        }
    }

    private void NoteUse(TokenModel token, TokenMatch match, in Arrival arrival)
    {
        environment.TokenUses.Note(token, match, arrival.Time);
        if (arrival.Source.Transport != TransportKind.Tls)
        {
            environment.Metrics.CleartextToken();
        }
    }

    private void Respond(
        TransactionId server, int status, ReadOnlySpan<byte> headers, long now, ReadOnlySpan<byte> phrase = default)
    {
        // A final response has a To tag (RFC 3261 §8.2.6.2); this one names no call.
        identifiers.WriteTag(_tag, 0, CallSide.Caller);
        Transactions.Respond(
            server, new ResponseContent { Status = status, Reason = phrase, ToTag = _tag, Headers = headers }, now);
    }

    /// <summary>To somebody who was not let in; nothing to a stranger when it would be much longer than the request.</summary>
    /// <returns>What was answered; 0 for nothing.</returns>
    private int RespondOnce(in RequestSource source, in SipMessageView request, int status, ReadOnlySpan<byte> headers)
    {
        var most = IsStranger(source) ? AnswerSize.Most(request.Bytes.Length) : int.MaxValue;
        if (RespondOnce(source.Server, status, headers, most))
        {
            return status;
        }
        environment.Metrics.AnswerWithheld();
        Transactions.Abandon(source.Server);
        return 0;
    }

    private bool RespondOnce(TransactionId server, int status, ReadOnlySpan<byte> headers, int most)
    {
        identifiers.WriteTag(_tag, 0, CallSide.Caller);
        return Transactions.RespondOnce(server, new ResponseContent { Status = status, ToTag = _tag, Headers = headers }, most);
    }

    /// <summary>What travels together while a request is turned away.</summary>
    private readonly record struct RequestSource(TransactionId Server, Arrival Arrival, EdgeModel Model);
}
