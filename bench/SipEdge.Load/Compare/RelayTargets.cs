using System.Globalization;

namespace SipEdge.Load.Compare;

/// <summary>
/// What the relay must reach, beside what it reached in this run: CPU per packet by rtpengine's at 50,000 packets/s, the delay it
/// adds there, and not one packet lost up to 100,000. A line for each that was measured; it gates nothing.
/// </summary>
internal static class RelayTargets
{
    private const string Ours = "sipedge";
    private const double Rate = 50_000;
    private const double HighestRate = 100_000;
    private const double PlainRatio = 0.50;
    private const double SecureRatio = 0.45;
    private const double DelayMilliseconds = 2;

    internal static IEnumerable<string> Lines(IReadOnlyCollection<RelayFigures> figures)
    {
        foreach (var kind in figures.Where(relay => relay.Rate == Rate).GroupBy(relay => relay.Kind))
        {
            RelayFigures[] ours = [.. kind.Where(relay => relay.System == Ours)];
            RelayFigures[] theirs = [.. kind.Where(relay => relay.System != Ours)];
            if (ours.Length == 0)
            {
                continue;
            }

            double limit = kind.Key.Contains("srtp", StringComparison.Ordinal) ? SecureRatio : PlainRatio;
            if (theirs.Length > 0)
            {
                double ratio = Median(ours, Cpu) / Median(theirs, Cpu);
                yield return Line($"{kind.Key}: CPU per packet at 50,000/s by the other's", ratio, limit, ratio <= limit);
            }

            double delay = Median(ours, relay => relay.Delay.P99);
            yield return Line($"{kind.Key}: delay p99 in ms at 50,000/s", delay, DelayMilliseconds, delay < DelayMilliseconds);
        }

        var counted = figures.Where(relay => relay.System == Ours && relay.Rate <= HighestRate);
        foreach (var kind in counted.GroupBy(relay => relay.Kind))
        {
            double highest = kind.Max(relay => relay.Rate);
            long missing = kind.Sum(relay => relay.Lost + relay.Damaged);
            yield return Line(
                string.Create(CultureInfo.InvariantCulture, $"{kind.Key}: lost or damaged up to {highest:N0}/s"),
                missing,
                0,
                missing == 0);
        }
    }

    private static string Line(string what, double value, double limit, bool reached) => string.Create(
        CultureInfo.InvariantCulture, $"  {what,-56} {value,8:0.##}   at most {limit,4:0.##}   {(reached ? "reached" : "NOT REACHED")}");

    private static double Cpu(RelayFigures relay) => relay.CpuMicrosecondsPerPacket;

    private static double Median(RelayFigures[] rounds, Func<RelayFigures, double> value)
    {
        double[] sorted = [.. rounds.Select(value).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
