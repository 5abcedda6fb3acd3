namespace SipEdge.Media.Relay;

/// <summary>The times of <see cref="RelayOptions"/> in nanoseconds, as the loop counts.</summary>
internal sealed class RelayTimes(RelayOptions options)
{
    public long Pace { get; } = Nanoseconds(options.Pace);

    public long Patience { get; } = Nanoseconds(options.LearningPatience);

    public long Window { get; } = Nanoseconds(options.LearningWindow);

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}
