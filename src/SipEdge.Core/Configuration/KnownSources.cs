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

    private readonly UInt128[] _starts;
    private readonly KnownSource?[] _sources;

    public KnownSources(IEnumerable<KnownSource> all)
    {
        All = [.. all.Where(source => Names(source.Prefix))];
        (_starts, _sources) = Ranges(All);
    }

    public ImmutableArray<KnownSource> All { get; }

    /// <summary>
    /// The innermost entry that covers the address; of several for one prefix, or around it, one that names a trunk.
    /// </summary>
    public KnownSource? Find(UInt128 address)
    {
        var low = 0;
        var high = _starts.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (_starts[middle] <= address)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }
        // An IPv6 prefix around the IPv4-mapped ones covers none of them.
        return _sources[low] is { } source && source.Prefix.Contains(address) ? source : null;
    }

    /// <summary>The first entry that a prefix has addresses in common with.</summary>
    public KnownSource? FindOverlap(AddressPrefix prefix) => All.FirstOrDefault(source => source.Prefix.Overlaps(prefix));

    private static bool Names(AddressPrefix prefix) => prefix.WrittenLength >= (prefix.IsIpv4 ? ShortestIpv4 : ShortestIpv6);

    /// <summary>Prefixes nest or are apart, so they cut the space into ranges with one innermost prefix each.</summary>
    private static (UInt128[] Starts, KnownSource?[] Sources) Ranges(ImmutableArray<KnownSource> all)
    {
        var starts = new List<UInt128> { UInt128.Zero };
        var sources = new List<KnownSource?> { null };
        var open = new Stack<KnownSource>();
        foreach (var group in all.GroupBy(source => source.Prefix)
            .OrderBy(group => group.Key.First).ThenBy(group => group.Key.Length))
        {
            CloseBefore(group.Key.First);
            var around = open.Count == 0 ? null : open.Peek();
            var named = group.FirstOrDefault(source => source.Trunk is not null) ?? group.First();
            // The range of the inner prefix, with the trunk of the outer one where it has none itself.
            var inherits = named.Trunk is null && around is { Trunk: not null } && around.Prefix.Contains(named.Prefix.First);
            var source = inherits ? around! with { Prefix = named.Prefix } : named;
            Mark(source.Prefix.First, source);
            open.Push(source);
        }
        CloseBefore(UInt128.MaxValue);
        return ([.. starts], [.. sources]);

        void CloseBefore(UInt128 start)
        {
            while (open.Count > 0 && open.Peek().Prefix.Last < start)
            {
                var closed = open.Pop();
                Mark(closed.Prefix.Last + 1, open.Count == 0 ? null : open.Peek());
            }
        }

        void Mark(UInt128 start, KnownSource? source)
        {
            if (starts[^1] == start)
            {
                sources[^1] = source;
                return;
            }
            starts.Add(start);
            sources.Add(source);
        }
    }
}
