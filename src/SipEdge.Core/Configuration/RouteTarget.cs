using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Where a route leads. Immutable.</summary>
public sealed class RouteTarget
{
    private RouteTarget(
        RouteTargetKind kind, string name, ImmutableArray<GroupMember> members, FailoverRules failover, RegionRules regions)
    {
        Kind = kind;
        Name = name;
        Members = members;
        Trunks = [.. members.Select(static member => member.Trunk)];
        Failover = failover;
        Regions = regions;
    }

    public static RouteTarget Echo { get; } = BuiltIn(RouteTargetKind.Echo, RouteOptions.Echo);

    public static RouteTarget Numbers { get; } = BuiltIn(RouteTargetKind.Numbers, RouteOptions.Numbers);

    public RouteTargetKind Kind { get; }

    /// <summary>As the configuration calls it.</summary>
    public string Name { get; }

    /// <summary>All that a call may be sent to; empty where it is no trunk or group.</summary>
    public ImmutableArray<TrunkModel> Trunks { get; }

    /// <summary>The same with what the group says of each.</summary>
    public ImmutableArray<GroupMember> Members { get; }

    /// <summary>The group that it is; null where it is none.</summary>
    public GroupModel? Group { get; private init; }

    public FailoverRules Failover { get; }

    public RegionRules Regions { get; }

    /// <summary>Among all of its trunks' gateways.</summary>
    public GatewayPreference Prefer => Group?.Prefer ?? GatewayPreference.Order;

    public static RouteTarget To(TrunkModel trunk) =>
        new(RouteTargetKind.Trunk, trunk.Name, [new GroupMember(trunk)], trunk.Failover, trunk.Regions);

    public static RouteTarget To(GroupModel group) =>
        new(RouteTargetKind.Group, group.Name, group.Members, group.Failover, group.Regions) { Group = group };

    /// <summary>One registered contact.</summary>
    /// <param name="phones">What it is as a peer.</param>
    /// <param name="contact">Where it is.</param>
    public static RouteTarget Phone(TrunkModel phones, TargetModel contact) =>
        new(RouteTargetKind.Phone, phones.Name, [new GroupMember(phones)], FailoverRules.Default, RegionRules.None) { Contact = contact };

    /// <summary>Among the gateways of one of its trunks.</summary>
    public GatewayPreference PreferenceOf(TrunkModel trunk) =>
        Prefer == GatewayPreference.LowestRtt ? GatewayPreference.LowestRtt : trunk.Prefer;

    /// <summary>Of a registered phone; null otherwise.</summary>
    public TargetModel? Contact { get; private init; }

    /// <summary>For people: "the echo", "trunk pbx".</summary>
    public override string ToString() => Kind switch
    {
        RouteTargetKind.Echo => "the echo",
        RouteTargetKind.Numbers => "the number table",
        RouteTargetKind.Trunk => $"trunk {Name}",
        RouteTargetKind.Phone => "a registered phone",
        _ => $"group {Name}",
    };

    private static RouteTarget BuiltIn(RouteTargetKind kind, string name) =>
        new(kind, name, [], FailoverRules.Default, RegionRules.None);
}
