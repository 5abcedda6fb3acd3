using SipEdge.Sip.Tests.Network;

namespace SipEdge.Core.Tests.Network;

/// <summary>The time of day on a simulated network: noon when the network starts.</summary>
internal sealed class SimulatedTime(ManualClock clock) : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly long _started = clock.Now;

    public override DateTimeOffset GetUtcNow() => Start.AddMilliseconds(clock.Now - _started);
}
