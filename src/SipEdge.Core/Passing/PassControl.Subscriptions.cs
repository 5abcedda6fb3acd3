using System.Buffers.Text;
using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Passing;

// Subscriptions (RFC 6665): refreshed and ended by who asked, told of and ended by who tells, and forgotten when neither says more.
internal sealed partial class PassControl
{
    /// <summary>A request inside a dialog of a subscription.</summary>
    /// <returns>False when it belongs to none.</returns>
    public bool TryTake(TransactionId server, in SipMessageView request, in Flow flow, EdgeModel model, long now)
    {
        if (!_table.TryFind(request, out var subscription, out var fromNotifier))
        {
            return false;
        }
        if (!IsFromPeer(subscription, fromNotifier, flow))
        {
            metrics.ForeignInDialogRequest();
            Respond(server, 481, default, now); // what a stranger is told of a dialog that is not his
            return true;
        }
        switch (request.Method)
        {
            case SipMethod.Subscribe when !fromNotifier && !TryRenew(subscription, model):
                Respond(server, 481, default, now); // who then asks anew is told why not
                _table.Return(subscription);
                break;
            case SipMethod.Subscribe when !fromNotifier && !subscription.Notifier.IsEmpty:
                Relay(subscription, server, request, fromNotifier, now);
                break;
            case SipMethod.Notify when fromNotifier:
                Tell(subscription, server, request, flow, now);
                break;
            case SipMethod.Subscribe:
                Respond(server, 500, "Retry-After: 2\r\n"u8, now); // the notifier has not answered the first one
                break;
            default:
                Respond(server, 405, "Allow: SUBSCRIBE, NOTIFY\r\n"u8, now);
                break;
        }
        return true;
    }

    private Subscription? OpenSubscription(
        in SipMessageView request, in Flow flow, in AdmissionDecision admission, PassTarget target, EdgeModel model,
        ReadOnlySpan<byte> callId)
    {
        if (_table.RentSubscription() is not { } opened)
        {
            return null;
        }
        identifiers.WriteTag(opened.SubscriberTag, opened.Slot, CallSide.Caller);
        identifiers.WriteTag(opened.NotifierTag, opened.Slot, CallSide.Callee);
        if (!opened.Subscriber.InitAsServer(request, opened.SubscriberTag, flow.Transport == TransportKind.Tls))
        {
            _table.Return(opened);
            return null;
        }
        callId.CopyTo(opened.NotifierCallId);
        opened.Package.Set(buffers, EventLines.PackageOf(request));
        opened.Model = model;
        opened.SubscriberPeer = flow;
        opened.SubscriberTrunk = admission.Trunk;
        opened.SubscriberHop = NextHop.Of(opened.Subscriber, flow, NatOf(admission.Trunk, model));
        opened.NotifierTrunk = target.Trunk;
        opened.NotifierPeer = opened.NotifierHop = target.Flow;
        return opened;
    }

    /// <summary>2xx: of the first SUBSCRIBE, which makes the notifier's dialog, of a refresh, or of a NOTIFY.</summary>
    private void OnAccepted(PassedRequest passed, Subscription subscription, in SipMessageView response, in Flow flow, long now)
    {
        if (passed.Method != SipMethod.Subscribe)
        {
            subscription.Subscriber.UpdateTarget(response);
            return;
        }
        if (passed.Opens)
        {
            subscription.Notifier.InitAsClient(response, "sip:notifier.invalid"u8, flow.Transport == TransportKind.Tls);
            subscription.NotifierPeer = flow;
            subscription.NotifierHop = NextHop.Of(
                subscription.Notifier, subscription.NotifierHop, NatOf(subscription.NotifierTrunk, subscription.Model));
        }
        else
        {
            subscription.Notifier.UpdateTarget(response);
        }
        _table.Expire(subscription, now + GraceMs + (1000L * ExpiresOf(response.First(HeaderId.Expires))));
    }

    private void Tell(Subscription subscription, TransactionId server, in SipMessageView notify, in Flow flow, long now)
    {
        if (!Ascii.EqualsIgnoreCase(EventLines.PackageOf(notify), subscription.Package.Span))
        {
            Respond(server, 489, default, now);
            return;
        }
        if (notify.Body.Length > MaxNotify || ContentTypes.MayShowAddresses(notify))
        {
            Respond(server, notify.Body.Length > MaxNotify ? 413 : 415, default, now);
            return;
        }
        if (!subscription.Notifier.IsEmpty)
        {
            subscription.NotifierPeer = flow;
        }
        var state = notify.First(HeaderId.SubscriptionState);
        subscription.Terminated = state.StartsWith("terminated"u8);
        var at = state.IndexOf("expires="u8);
        _table.Expire(
            subscription,
            now + GraceMs + (subscription.Terminated ? 0 : 1000L * ExpiresOf(at < 0 ? default : state[(at + 8)..])));
        Relay(subscription, server, notify, fromNotifier: true, now);
    }

    /// <summary>
    /// A refresh goes by the configuration of now, or a subscription would outlive the trunks that it was let in for: a call ends some
    /// day, and this need not. False where one of them is gone, off, or takes none any more.
    /// </summary>
    private static bool TryRenew(Subscription subscription, EdgeModel model)
    {
        if (subscription.Model == model)
        {
            return true;
        }
        if (!TryRenew(subscription.SubscriberTrunk, model, out var subscriber)
            || !TryRenew(subscription.NotifierTrunk, model, out var notifier))
        {
            return false;
        }
        (subscription.SubscriberTrunk, subscription.NotifierTrunk, subscription.Model) = (subscriber, notifier, model);
        return true;
    }

    private static bool TryRenew(TrunkModel? then, EdgeModel model, out TrunkModel? now)
    {
        now = null;
        foreach (var trunk in model.Trunks)
        {
            now = trunk.Id == then?.Id ? trunk : now;
        }
        return then is null || now is { Active: true, Signalling.Subscribe: PassMode.Pass };
    }

    /// <summary>To the other dialog, in its own sequence.</summary>
    private void Relay(Subscription subscription, TransactionId server, in SipMessageView request, bool fromNotifier, long now)
    {
        var from = fromNotifier ? subscription.Notifier : subscription.Subscriber;
        var dialog = fromNotifier ? subscription.Subscriber : subscription.Notifier;
        var flow = fromNotifier ? subscription.SubscriberHop : subscription.NotifierHop;
        var trunk = fromNotifier ? subscription.SubscriberTrunk : subscription.NotifierTrunk;
        if (!from.IsEmpty && !from.AcceptRequestCSeq(request.CSeq))
        {
            Respond(server, 500, default, now);
            return;
        }
        if (_table.RentRequest() is not { } passed)
        {
            Respond(server, 503, "Retry-After: 5\r\n"u8, now);
            return;
        }
        from.UpdateTarget(request);
        passed.Server = server;
        passed.Method = request.Method;
        passed.FromNotifier = fromNotifier;
        (passed.Subscription, passed.SubscriptionGeneration) = (subscription, subscription.Generation);
        var writer = new SipWriter(_headers);
        dialog.WriteRequestHeaders(ref writer, request.Method, dialog.NextCSeq(), LocalCapabilities.MaxForwards);
        WriteContact(ref writer, trunk, flow, dialog.IsSecure);
        EventLines.Copy(ref writer, request, withExpires: true);
        var content = new RequestContent
        {
            Method = request.Method,
            RequestUri = dialog.RequestUri,
            Headers = writer.Written,
            ContentType = request.Body.IsEmpty ? default : request.First(HeaderId.ContentType),
            Body = request.Body,
            Large = trunk?.Large.On(flow) ?? default,
        };
        if (writer.Failed || Transactions.Send(content, flow, PassingTable.OwnerOf(passed).Value, now).IsNone)
        {
            Respond(server, 503, default, now);
            End(passed, 503);
            return;
        }
        metrics.Passed(request.Method);
    }

    private void Respond(TransactionId server, int status, ReadOnlySpan<byte> headers, long now) =>
        Transactions.Respond(server, new ResponseContent { Status = status, Headers = headers }, now);

    private static bool IsFromPeer(Subscription subscription, bool fromNotifier, in Flow flow) => fromNotifier
        ? PeerCheck.IsFromPeer(
            subscription.NotifierPeer, subscription.NotifierHop, subscription.NotifierTrunk, flow, subscription.Model)
        : PeerCheck.IsFromPeer(
            subscription.SubscriberPeer, subscription.SubscriberHop, subscription.SubscriberTrunk, flow, subscription.Model);

    private static NatMode NatOf(TrunkModel? trunk, EdgeModel model) => (trunk?.Media ?? model.Media.Policy).Leg.Nat;

    /// <summary>Seconds; an hour where nothing is said (RFC 6665 leaves it to the package).</summary>
    private static int ExpiresOf(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out uint seconds, out _) ? (int)Math.Min(seconds, MaxExpires) : 3600;
}
