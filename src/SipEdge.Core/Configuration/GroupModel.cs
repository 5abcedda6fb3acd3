using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Several trunks that stand for each other, resolved. Immutable after construction.</summary>
public sealed class GroupModel
{
    public required string Name { get; init; }

    public required ImmutableArray<GroupMember> Members { get; init; }

    public required FailoverRules Failover { get; init; }

    public required RegionRules Regions { get; init; }

    public GatewayPreference Prefer { get; init; }

    public CallLimits Limits { get; init; } = CallLimits.None;

    public ConfigLine Line { get; init; }

    public override string ToString() => Name;
}
