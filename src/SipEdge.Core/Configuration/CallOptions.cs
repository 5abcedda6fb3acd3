namespace SipEdge.Core.Configuration;

/// <summary>Bounds on calls.</summary>
public sealed record CallOptions
{
    /// <summary>
    /// Calls to emergency numbers beyond <see cref="MaxCalls"/>, for each loop: few, because whoever is admitted could fill them.
    /// </summary>
    public const int EmergencyReserve = 16;

    /// <summary>As many as the default media ports carry.</summary>
    public int MaxCalls { get; init; } = 5_000;

    /// <summary>A call that both ends forgot must not last for ever.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(12);

    /// <summary>RFC 3261 §16.6 step 11: more than three minutes.</summary>
    public TimeSpan RingTimeout { get; init; } = TimeSpan.FromSeconds(181);

    /// <summary>Per cent of a loop's time at work above which new calls are turned away. 0: never.</summary>
    public int OverloadMark { get; init; } = 90;

    /// <summary>How long a stop waits for live calls.</summary>
    public int DrainSeconds { get; init; } = 60;
}
