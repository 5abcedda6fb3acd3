using System.Numerics;

namespace SipEdge.Load.Measure;

/// <summary>Delays in nanoseconds, kept with a relative error below 1 % in fixed memory.</summary>
internal sealed class DelayHistogram
{
    private const int SubBits = 7;
    private readonly int[] _counts = new int[(64 - SubBits + 1) << SubBits];

    internal long Count { get; private set; }

    internal long Largest { get; private set; }

    internal void Add(long nanoseconds)
    {
        long value = Math.Max(nanoseconds, 0);
        _counts[Index(value)]++;
        Count++;
        Largest = Math.Max(Largest, value);
    }

    internal void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        Largest = 0;
    }

    /// <summary>The value that <paramref name="share"/> (0 to 1) of the delays do not exceed; 0 when there are none.</summary>
    internal long Percentile(double share)
    {
        long wanted = (long)Math.Ceiling(Count * share);
        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted && seen > 0)
            {
                return Math.Min(UpperEdge(i), Largest);
            }
        }

        return 0;
    }

    private static int Index(long value)
    {
        int shift = Math.Max(0, 64 - BitOperations.LeadingZeroCount((ulong)value) - SubBits - 1);
        return (shift << SubBits) + (int)(value >> shift);
    }

    private static long UpperEdge(int index)
    {
        int shift = Math.Max(0, (index >> SubBits) - 1);
        long step = index - ((long)shift << SubBits);
        return ((step + 1) << shift) - 1;
    }
}
