using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>In which of a carrier's regions calls are to enter its network.</summary>
public sealed record RegionOptions
{
    /// <summary>Best first. Gateways of other regions, and of none, come last.</summary>
    public ImmutableArray<string> Order { get; init; } = [];

    /// <summary>Never leaves the first region, for predictability and where data has to stay.</summary>
    public bool Bound { get; init; }

    /// <summary>How long a region that was down has to be up before calls return to it.</summary>
    public TimeSpan ReturnAfter { get; init; } = TimeSpan.FromMinutes(1);
}
