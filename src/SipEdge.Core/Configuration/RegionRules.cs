using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>The order of regions, ready to be asked. Immutable after construction.</summary>
public sealed class RegionRules(RegionOptions options, ConfigLine line)
{
    public static RegionRules None { get; } = new(new RegionOptions(), ConfigLine.None);

    public ImmutableArray<string> Order => options.Order;

    public bool IsBound => options.Bound;

    public long ReturnAfterMs { get; } = (long)options.ReturnAfter.TotalMilliseconds;

    public ConfigLine Line => line;

    /// <summary>The place of a region in the order; behind all of them for another, or none.</summary>
    public int RankOf(string? region)
    {
        for (var rank = 0; rank < Order.Length; rank++)
        {
            if (string.Equals(Order[rank], region, StringComparison.Ordinal))
            {
                return rank;
            }
        }
        return Order.Length;
    }
}
