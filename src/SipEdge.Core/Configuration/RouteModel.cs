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

    /// <summary>Null: the built-in echo.</summary>
    public TrunkModel? Target { get; init; }

    public bool IsEcho => Target is null;

    public ConfigLine Line { get; init; }

    public bool Serves(DomainModel? domain, TrunkModel? from, AclModel? acl) =>
        (Domain is null || ReferenceEquals(Domain, domain))
        && (FromTrunk is null || ReferenceEquals(FromTrunk, from))
        && (FromAcl is null || ReferenceEquals(FromAcl, acl));

    /// <summary>Why it does not serve a caller, for people.</summary>
    public string Difference(DomainModel? domain, TrunkModel? from, AclModel? acl) => this switch
    {
        _ when Domain is not null && !ReferenceEquals(Domain, domain) => $"it is for calls to {Domain.Name}",
        _ when FromTrunk is not null && !ReferenceEquals(FromTrunk, from) =>
            $"it is for calls from trunk {FromTrunk}, and this one is from {(from is null ? "no trunk" : $"trunk {from}")}",
        _ => $"it is for calls that {FromAcl} admits, and {acl?.Name ?? "another"} admitted this one",
    };

    /// <summary>More conditions make a route come first among equal prefixes.</summary>
    public int Conditions => (Domain is null ? 0 : 1) + (FromTrunk is null ? 0 : 2) + (FromAcl is null ? 0 : 4);
}
