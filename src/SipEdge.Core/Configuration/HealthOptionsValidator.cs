using System.Globalization;

namespace SipEdge.Core.Configuration;

internal static class HealthOptionsValidator
{
    public static void Validate(HealthOptions health, string path, ProblemList problems)
    {
        Rules.Range(problems, $"{path}.interval", health.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Rules.Range(problems, $"{path}.timeout", health.Timeout, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(32));
        Rules.Range(problems, $"{path}.down_after", health.DownAfter, 1, 100);
        Rules.Range(problems, $"{path}.up_after", health.UpAfter, 1, 100);
        if (health.Timeout > health.Interval)
        {
            problems.Error(
                $"{path}.timeout", "is longer than interval, so the next OPTIONS would go out before this one has failed",
                Invariant($"interval or less: {health.Interval.TotalSeconds:0.###}s"));
        }
        if (health.Jitter is { } jitter && jitter > health.Interval / 2)
        {
            problems.Error($"{path}.jitter", "is more than half of interval", Invariant($"up to {health.Interval.TotalSeconds / 2:0.###}s"));
        }
        for (var i = 0; i < health.Success.Length; i++)
        {
            Rules.Range(problems, $"{path}.success[{i}]", health.Success[i], 200, 699);
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
