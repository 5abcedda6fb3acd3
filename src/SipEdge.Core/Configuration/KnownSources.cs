using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>
/// Every address that the configuration names: entries of ACLs and gateways of any direction, in use or not. They have rates of
/// their own and are never banned by what seems to come from them. To be known admits nobody: that is
/// <see cref="AddressTable"/>'s. Immutable after construction.
/// </summary>
public sealed class KnownSources
{
    /// <summary>Wider than this an entry names half the internet, and nobody in it.</summary>
    private const int ShortestIpv4 = 8;

    private const int ShortestIpv6 = 16;

    private readonly NestedRanges<KnownSource> _ranges;

    public KnownSources(IEnumerable<KnownSource> all)
    {
        All = [.. all.Where(source => Names(source.Prefix))];
        _ranges = NestedRanges<KnownSource>.Of(All, source => (source.Prefix.First, source.Prefix.Last), Named);
    }

    public ImmutableArray<KnownSource> All { get; }

    /// <summary>
    /// The innermost entry that covers the address; of several for one prefix, or around it, one that names a trunk.
    /// </summary>
    public KnownSource? Find(UInt128 address) =>
        // An IPv6 prefix around the IPv4-mapped ones covers none of them.
        _ranges.Find(address) is { } source && source.Prefix.Contains(address) ? source : null;

    /// <summary>The first entry that a prefix has addresses in common with.</summary>
    public KnownSource? FindOverlap(AddressPrefix prefix) => All.FirstOrDefault(source => source.Prefix.Overlaps(prefix));

    private static bool Names(AddressPrefix prefix) => prefix.WrittenLength >= (prefix.IsIpv4 ? ShortestIpv4 : ShortestIpv6);

    /// <summary>One entry of a prefix, with the trunk of the one around it where it has none itself.</summary>
    private static KnownSource Named(IEnumerable<KnownSource> same, KnownSource? around)
    {
        var named = same.FirstOrDefault(source => source.Trunk is not null) ?? same.First();
        var inherits = named.Trunk is null && around is { Trunk: not null } && around.Prefix.Contains(named.Prefix.First);
        return inherits ? around! with { Prefix = named.Prefix } : named;
    }
}
