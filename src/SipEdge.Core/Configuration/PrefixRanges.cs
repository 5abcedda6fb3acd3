namespace SipEdge.Core.Configuration;

/// <summary>
/// What each address belongs to. Prefixes nest or are apart, so the whole space falls into ranges that each have one innermost
/// prefix, and a look-up is one binary search. Immutable after construction.
/// </summary>
internal sealed class PrefixRanges<TNode>
    where TNode : class
{
    // Start of each range, ascending from 0, and what the innermost prefix that covers it stands for.
    private readonly UInt128[] _starts;
    private readonly TNode?[] _innermost;

    private PrefixRanges(UInt128[] starts, TNode?[] innermost)
    {
        _starts = starts;
        _innermost = innermost;
    }

    /// <param name="entries">In any order; several may have one prefix.</param>
    /// <param name="prefixOf">Of an entry.</param>
    /// <param name="make">Of the entries of one prefix what a look-up finds; with what was made of the prefix around it.</param>
    public static PrefixRanges<TNode> Of<TEntry>(
        IEnumerable<TEntry> entries, Func<TEntry, AddressPrefix> prefixOf,
        Func<IGrouping<AddressPrefix, TEntry>, TNode?, TNode> make)
    {
        var starts = new List<UInt128> { UInt128.Zero };
        var innermost = new List<TNode?> { null };
        var open = new Stack<(AddressPrefix Prefix, TNode Node)>();

        // Outer before inner, so that the stack holds what is open.
        foreach (var group in entries.GroupBy(prefixOf).OrderBy(group => group.Key.First).ThenBy(group => group.Key.Length))
        {
            CloseBefore(group.Key.First);
            var node = make(group, Around());
            Mark(group.Key.First, node);
            open.Push((group.Key, node));
        }
        CloseBefore(UInt128.MaxValue);
        return new PrefixRanges<TNode>([.. starts], [.. innermost]);

        TNode? Around() => open.TryPeek(out var outer) ? outer.Node : null;

        void CloseBefore(UInt128 start)
        {
            while (open.Count > 0 && open.Peek().Prefix.Last < start)
            {
                var closed = open.Pop();
                Mark(closed.Prefix.Last + 1, Around());
            }
        }

        void Mark(UInt128 start, TNode? node)
        {
            if (starts[^1] == start)
            {
                innermost[^1] = node;
                return;
            }
            starts.Add(start);
            innermost.Add(node);
        }
    }

    public TNode? Find(UInt128 address)
    {
        var low = 0;
        var high = _starts.Length - 1;

        // The last start that is not above the address; the first one is 0, so there is one.
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
        return _innermost[low];
    }
}
