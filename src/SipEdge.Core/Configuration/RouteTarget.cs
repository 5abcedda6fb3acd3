using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Where a route leads. Immutable.</summary>
public sealed class RouteTarget
{
    private RouteTarget(RouteTargetKind kind, string name, ImmutableArray<TrunkModel> trunks)
    {
        Kind = kind;
        Name = name;
        Trunks = trunks;
    }

    public static RouteTarget Echo { get; } = new(RouteTargetKind.Echo, RouteOptions.Echo, []);

    public static RouteTarget Numbers { get; } = new(RouteTargetKind.Numbers, RouteOptions.Numbers, []);

    public RouteTargetKind Kind { get; }

    /// <summary>As the configuration calls it.</summary>
    public string Name { get; }

    /// <summary>All that a call may be sent to; empty where it is no trunk or group.</summary>
    public ImmutableArray<TrunkModel> Trunks { get; }

    public static RouteTarget To(TrunkModel trunk) => new(RouteTargetKind.Trunk, trunk.Name, [trunk]);

    /// <summary>One registered contact.</summary>
    /// <param name="phones">What it is as a peer.</param>
    /// <param name="contact">Where it is.</param>
    public static RouteTarget Phone(TrunkModel phones, TargetModel contact) =>
        new(RouteTargetKind.Phone, phones.Name, [phones]) { Contact = contact };

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
}
