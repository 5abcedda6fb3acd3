using System.Globalization;

namespace SipEdge.Load.Compare;

/// <summary>One system's figures at one point over all rounds, as text; and those of the system it is compared with.</summary>
internal sealed class Rounds<T>(T[] items, T[] reference)
{
    internal T First => items[0];

    internal string Median(Func<T, double> value, int decimals) => Number(MedianOf(items, value), decimals);

    internal string Largest(Func<T, double> value, int decimals) => Number(items.Max(value), decimals);

    internal string Ratio(Func<T, double> value) => Number(MedianOf(items, value) / MedianOf(reference, value), 2);

    internal string Sum(Func<T, long> value) => Number(items.Sum(value), 0);

    internal string LeastShare(Func<T, double> value) => Share(items.Min(value));

    internal TItem[] Every<TItem>(Func<T, IEnumerable<TItem>> value) => [.. items.SelectMany(value)];

    internal static string Number(double value, int decimals) =>
        double.IsFinite(value) ? value.ToString("N" + decimals, CultureInfo.InvariantCulture) : "-";

    internal static string Share(double share) => share.ToString("P0", CultureInfo.InvariantCulture);

    private static double MedianOf(T[] from, Func<T, double> value)
    {
        double[] sorted = [.. from.Select(value).Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
