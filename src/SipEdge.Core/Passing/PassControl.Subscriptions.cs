using System.Buffers.Text;
using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Dialogs;
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
        var from = fromNotifier ? subscription.Notifier : subscription.Subscriber;
        if (!IsFromPeer(from, flow, subscription.Model))
        {
            metrics.ForeignInDialogRequest();
            Respond(server, 481, default, now); // what a stranger is told of a dialog that is not his
            return true;
        }
        switch (request.Method)
        {
            case SipMethod.Subscribe when !fromNotifier && !TryRenew(subscription, model):
                Respond(server, 481, default, now); // who then asks anew is told why not
                Over(subscription, SubscriptionEnding.NotAllowed);
                break;
            case SipMethod.Subscribe when !fromNotifier && !subscription.Notifier.Dialog.IsEmpty:
                from.Peer = flow;
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
        in SipMessageView request, in Arrival arrival, in AdmissionDecision admission, in PassSender sender, PassTarget target,
        EdgeModel model, ReadOnlySpan<byte> callId)
    {
        if (_table.RentSubscription(sender) is not { } opened)
        {
            return null;
        }
        var (subscriber, notifier, flow) = (opened.Subscriber, opened.Notifier, arrival.Source);
        identifiers.WriteTag(subscriber.Tag, opened.Slot, CallSide.Caller);
        identifiers.WriteTag(notifier.Tag, opened.Slot, CallSide.Callee);
        if (!subscriber.Dialog.InitAsServer(request, subscriber.Tag, flow.Transport == TransportKind.Tls))
        {
            _table.Return(opened);
            return null;
        }
        callId.CopyTo(opened.NotifierCallId);
        opened.Package.Set(buffers, EventLines.PackageOf(request));
        opened.Model = model;
        subscriber.Peer = flow;
        subscriber.Trunk = admission.Trunk;
        subscriber.Phone = admission.Trunk is null ? arrival.Phone?.Token : null;
        subscriber.Hop = HopOf(subscriber.Dialog, flow, admission.Trunk, model);
        notifier.Sender = PassSender.Of(target);
        notifier.Trunk = target.Trunk;
        notifier.Phone = target.Phone;
        notifier.Peer = notifier.Hop = target.Flow;
        return opened;
    }

    /// <summary>2xx: of the first SUBSCRIBE, which makes the notifier's dialog, of a refresh, or of a NOTIFY.</summary>
    private void OnAccepted(PassedRequest passed, Subscription subscription, in SipMessageView response, in Flow flow, long now)
    {
        var notifier = subscription.Notifier;
        if (passed.Method != SipMethod.Subscribe)
        {
            subscription.Subscriber.Dialog.UpdateTarget(response);
            return;
        }
        if (passed.Opens)
        {
            notifier.Dialog.InitAsClient(response, "sip:notifier.invalid"u8, flow.Transport == TransportKind.Tls);
            notifier.Peer = flow;
            notifier.Hop = HopOf(notifier.Dialog, notifier.Hop, notifier.Trunk, subscription.Model);
        }
        else
        {
            notifier.Dialog.UpdateTarget(response);
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
        if (!subscription.Notifier.Dialog.IsEmpty)
        {
            subscription.Notifier.Peer = flow;
        }
        var state = notify.First(HeaderId.SubscriptionState);
        subscription.Terminated = EventLines.IsTerminated(notify);
        var at = state.IndexOf("expires="u8);
        _table.Expire(
            subscription,
            now + GraceMs + (subscription.Terminated ? 0 : 1000L * ExpiresOf(at < 0 ? default : state[(at + 8)..])));
        Relay(subscription, server, notify, fromNotifier: true, now);
    }

    /// <summary>
    /// A refresh goes by the configuration of now, or a subscription would outlive the trunks that it was let in for: a call ends some
    /// day, and this need not. False where one of them is gone, off, or takes none of this package any more.
    /// </summary>
    private bool TryRenew(Subscription subscription, EdgeModel model)
    {
        if (subscription.Model == model)
        {
            return true;
        }
        var package = subscription.Package.Span;
        if (!TryRenew(subscription.Subscriber, package, model) || !TryRenew(subscription.Notifier, package, model))
        {
            return false;
        }
        subscription.Model = model;
        return true;
    }

    private bool TryRenew(SubscriptionEnd end, ReadOnlySpan<byte> package, EdgeModel model)
    {
        TrunkModel? now = null;
        if (end.Phone is { } token)
        {
            now = phones.Find(token) is { } phone ? PhonesOf(phone.Domain, model) : null;
        }
        else
        {
            foreach (var trunk in model.Trunks)
            {
                now = trunk.Id == end.Trunk?.Id ? trunk : now;
            }
        }
        if (now is not { Active: true, Signalling: { Subscribe: PassMode.Pass } rules } || !rules.Lists(package))
        {
            return false;
        }
        end.Trunk = end.Trunk is null ? null : now;
        return true;
    }

    private static TrunkModel? PhonesOf(string domain, EdgeModel model)
    {
        foreach (var one in model.Domains)
        {
            if (one.Name == domain)
            {
                return one.Phones?.Phones;
            }
        }
        return null;
    }

    /// <summary>To the other dialog, in its own sequence.</summary>
    private void Relay(Subscription subscription, TransactionId server, in SipMessageView request, bool fromNotifier, long now)
    {
        var from = fromNotifier ? subscription.Notifier : subscription.Subscriber;
        var to = fromNotifier ? subscription.Subscriber : subscription.Notifier;
        if (!from.Dialog.IsEmpty && !from.Dialog.AcceptRequestCSeq(request.CSeq))
        {
            Respond(server, 500, default, now);
            return;
        }
        if (!TryReach(to, out var flow))
        {
            Respond(server, 481, default, now); // who tells or asks anew hears what has become of it
            Over(subscription, SubscriptionEnding.PhoneGone);
            return;
        }
        if (_table.RentRequest(from.Sender) is not { } passed)
        {
            metrics.Refused(ReasonCode.PassingFull);
            Respond(server, 503, "Retry-After: 5\r\n"u8, now);
            return;
        }
        from.Dialog.UpdateTarget(request);
        passed.Server = server;
        passed.Method = request.Method;
        passed.FromNotifier = fromNotifier;
        (passed.Subscription, passed.SubscriptionGeneration) = (subscription, subscription.Generation);
        var writer = new SipWriter(_headers);
        to.Dialog.WriteRequestHeaders(ref writer, request.Method, to.Dialog.NextCSeq(), LocalCapabilities.MaxForwards);
        WriteContact(ref writer, to.Trunk, flow, to.Dialog.IsSecure);
        EventLines.Copy(ref writer, request, withExpires: true);
        var content = new RequestContent
        {
            Method = request.Method,
            RequestUri = to.Dialog.RequestUri,
            Headers = writer.Written,
            ContentType = request.Body.IsEmpty ? default : request.First(HeaderId.ContentType),
            Body = request.Body,
            Large = to.Trunk?.Large.On(flow) ?? default,
        };
        if (writer.Failed || Transactions.Send(content, flow, PassingTable.OwnerOf(passed).Value, now).IsNone)
        {
            Respond(server, 503, default, now);
            End(passed, 503);
            return;
        }
        metrics.Passed(request.Method);
    }

    /// <summary>False for a phone that is not registered any more, or whose connection is closed.</summary>
    private bool TryReach(SubscriptionEnd end, out Flow flow)
    {
        flow = end.Hop;
        if (end.Phone is not { } token)
        {
            return true;
        }
        if (phones.Find(token) is not { Reachable: true } phone)
        {
            return false;
        }
        flow = phone.Path.Flow;
        return true;
    }

    private void Respond(TransactionId server, int status, ReadOnlySpan<byte> headers, long now) =>
        Transactions.Respond(server, new ResponseContent { Status = status, Headers = headers }, now);

    /// <summary>A phone may have moved with its registration.</summary>
    private bool IsFromPeer(SubscriptionEnd end, in Flow flow, EdgeModel model) =>
        (end.Phone is { } token && phones.Find(token) is { } phone && phone.Path.Flow.Remote.Address == flow.Remote.Address)
        || PeerCheck.IsFromPeer(end.Peer, end.Hop, end.Trunk, flow, model);

    private Flow HopOf(Dialog dialog, in Flow peer, TrunkModel? trunk, EdgeModel model)
    {
        var hop = NextHop.Of(dialog, peer, trunk?.Media ?? model.Media.Policy, out var repaired);
        metrics.AlgRepaired(trunk?.Id ?? "", repaired);
        return hop;
    }

    /// <summary>Seconds; an hour where nothing is said (RFC 6665 leaves it to the package).</summary>
    private static int ExpiresOf(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out uint seconds, out _) ? (int)Math.Min(seconds, MaxExpires) : 3600;
}
