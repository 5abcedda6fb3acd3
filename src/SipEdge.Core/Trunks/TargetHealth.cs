namespace SipEdge.Core.Trunks;

/// <summary>
/// What OPTIONS say of an address. Immutable: the keeper of pings puts a new one in its place, and every loop reads the whole of one.
/// </summary>
/// <param name="Code">Of the last answer; 0: none came.</param>
/// <param name="Why">What was wrong with the last one; empty when nothing was.</param>
/// <param name="RttMs">Smoothed; null while nothing was measured.</param>
/// <param name="UpSince">On the loops' clock, since when it is up again; 0: it was never down.</param>
/// <param name="ChangedAt">Since when it is in this state.</param>
public sealed record TargetHealth(
    HealthState State, int Code, string Why, double? RttMs, long UpSince, DateTimeOffset ChangedAt)
{
    /// <summary>What calls choose by where the nearest address is preferred; null while nothing was measured.</summary>
    public double? SteadyRttMs { get; init; }

    /// <summary>Questions that have had their answer, or got none.</summary>
    public long Asked { get; init; }

    /// <summary>Of these, failures.</summary>
    public long Failed { get; init; }
}
