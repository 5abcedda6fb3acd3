namespace SipEdge.Core.Configuration;

/// <summary>A route, resolved. Immutable after construction.</summary>
public sealed class RouteModel
{
    public DomainModel? Domain { get; init; }

    public TrunkModel? FromTrunk { get; init; }

    /// <summary>Only for calls that this ACL admitted.</summary>
    public AclModel? FromAcl { get; init; }

    public required byte[] Prefix { get; init; }

    public required int Strip { get; init; }

    public required byte[] Prepend { get; init; }

    /// <summary>Null: always.</summary>
    public OpeningHours? Hours { get; init; }

    /// <summary>Its share among routes that take the same calls; 0: all of them.</summary>
    public int Weight { get; init; }

    public RouteTarget To { get; init; } = RouteTarget.Echo;

    /// <summary>The number table says who is called.</summary>
    public bool LooksUpNumber => To.Kind == RouteTargetKind.Numbers;

    public bool IsEcho => To.Kind == RouteTargetKind.Echo;

    public ConfigLine Line { get; init; }

    public bool Serves(in RouteCaller caller) =>
        (Domain is null || ReferenceEquals(Domain, caller.Domain))
        && (FromTrunk is null || ReferenceEquals(FromTrunk, caller.Trunk))
        && (FromAcl is null || ReferenceEquals(FromAcl, caller.Acl))
        && (Hours is null || Hours.Contains(caller.Time));

    /// <summary>Why it does not serve a caller, for people.</summary>
    public string Difference(in RouteCaller caller) => this switch
    {
        _ when Domain is not null && !ReferenceEquals(Domain, caller.Domain) => $"it is for calls to {Domain.Name}",
        _ when FromTrunk is not null && !ReferenceEquals(FromTrunk, caller.Trunk) =>
            $"it is for calls from trunk {FromTrunk}, and this one is from "
            + (caller.Trunk is null ? "no trunk" : $"trunk {caller.Trunk}"),
        _ when FromAcl is not null && !ReferenceEquals(FromAcl, caller.Acl) =>
            $"it is for calls that {FromAcl} admits, and {caller.Acl?.Name ?? "another"} admitted this one",
        _ => $"{Hours!.Local(caller.Time):dddd HH:mm} in {Hours.Zone.Id} is outside its hours",
    };

    /// <summary>More conditions make a route come first among equal prefixes.</summary>
    public int Conditions =>
        (Hours is null ? 0 : 1) + (Domain is null ? 0 : 2) + (FromTrunk is null ? 0 : 4) + (FromAcl is null ? 0 : 8);

    /// <summary>Both say the same of the calls they take, but for their shares.</summary>
    internal bool SharesWith(RouteModel other) => Weight > 0 && other.Weight > 0
        && ReferenceEquals(Domain, other.Domain) && ReferenceEquals(FromTrunk, other.FromTrunk)
        && ReferenceEquals(FromAcl, other.FromAcl);
}
