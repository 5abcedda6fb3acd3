using System.Diagnostics.CodeAnalysis;
using SipEdge.Core.Configuration;
using SipEdge.Core.Trunks;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>
/// The calls of one loop, in slots that are used again. A dialog is found by the edge's own tag, which names the slot, and
/// believed only when the whole dialog matches. Owned by one loop.
/// </summary>
/// <param name="limit">Live calls of all loops together.</param>
/// <param name="buffers">The loop's.</param>
/// <param name="all">The live calls of all loops.</param>
/// <param name="loop">Whose table it is.</param>
/// <param name="loops">How many there are.</param>
/// <param name="elsewhere">Legs that are not on the loop where they began.</param>
internal sealed class CallTable(int limit, BufferPool buffers, LiveLoad all, int loop, int loops, MovedLegs elsewhere)
{
    private readonly NegotiationScratch _scratch = new();
    private readonly List<Call> _slots = [];
    private readonly Stack<Call> _free = [];

    // Legs that a transfer took out of the call that their tag names.
    private readonly Dictionary<ulong, Call> _moved = [];

    public int Count => _slots.Count - _free.Count;

    /// <summary>The call of a slot, live or not.</summary>
    public Call this[int slot] => _slots[slot];

    /// <summary>
    /// A clean call, or null when the limit of live calls is reached. An emergency call has a reserve beyond it.
    /// </summary>
    public Call? Rent(bool emergency = false)
    {
        var most = emergency ? limit + (CallOptions.EmergencyReserve * loops) : limit;
        if (all.TryTake(loop, CallDirection.Inbound, kbit: 0, LoadLimits.None with { MaxCalls = most }) != LoadLimit.None)
        {
            return null;
        }
        if (!_free.TryPop(out var call))
        {
            call = new Call(_slots.Count, buffers, _scratch);
            _slots.Add(call);
        }
        call.Generation++;
        call.InUse = true;
        return call;
    }

    public void Return(Call call)
    {
        Forget(call.Caller);
        Forget(call.Callee);
        call.Clear();
        call.Generation++;
        call.InUse = false;
        all.Give(loop, CallDirection.Inbound, kbit: 0);
        _free.Push(call);
    }

    /// <summary>The call a transaction was marked with, if it still lives.</summary>
    public bool TryGet(CallOwner owner, [NotNullWhen(true)] out Call? call)
    {
        call = (uint)owner.Slot < (uint)_slots.Count ? _slots[owner.Slot] : null;
        if (call is { InUse: true } && owner.Names(call))
        {
            return true;
        }
        call = null;
        return false;
    }

    /// <summary>
    /// The call and leg of a dialog (RFC 3261 §12.2.2): our tag, the Call-ID and, once it is known, the peer's tag, byte for
    /// byte.
    /// </summary>
    public bool TryFind(
        ReadOnlySpan<byte> localTag, ReadOnlySpan<byte> remoteTag, ReadOnlySpan<byte> callId,
        [NotNullWhen(true)] out Call? call, out CallSide side)
    {
        call = null;
        if (!Identifiers.TryReadTag(localTag, out var slot, out side))
        {
            return false;
        }
        if (slot < _slots.Count && _slots[slot] is { InUse: true } found
            && (side == CallSide.Caller
                ? IsCaller(found, localTag, remoteTag, callId)
                : IsCallee(found, localTag, remoteTag, callId)))
        {
            call = found;
            return true;
        }
        return _moved.Count > 0 && TryFindMoved(localTag, remoteTag, callId, out call, out side);
    }

    /// <summary>A leg lives in another call than its tag names: it is found by the tag's random bits from here on.</summary>
    public void Adopt(Call call, CallSide side)
    {
        var leg = call.Leg(side);
        _moved[Identifiers.RandomOf(leg.LocalTag)] = call;
        leg.Moved = true;
    }

    /// <summary>A leg goes to another loop, or back to its own.</summary>
    public void Disown(CallLeg leg)
    {
        if (leg.Moved)
        {
            _moved.Remove(Identifiers.RandomOf(leg.LocalTag));
            leg.Moved = false;
        }
    }

    private void Forget(CallLeg leg)
    {
        if (leg.Moved)
        {
            Disown(leg);
            elsewhere.Remove(leg.LocalTag);
        }
    }

    private bool TryFindMoved(
        ReadOnlySpan<byte> localTag, ReadOnlySpan<byte> remoteTag, ReadOnlySpan<byte> callId,
        [NotNullWhen(true)] out Call? call, out CallSide side)
    {
        side = CallSide.Caller;
        if (!_moved.TryGetValue(Identifiers.RandomOf(localTag), out call))
        {
            return false;
        }
        if (IsDialog(call.Caller, localTag, remoteTag, callId))
        {
            return true;
        }
        side = CallSide.Callee;
        if (IsDialog(call.Callee, localTag, remoteTag, callId))
        {
            return true;
        }
        call = null;
        return false;
    }

    private static bool IsDialog(
        CallLeg leg, ReadOnlySpan<byte> localTag, ReadOnlySpan<byte> remoteTag, ReadOnlySpan<byte> callId) =>
        leg.LocalTag.SequenceEqual(localTag) && leg.Dialog.CallId.SequenceEqual(callId)
        && leg.Dialog.RemoteTag.SequenceEqual(remoteTag);

    /// <summary>The caller's dialogs of one INVITE differ in our tag alone.</summary>
    private static bool IsCaller(
        Call call, ReadOnlySpan<byte> localTag, ReadOnlySpan<byte> remoteTag, ReadOnlySpan<byte> callId) =>
        (call.Caller.LocalTag.SequenceEqual(localTag)
            || (Identifiers.SameLeg(call.Caller.LocalTag, localTag)
                && call.Early.TryGet(Identifiers.EarlyIndex(localTag), out _)))
        && call.Caller.Dialog.CallId.SequenceEqual(callId)
        && call.Caller.Dialog.RemoteTag.SequenceEqual(remoteTag);

    /// <summary>Those of a forked callee differ in its tag.</summary>
    private static bool IsCallee(
        Call call, ReadOnlySpan<byte> localTag, ReadOnlySpan<byte> remoteTag, ReadOnlySpan<byte> callId)
    {
        if (!call.Callee.LocalTag.SequenceEqual(localTag))
        {
            return false;
        }
        var dialog = call.Callee.Confirmed ? call.Callee.Dialog
            : call.Early.TryFind(remoteTag, out var index) ? call.Early[index].Callee
            : null;
        return dialog is not null && dialog.CallId.SequenceEqual(callId) && dialog.RemoteTag.SequenceEqual(remoteTag);
    }

    /// <summary>Every live call; the caller is on the loop's thread.</summary>
    public IEnumerable<Call> Live()
    {
        foreach (var call in _slots)
        {
            if (call.InUse)
            {
                yield return call;
            }
        }
    }
}
