namespace SipEdge.Core.Configuration;

/// <summary>
/// Address entries of one family. Prefixes nest or are apart, so the whole space falls into ranges that each have one innermost
/// prefix; a look-up is one binary search and a walk outwards. Immutable after construction.
/// </summary>
internal sealed class AddressRanges
{
    // Start of each range, ascending, and the innermost prefix that covers it.
    private readonly UInt128[] _starts;
    private readonly AddressNode?[] _innermost;

    public AddressRanges(IEnumerable<AddressEntry> entries)
    {
        var starts = new List<UInt128> { UInt128.Zero };
        var innermost = new List<AddressNode?> { null };
        var open = new Stack<AddressNode>();
        // Outer before inner, so that the stack holds what is open.
        foreach (var group in entries.GroupBy(entry => entry.Prefix)
            .OrderBy(group => group.Key.First).ThenBy(group => group.Key.Length))
        {
            CloseBefore(group.Key.First);
            var byPrecision = group.OrderByDescending(entry => entry.Precision);
            var node = new AddressNode(group.Key, open.Count == 0 ? null : open.Peek(), [.. byPrecision]);
            Mark(group.Key.First, node);
            open.Push(node);
        }
        CloseBefore(UInt128.MaxValue);
        _starts = [.. starts];
        _innermost = [.. innermost];

        void CloseBefore(UInt128 start)
        {
            while (open.Count > 0 && open.Peek().Prefix.Last < start)
            {
                var closed = open.Pop();
                Mark(closed.Prefix.Last + 1, open.Count == 0 ? null : open.Peek());
            }
        }

        void Mark(UInt128 start, AddressNode? node)
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

    public AddressMatches Find(UInt128 address)
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
        return new AddressMatches(_innermost[low]);
    }
}
