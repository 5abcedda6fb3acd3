namespace SipEdge.Sip.Tests.Network;

/// <summary>Time that moves when a test says so.</summary>
public sealed class ManualClock
{
    /// <summary>Milliseconds; starts well above zero, as a loop's clock does.</summary>
    public long Now { get; private set; } = 1_000_000;

    public void MoveTo(long time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, Now);
        Now = time;
    }
}
