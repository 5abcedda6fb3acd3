using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Several trunks that stand for each other.</summary>
public sealed record GroupOptions
{
    public ImmutableArray<GroupMemberOptions> Trunks { get; init; } = [];

    public FailoverOptions Failover { get; init; } = new();

    /// <summary>Of gateways of the same priority, whichever of its trunks they are of.</summary>
    public GatewayPreference Prefer { get; init; }

    /// <summary>Of the calls that are sent to it.</summary>
    public CallLimitOptions Limits { get; init; } = new();

    /// <summary>Of every gateway of its trunks.</summary>
    public RegionOptions Regions { get; init; } = new();
}
