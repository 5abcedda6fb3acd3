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

    /// <summary>More conditions make a route come first among equal prefixes.</summary>
    public int Conditions => (Domain is null ? 0 : 1) + (FromTrunk is null ? 0 : 2) + (FromAcl is null ? 0 : 4);
}
