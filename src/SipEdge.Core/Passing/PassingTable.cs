using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using SipEdge.Core.Calls;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Passing;

/// <summary>
/// Requests on their way and subscriptions, both in slots that are used again and both bounded. A dialog is found by our tag, which
/// names the slot, and believed only when the whole of it matches. Owned by one loop.
/// </summary>
internal sealed class PassingTable(BufferPool buffers)
{
    /// <summary>Requests of one loop that wait for an answer.</summary>
    public const int MaxRequests = 4096;

    /// <summary>Subscriptions of one loop: every phone of an office asks for its message lamp.</summary>
    public const int MaxSubscriptions = 16_384;

    private readonly Dictionary<PassSender, PassLoad> _loads = [];
    private readonly List<PassedRequest> _requests = [];
    private readonly Stack<PassedRequest> _freeRequests = [];
    private readonly List<Subscription> _subscriptions = [];
    private readonly Stack<Subscription> _freeSubscriptions = [];
    private readonly TimerWheel _wheel = new();

    public int Requests => _requests.Count - _freeRequests.Count;

    public int Subscriptions => _subscriptions.Count - _freeSubscriptions.Count;

    public long NextDeadline => _wheel.NextDeadline;

    /// <summary>Null when the table is full, or the sender's part of it.</summary>
    public PassedRequest? RentRequest(in PassSender sender)
    {
        if (Requests >= MaxRequests || _loads.GetValueOrDefault(sender).Requests >= sender.MostRequests)
        {
            return null;
        }
        if (!_freeRequests.TryPop(out var request))
        {
            request = new PassedRequest(_requests.Count);
            _requests.Add(request);
        }
        request.Generation++;
        request.InUse = true;
        request.Sender = sender;
        Count(sender, requests: 1, subscriptions: 0);
        return request;
    }

    public void Return(PassedRequest request)
    {
        Count(request.Sender, requests: -1, subscriptions: 0);
        request.Generation++;
        request.InUse = false;
        request.Subscription = null;
        request.Server = TransactionId.None;
        request.FromNotifier = false;
        request.Opens = false;
        _freeRequests.Push(request);
    }

    public bool TryGet(CallOwner owner, [NotNullWhen(true)] out PassedRequest? request)
    {
        request = owner.Purpose == OwnerPurpose.Passing && (uint)owner.Slot < (uint)_requests.Count ? _requests[owner.Slot] : null;
        if (request is { InUse: true } && OwnerOf(request) == owner)
        {
            return true;
        }
        request = null;
        return false;
    }

    public static CallOwner OwnerOf(PassedRequest request) => CallOwner.From(
        new CallOwner(request.Slot, request.Generation, OwnerPurpose.Passing).Value);

    /// <summary>Null when the table is full, or the sender's part of it.</summary>
    public Subscription? RentSubscription(in PassSender sender)
    {
        if (Subscriptions >= MaxSubscriptions || _loads.GetValueOrDefault(sender).Subscriptions >= sender.MostSubscriptions)
        {
            return null;
        }
        if (!_freeSubscriptions.TryPop(out var subscription))
        {
            subscription = new Subscription(_subscriptions.Count, buffers);
            _subscriptions.Add(subscription);
        }
        subscription.Generation++;
        subscription.InUse = true;
        subscription.Subscriber.Sender = sender;
        Count(sender, requests: 0, subscriptions: 1);
        return subscription;
    }

    public void Return(Subscription subscription)
    {
        Count(subscription.Subscriber.Sender, requests: 0, subscriptions: -1);
        _wheel.Cancel(subscription.Slot);
        subscription.Clear();
        subscription.Generation++;
        subscription.InUse = false;
        _freeSubscriptions.Push(subscription);
    }

    public void Expire(Subscription subscription, long deadline) => _wheel.Arm(subscription.Slot, deadline);

    /// <summary>One that nobody has refreshed in time.</summary>
    public bool TryExpire(long now, [NotNullWhen(true)] out Subscription? subscription)
    {
        while (_wheel.TryExpire(now, out var slot))
        {
            subscription = _subscriptions[slot];
            if (subscription.InUse)
            {
                return true;
            }
        }
        subscription = null;
        return false;
    }

    /// <param name="request">Inside a dialog.</param>
    /// <param name="subscription">Whose it is.</param>
    /// <param name="fromNotifier">By its notifier; else by its subscriber.</param>
    public bool TryFind(in SipMessageView request, [NotNullWhen(true)] out Subscription? subscription, out bool fromNotifier)
    {
        subscription = null;
        fromNotifier = false;
        if (!Identifiers.TryReadTag(request.ToTag, out var slot, out var side) || slot >= _subscriptions.Count
            || _subscriptions[slot] is not { InUse: true } found)
        {
            return false;
        }
        fromNotifier = side == CallSide.Callee;
        var known = fromNotifier
            ? found.Notifier.Tag.SequenceEqual(request.ToTag) && request.CallId.SequenceEqual(found.NotifierCallId)
                && (found.Notifier.Dialog.IsEmpty || found.Notifier.Dialog.RemoteTag.SequenceEqual(request.FromTag))
            : found.Subscriber.Tag.SequenceEqual(request.ToTag) && found.Subscriber.Dialog.Matches(request);
        subscription = known ? found : null;
        return known;
    }

    private void Count(in PassSender sender, int requests, int subscriptions)
    {
        ref var load = ref CollectionsMarshal.GetValueRefOrAddDefault(_loads, sender, out _);
        load = new PassLoad(load.Requests + requests, load.Subscriptions + subscriptions);
        if (load == default)
        {
            _loads.Remove(sender);
        }
    }

    /// <summary>What one sender has of the table.</summary>
    private readonly record struct PassLoad(int Requests, int Subscriptions);
}
