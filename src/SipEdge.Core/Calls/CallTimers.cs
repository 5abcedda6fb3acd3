using SipEdge.Sip.Transactions;

namespace SipEdge.Core.Calls;

/// <summary>What a call waits for.</summary>
internal enum CallTimer : byte
{
    /// <summary>Nobody has answered yet, of all attempts together.</summary>
    Ring,

    /// <summary>The attempt has had no provisional response.</summary>
    Silence,

    /// <summary>The attempt rang for long enough, and there is another.</summary>
    AttemptRing,

    /// <summary>The attempt that was cancelled is not waited for any longer.</summary>
    Settle,

    /// <summary>The call has been up as long as it may.</summary>
    MaxDuration,

    /// <summary>The session timer of the caller's dialog.</summary>
    CallerSession,

    /// <summary>The session timer of the callee's dialog.</summary>
    CalleeSession,

    /// <summary>A reliable provisional response is sent again, or given up.</summary>
    Ringing,

    /// <summary>A request on a live call has waited for its answer for long.</summary>
    Patience,

    /// <summary>The referrer of a transfer that was done has not hung up.</summary>
    Referrer,
}

/// <summary>
/// The timers of every call, each call with one place on the wheel: its earliest deadline. Owned by one loop.
/// </summary>
internal sealed class CallTimers
{
    /// <summary>How many a call has.</summary>
    public const int Count = (int)CallTimer.Referrer + 1;

    private readonly TimerWheel _wheel = new();

    public long NextDeadline => _wheel.NextDeadline;

    /// <summary>A deadline of <see cref="long.MaxValue"/> disarms it.</summary>
    public void Arm(Call call, CallTimer timer, long deadline)
    {
        call.Deadlines[(int)timer] = deadline;
        Place(call);
    }

    public void Disarm(Call call, CallTimer timer) => Arm(call, timer, long.MaxValue);

    /// <summary>All of them.</summary>
    public void Disarm(Call call)
    {
        call.Deadlines.AsSpan().Fill(long.MaxValue);
        _wheel.Cancel(call.Slot);
    }

    /// <summary>The slot of a call of which a timer is due: <see cref="TryTake"/> says which.</summary>
    public bool TryExpire(long now, out int slot) => _wheel.TryExpire(now, out slot);

    /// <summary>
    /// Takes one timer of the call that is due; without one, the call waits for the next. Asked until there is none, unless the
    /// call is over meanwhile.
    /// </summary>
    public bool TryTake(Call call, long now, out CallTimer timer)
    {
        for (var i = 0; i < Count; i++)
        {
            if (call.Deadlines[i] <= now)
            {
                call.Deadlines[i] = long.MaxValue;
                timer = (CallTimer)i;
                return true;
            }
        }
        timer = default;
        Place(call);
        return false;
    }

    private void Place(Call call)
    {
        var earliest = long.MaxValue;
        foreach (var deadline in call.Deadlines)
        {
            earliest = Math.Min(earliest, deadline);
        }
        if (earliest == long.MaxValue)
        {
            _wheel.Cancel(call.Slot);
        }
        else
        {
            _wheel.Arm(call.Slot, earliest);
        }
    }
}
