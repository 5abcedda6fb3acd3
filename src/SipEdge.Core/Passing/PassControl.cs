using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Rewrite;
using SipEdge.Core.Routing;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Passing;

/// <summary>
/// Passes on what is no call: MESSAGE and PUBLISH one by one, SUBSCRIBE and NOTIFY as two dialogs joined by the edge. Who may is
/// decided before; here is what then happens on the wire. Owned by one loop.
/// </summary>
internal sealed partial class PassControl(
    ITransport transport, Identifiers identifiers, BufferPool buffers, CallMetrics metrics, TrunkBoard board)
{
    private const int HeaderBytes = 16 * 1024;

    /// <summary>Longest subscription, whatever is granted: a phone that is gone must not fill the table.</summary>
    private const int MaxExpires = 86_400;

    /// <summary>After the end of a subscription its last NOTIFY may still come.</summary>
    private const int GraceMs = 32_000;

    /// <summary>Bodies of NOTIFY: a state of many lines is longer than this nowhere.</summary>
    private const int MaxNotify = 16 * 1024;

    private readonly PassingTable _table = new(buffers);
    private readonly AttemptPlan _plan = new();
    private readonly byte[] _headers = new byte[HeaderBytes];
    private readonly byte[] _tag = new byte[Identifiers.TagLength];
    private TransactionLayer? _transactions;

    /// <summary>Attached once, before the first message.</summary>
    public TransactionLayer Transactions
    {
        get => _transactions ?? throw new InvalidOperationException("The transaction layer is attached before the first message");
        set => _transactions = value;
    }

    public int Requests => _table.Requests;

    public int Subscriptions => _table.Subscriptions;

    public long NextDeadline => _table.NextDeadline;

    public void OnTick(long now) => _table.OnTick(now);

    /// <summary>To the first gateway of the route that it can be sent to.</summary>
    /// <returns>Why it was not; the caller of this method answers then.</returns>
    public ReasonCode? Pass(
        TransactionId server, in SipMessageView request, in Flow flow, in AdmissionDecision admission, byte[]? forced,
        in RouteDecision route, EdgeModel model, long now)
    {
        AttemptPlanner.Plan(
            _plan, route.Route!.To, board, new PlannedCall(CallDraw.Of(request.CallId), Emergency: false), now);
        var failed = _plan.Skipped is [.., var last] ? last.Reason : ReasonCode.NoGateway;
        Span<byte> uri = stackalloc byte[OutgoingUri.MaxLength];
        for (; _plan.HasCurrent; _plan.MoveNext())
        {
            var attempt = _plan.Current;
            if (!OutgoingUri.TryWrite(
                request.RequestUri, admission.Trunk?.Numbers ?? NumberPlan.Default, route.Route, attempt.Trunk, attempt.Gateway,
                attempt.Scheme, NumberHeader.RequestUri, uri, out var length))
            {
                return ReasonCode.Malformed;
            }
            if (Forward(
                server, request, flow, admission, forced, Target(attempt, uri[..length]), model, now)
                is not { } reason)
            {
                return null;
            }
            if (reason != ReasonCode.GatewayFailed)
            {
                return reason;
            }
            failed = reason;
        }
        return failed;
    }

    private static PassTarget Target(PlannedAttempt attempt, ReadOnlySpan<byte> uri) =>
        new(attempt.Trunk, attempt.Target.Flow, uri) { RouteLine = attempt.Target.RouteLine };

    /// <summary>To one target: a gateway, or the flow of a phone.</summary>
    /// <returns>Why it was not sent; the caller of this method answers then.</returns>
    public ReasonCode? Forward(
        TransactionId server, in SipMessageView request, in Flow flow, in AdmissionDecision admission, byte[]? forced,
        PassTarget target, EdgeModel model, long now)
    {
        if (_table.RentRequest() is not { } passed)
        {
            return ReasonCode.TooManyCalls;
        }
        passed.Server = server;
        passed.Method = request.Method;
        Span<byte> callId = stackalloc byte[Identifiers.CallIdLength];
        Span<byte> tag = stackalloc byte[Identifiers.TagLength];
        identifiers.WriteCallId(callId);
        identifiers.WriteTag(tag, passed.Slot, CallSide.Callee);
        if (request.Method == SipMethod.Subscribe)
        {
            if (OpenSubscription(request, flow, admission, target, model, callId) is not { } subscription)
            {
                _table.Return(passed);
                return ReasonCode.TooManyCalls;
            }
            (passed.Subscription, passed.SubscriptionGeneration) = (subscription, subscription.Generation);
            passed.Opens = true;
            subscription.NotifierTag.CopyTo(tag);
            _table.Expire(subscription, now + GraceMs + GraceMs);
        }
        var writer = new SipWriter(_headers);
        var names = new OutgoingNames(transport.SentBy(target.Flow), tag, callId);
        writer.Lines(target.RouteLine);
        var refused = OutgoingRequest.Write(
            ref writer, request, admission, forced, target.Trunk, target.Flow, names, target.Uri);
        var content = new RequestContent
        {
            Method = request.Method,
            RequestUri = target.Uri,
            Headers = writer.Written,
            ContentType = request.Body.IsEmpty ? default : request.First(HeaderId.ContentType),
            Body = request.Body,
            Large = target.Trunk?.Large.On(target.Flow) ?? default,
        };
        if (refused is null
            && Transactions.Send(content, target.Flow, PassingTable.OwnerOf(passed).Value, now).IsNone)
        {
            refused = ReasonCode.GatewayFailed;
        }
        if (refused is not null)
        {
            Drop(passed);
            return refused;
        }
        metrics.Passed(request.Method);
        return null;
    }

    public void OnResponse(CallOwner owner, in SipMessageView response, in Flow flow, long now)
    {
        if (response.StatusCode < 200 || !_table.TryGet(owner, out var passed))
        {
            return;
        }
        var status = response.StatusCode;
        var writer = new SipWriter(_headers);
        ReadOnlySpan<byte> toTag = default;
        if (passed.Living is { } subscription)
        {
            if (status < 300)
            {
                OnAccepted(passed, subscription, response, flow, now);
            }
            if (passed is { Method: SipMethod.Subscribe })
            {
                toTag = passed.Opens ? subscription.SubscriberTag : default;
                WriteContact(ref writer, subscription.SubscriberTrunk, subscription.SubscriberPeer, subscription.Subscriber.IsSecure);
            }
        }
        EventLines.Copy(ref writer, response, withExpires: passed.Method is SipMethod.Subscribe or SipMethod.Publish);
        Answer(passed, GatewayOutcome.TowardsCaller(status), toTag, writer.Failed ? default : writer.Written, now);
        if (status is 408 or 481 && passed.Living is { } gone)
        {
            _table.Return(gone);
        }
        End(passed, status);
    }

    /// <summary>No answer: what was asked may be asked again.</summary>
    public void OnNoResponse(CallOwner owner, int status, long now)
    {
        if (_table.TryGet(owner, out var passed))
        {
            Answer(passed, status, default, default, now);
            End(passed, status);
        }
    }

    private void Answer(PassedRequest passed, int status, ReadOnlySpan<byte> toTag, ReadOnlySpan<byte> headers, long now)
    {
        if (toTag.IsEmpty && (passed.Opens || passed.Subscription is null))
        {
            identifiers.WriteTag(_tag, passed.Slot, CallSide.Caller); // a final response has one (RFC 3261 §8.2.6.2)
            toTag = _tag;
        }
        Transactions.Respond(passed.Server, new ResponseContent { Status = status, ToTag = toTag, Headers = headers }, now);
    }

    private void End(PassedRequest passed, int status)
    {
        var subscription = passed.Living;
        var over = subscription is not null
            && ((passed.Opens && status >= 300) || (passed.FromNotifier && subscription.Terminated));
        _table.Return(passed);
        if (over)
        {
            _table.Return(subscription!);
        }
    }

    private void Drop(PassedRequest passed)
    {
        if (passed is { Opens: true, Living: { } opened })
        {
            _table.Return(opened);
        }
        _table.Return(passed);
    }

    private void WriteContact(ref SipWriter writer, TrunkModel? trunk, in Flow flow, bool secure)
    {
        var sentBy = transport.SentBy(flow);
        OutgoingContact.Write(ref writer, trunk is null ? sentBy : trunk.ContactOn(flow.Listener, sentBy), flow.Transport, secure);
    }
}
