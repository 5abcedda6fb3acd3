using System.Collections.Immutable;
using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Configuration;

/// <summary>A digest user within one domain: HA1 values belong to a realm. Immutable after construction.</summary>
public sealed class AccountModel(string name, ImmutableArray<AclModel> acls, byte[]?[] ha1, ConfigLine line)
{
    // Hex, by algorithm. No property: nothing that walks properties may find them.
    private readonly byte[]?[] _ha1 = ha1;

    public string Name => name;

    /// <summary>The ACLs of the domain that list this account, in the domain's order.</summary>
    public ImmutableArray<AclModel> Acls => acls;

    public CallerRules Caller { get; init; } = CallerRules.None;

    /// <summary>Null: the PBX takes the edge's word.</summary>
    public TrunkCredentials? Pbx { get; init; }

    public ConfigLine Line => line;

    /// <summary>False when only other algorithms' values were configured.</summary>
    public bool TryGetHa1(DigestAlgorithm algorithm, out ReadOnlySpan<byte> hex)
    {
        var value = _ha1[(int)algorithm];
        hex = value;
        return value is not null;
    }

    /// <summary>The same user with the same password.</summary>
    public bool IsSameAs(AccountModel other) => name == other.Name
        && _ha1.Zip(other._ha1).All(static pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    public override string ToString() => name;
}
