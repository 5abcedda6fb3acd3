using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Phones;
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
    ITransport transport, Identifiers identifiers, BufferPool buffers, CallMetrics metrics, TrunkBoard board, PhoneBook phones)
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

    public void OnTick(long now)
    {
        while (_table.TryExpire(now, out var forgotten))
        {
            Over(forgotten, SubscriptionEnding.Expired);
        }
    }

    /// <summary>To the first gateway of the route that it can be sent to, or to the phone that is called.</summary>
    /// <returns>Why it was not; the caller of this method answers then.</returns>
    public ReasonCode? Pass(
        TransactionId server, in SipMessageView request, in Arrival arrival, in AdmissionDecision admission, byte[]? forced,
        in RouteDecision route, EdgeModel model)
    {
        AttemptPlanner.Plan(
            _plan, route.Route!.To, board, new PlannedCall(CallDraw.Of(request.CallId), Emergency: false), arrival.Now);
        var failed = _plan.Skipped is [.., var last] ? last.Reason : ReasonCode.NoGateway;
        Span<byte> uri = stackalloc byte[OutgoingUri.MaxLength];
        for (; _plan.HasCurrent; _plan.MoveNext())
        {
            var attempt = _plan.Current;
            if (!OutgoingUri.TryWriteOf(
                attempt.Target.RequestUri, request.RequestUri, admission.Trunk?.Numbers ?? NumberPlan.Default, route.Route,
                attempt.Trunk, attempt.Gateway, attempt.Scheme, NumberHeader.RequestUri, uri, out var length))
            {
                return ReasonCode.Malformed;
            }
            var target = new PassTarget(attempt.Trunk, attempt.Target, uri[..length])
            {
                Phone = route.Route.To.Contact is null ? null : arrival.CalledPhone?.Token,
            };
            if (Forward(server, request, arrival, admission, forced, target, model) is not { } reason)
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

    /// <summary>To one target.</summary>
    /// <returns>Why it was not sent; the caller of this method answers then.</returns>
    private ReasonCode? Forward(
        TransactionId server, in SipMessageView request, in Arrival arrival, in AdmissionDecision admission, byte[]? forced,
        PassTarget target, EdgeModel model)
    {
        var sender = PassSender.Of(admission, arrival.Phone);
        if (_table.RentRequest(sender) is not { } passed)
        {
            return ReasonCode.PassingFull;
        }
        passed.Server = server;
        passed.Method = request.Method;
        Span<byte> callId = stackalloc byte[Identifiers.CallIdLength];
        Span<byte> tag = stackalloc byte[Identifiers.TagLength];
        identifiers.WriteCallId(callId);
        identifiers.WriteTag(tag, passed.Slot, CallSide.Callee);
        if (request.Method == SipMethod.Subscribe)
        {
            if (OpenSubscription(request, arrival, admission, sender, target, model, callId) is not { } subscription)
            {
                _table.Return(passed);
                return ReasonCode.PassingFull;
            }
            (passed.Subscription, passed.SubscriptionGeneration) = (subscription, subscription.Generation);
            passed.Opens = true;
            subscription.Notifier.Tag.CopyTo(tag);
            _table.Expire(subscription, arrival.Now + GraceMs + GraceMs);
        }
        var writer = new SipWriter(_headers);
        var names = new OutgoingNames(transport.SentBy(target.Flow), tag, callId);
        writer.Lines(target.RouteLine);
        var refused = OutgoingRequest.Write(
            ref writer, request, admission, forced, target.Trunk, target.Flow, names, target.Uri, target.To);
        var content = new RequestContent
        {
            Method = request.Method,
            RequestUri = target.Uri,
            Headers = writer.Written,
            ContentType = request.Body.IsEmpty ? default : request.First(HeaderId.ContentType),
            Body = request.Body,
            Large = target.Trunk.Large.On(target.Flow),
        };
        if (refused is null
            && Transactions.Send(content, target.Flow, PassingTable.OwnerOf(passed).Value, arrival.Now).IsNone)
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
                var subscriber = subscription.Subscriber;
                toTag = passed.Opens ? subscriber.Tag : default;
                WriteContact(ref writer, subscriber.Trunk, subscriber.Peer, subscriber.Dialog.IsSecure);
            }
        }
        var subscribed = passed.Method == SipMethod.Subscribe && status < 300;
        EventLines.Copy(
            ref writer, response, withExpires: !subscribed && passed.Method is (SipMethod.Subscribe or SipMethod.Publish));
        if (subscribed && response.Has(HeaderId.Expires))
        {
            writer.Begin(HeaderId.Expires); // how long the edge remembers it, whatever the notifier grants
            writer.Append(ExpiresOf(response.First(HeaderId.Expires)));
            writer.End();
        }
        Answer(passed, GatewayOutcome.TowardsCaller(status), toTag, writer.Failed ? default : writer.Written, now);
        if (status is 408 or 481 && passed.Living is { } gone)
        {
            Over(gone, SubscriptionEnding.Lost);
        }
        End(passed, status);
    }

    /// <summary>
    /// What was asked may be asked again; but who does not hear a NOTIFY is not there any more, and its notifier is told so
    /// (RFC 6665 §4.2.2).
    /// </summary>
    /// <param name="owner">Sent it.</param>
    /// <param name="status">503: it could not be sent; 504: it was not answered.</param>
    /// <param name="now">The loop's time.</param>
    public void OnNoResponse(CallOwner owner, int status, long now)
    {
        if (!_table.TryGet(owner, out var passed))
        {
            return;
        }
        var unheard = status == 504 && passed.FromNotifier ? passed.Living : null;
        Answer(passed, unheard is null ? status : 481, default, default, now);
        if (unheard is not null)
        {
            Over(unheard, SubscriptionEnding.Lost);
        }
        End(passed, status);
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
        var living = passed.Living;
        SubscriptionEnding? ending = (living, passed) switch
        {
            (null, _) => null,
            (_, { Opens: true }) when status >= 300 => SubscriptionEnding.Refused,
            ({ Terminated: true }, { FromNotifier: true }) => SubscriptionEnding.Terminated,
            _ => null,
        };
        _table.Return(passed);
        if (ending is { } over)
        {
            Over(living!, over);
        }
    }

    /// <summary>It was never sent, so what it would have opened never was.</summary>
    private void Drop(PassedRequest passed)
    {
        if (passed is { Opens: true, Living: { } opened })
        {
            _table.Return(opened);
        }
        _table.Return(passed);
    }

    private void Over(Subscription subscription, SubscriptionEnding why)
    {
        metrics.SubscriptionEnded(why switch
        {
            SubscriptionEnding.Refused => "refused",
            SubscriptionEnding.Terminated => "terminated",
            SubscriptionEnding.Expired => "expired",
            SubscriptionEnding.Lost => "lost",
            SubscriptionEnding.PhoneGone => "phone_gone",
            _ => "not_allowed",
        });
        _table.Return(subscription);
    }

    private void WriteContact(ref SipWriter writer, TrunkModel? trunk, in Flow flow, bool secure)
    {
        var sentBy = transport.SentBy(flow);
        OutgoingContact.Write(ref writer, trunk is null ? sentBy : trunk.ContactOn(flow.Listener, sentBy), flow.Transport, secure);
    }
}
