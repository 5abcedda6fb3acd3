namespace SipEdge.Core.Configuration;

/// <summary>What one trunk may send.</summary>
public sealed record TrunkLimitOptions
{
    /// <summary>Twice what an address may: more than a trunk has use for, less than what would starve the others.</summary>
    public int MessagesPerSecond { get; init; } = 20_000;

    public int Burst { get; init; } = 40_000;

    /// <summary>Of calls.</summary>
    public CallLimitOptions Calls { get; init; } = new();
}
