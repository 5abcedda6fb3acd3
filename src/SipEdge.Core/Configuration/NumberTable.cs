namespace SipEdge.Core.Configuration;

/// <summary>
/// Whose number is it? A number listed as it is comes before a range, a range before a beginning, and of two that nest the inner
/// one. Two binary searches whatever is in it, no allocation. Immutable after construction.
/// </summary>
public sealed class NumberTable
{
    private readonly NestedRanges<RouteModel> _ranges;

    internal NumberTable(IReadOnlyList<(NumberRange Numbers, RouteModel Route)> entries)
    {
        Count = entries.Count;
        _ranges = NestedRanges<RouteModel>.Of(
            entries, entry => (entry.Numbers.First, entry.Numbers.Last), (same, _) => same.First().Route);
    }

    public static NumberTable Empty { get; } = new([]);

    public int Count { get; }

    /// <summary>Null: nobody's. Numbers are compared as they are written: "+31…" and "31…" are different.</summary>
    public RouteModel? Find(ReadOnlySpan<byte> number) => NumberRange.TryReadKey(number, out var key)
        ? _ranges.Find(key.Exact) ?? _ranges.Find(key.Alike)
        : null;
}
