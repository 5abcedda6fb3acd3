namespace SipEdge.Core.Configuration;

/// <summary>
/// What each key belongs to: an address, a telephone number. The intervals written nest or are apart, so the whole space falls into
/// ranges that each have one innermost interval, and a look-up is one binary search. Immutable after construction.
/// </summary>
internal sealed class NestedRanges<TNode>
    where TNode : class
{
    // Start of each range, ascending from 0, and what the innermost interval that covers it stands for.
    private readonly UInt128[] _starts;
    private readonly TNode?[] _innermost;

    private NestedRanges(UInt128[] starts, TNode?[] innermost)
    {
        _starts = starts;
        _innermost = innermost;
    }

    /// <param name="entries">In any order; several may have one interval.</param>
    /// <param name="intervalOf">Of an entry: its first and its last key.</param>
    /// <param name="make">Of the entries of one interval what a look-up finds; with what was made of the one around it.</param>
    public static NestedRanges<TNode> Of<TEntry>(
        IEnumerable<TEntry> entries, Func<TEntry, (UInt128 First, UInt128 Last)> intervalOf,
        Func<IEnumerable<TEntry>, TNode?, TNode> make)
    {
        var starts = new List<UInt128> { UInt128.Zero };
        var innermost = new List<TNode?> { null };
        var open = new Stack<(UInt128 Last, TNode Node)>();

        // Outer before inner, so that the stack holds what is open.
        foreach (var group in entries.GroupBy(intervalOf).OrderBy(group => group.Key.First).ThenByDescending(group => group.Key.Last))
        {
            CloseBefore(group.Key.First);
            var node = make(group, Around());
            Mark(group.Key.First, node);
            open.Push((group.Key.Last, node));
        }
        CloseBefore(UInt128.MaxValue);
        return new NestedRanges<TNode>([.. starts], [.. innermost]);

        TNode? Around() => open.TryPeek(out var outer) ? outer.Node : null;

        void CloseBefore(UInt128 start)
        {
            while (open.Count > 0 && open.Peek().Last < start)
            {
                var closed = open.Pop();
                Mark(closed.Last + 1, Around());
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

    public TNode? Find(UInt128 key)
    {
        var low = 0;
        var high = _starts.Length - 1;

        // The last start that is not above the key; the first one is 0, so there is one.
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (_starts[middle] <= key)
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
