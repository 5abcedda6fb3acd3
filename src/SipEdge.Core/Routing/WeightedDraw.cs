namespace SipEdge.Core.Routing;

/// <summary>
/// Places in a draw by weight: of several, each comes first as often as its weight is of all (RFC 2782), and so on among those that
/// are left. Made of the call's own number, so that the same call always draws the same.
/// </summary>
internal readonly struct WeightedDraw
{
    /// <summary>Behind everything that has a weight.</summary>
    private const double Unweighted = 1e9;

    /// <summary>RFC 2782: a record of weight 0 has a very small chance beside others.</summary>
    private const double SmallestWeight = 0.01;

    private readonly ulong _seed;

    private WeightedDraw(ulong seed) => _seed = seed;

    public WeightedDraw(uint draw, int index)
        : this(Mix(draw + 0x9E3779B97F4A7C15UL), index)
    {
    }

    private WeightedDraw(ulong seed, int index)
        : this(Mix(seed + ((ulong)(index + 1) * 0x9E3779B97F4A7C15UL)))
    {
        Index = index;
    }

    private int Index { get; }

    public WeightedDraw Next(int index) => new(_seed, index);

    /// <summary>Without a weight: in the order written, after those that have one.</summary>
    public double Place(int weight) => weight > 0 ? Exponential() / weight : Unweighted + Index;

    /// <summary>Of a DNS record, where equal ones share. Its addresses have one place, in the order written.</summary>
    public double PlaceOfRecord(int weight) => Exponential() / Math.Max(weight, SmallestWeight);

    // The least of several exponential variables is each as often as its rate is of all rates.
    private double Exponential() => -Math.Log(((_seed >> 11) + 1) * (1.0 / (1UL << 53)));

    /// <summary>SplitMix64.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
