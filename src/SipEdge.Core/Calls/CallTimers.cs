using SipEdge.Sip.Transactions;

namespace SipEdge.Core.Calls;

/// <summary>What a call's one timer is armed for.</summary>
internal enum CallTimer : byte
{
    None,

    /// <summary>Nobody has answered yet.</summary>
    Ring,

    /// <summary>The call has been up as long as it may.</summary>
    MaxDuration,
}

/// <summary>One timer for each call slot, on a wheel of its own. Owned by one loop.</summary>
internal sealed class CallTimers
{
    private readonly TimerWheel _wheel = new();

    public long NextDeadline => _wheel.NextDeadline;

    public void Arm(Call call, CallTimer timer, long deadline)
    {
        call.Timer = timer;
        _wheel.Arm(call.Slot, deadline);
    }

    public void Disarm(Call call)
    {
        call.Timer = CallTimer.None;
        _wheel.Cancel(call.Slot);
    }

    /// <summary>The slot of a call whose timer is due.</summary>
    public bool TryExpire(long now, out int slot) => _wheel.TryExpire(now, out slot);
}
