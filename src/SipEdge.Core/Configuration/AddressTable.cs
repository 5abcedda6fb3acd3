namespace SipEdge.Core.Configuration;

/// <summary>
/// All address entries, found by source address without allocating. IPv4 and IPv6 are apart: an IPv6 prefix never covers an
/// IPv4 source. Immutable after construction.
/// </summary>
public sealed class AddressTable
{
    private readonly NestedRanges<AddressNode> _ipv4;
    private readonly NestedRanges<AddressNode> _ipv6;

    public AddressTable(IReadOnlyCollection<AddressEntry> entries)
    {
        Count = entries.Count;
        _ipv4 = Ranges(entries.Where(entry => entry.Prefix.IsIpv4));
        _ipv6 = Ranges(entries.Where(entry => !entry.Prefix.IsIpv4));
    }

    public int Count { get; }

    /// <summary>Every entry whose prefix covers the address, innermost prefix first.</summary>
    public AddressMatches Find(UInt128 address) => new((address >> 32 == 0xFFFF ? _ipv4 : _ipv6).Find(address));

    private static NestedRanges<AddressNode> Ranges(IEnumerable<AddressEntry> entries) => NestedRanges<AddressNode>.Of(
        entries, entry => (entry.Prefix.First, entry.Prefix.Last),
        (same, around) => new AddressNode(
            same.First().Prefix, around, [.. same.OrderByDescending(entry => entry.Precision)]));
}
