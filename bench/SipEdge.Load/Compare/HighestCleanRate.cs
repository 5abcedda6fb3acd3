using SipEdge.Load.Measure;
using SipEdge.Load.Sip;
using SipEdge.Load.Systems;

namespace SipEdge.Load.Compare;

/// <summary>
/// The highest rate of variant C at which every call goes through and nothing is sent twice: up by a quarter until that fails
/// twice, then halves the gap; in the end the rate must hold for 40 s, or a tenth less. When it fails while the generator itself
/// was late, the step is taken again. A system that has been overrun is started afresh.
/// </summary>
internal sealed class HighestCleanRate(SystemUnderTest system, CallLoad load, CompareOptions options)
{
    private const double Growth = 1.25;
    private const double StepBack = 0.9;
    private const double Resolution = 0.05;
    private const double OfferedAtLeast = 0.98;
    private const int MostAttempts = 4;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    /// <summary>Longer than transactions stay (timers B to J are 32 s): what fills up has filled up by then.</summary>
    private static readonly TimeSpan Sustained = TimeSpan.FromSeconds(40);
    private readonly List<SearchStep> _steps = [];

    internal SearchFigures Find(int round)
    {
        StartAfresh();
        double clean = 0;
        double unclean = double.MaxValue;
        for (double rate = options.SearchFrom; rate <= options.SearchTo && unclean == double.MaxValue; rate = Faster(rate))
        {
            (clean, unclean) = IsClean(rate) ? (rate, unclean) : (clean, rate);
        }

        while (unclean < double.MaxValue && clean > 0 && (unclean - clean) / clean > Resolution)
        {
            double middle = Math.Round((clean + unclean) / 2 / 10) * 10;
            (clean, unclean) = IsClean(middle) ? (middle, unclean) : (clean, middle);
        }

        while (clean > 0 && !Try(clean, Sustained).Clean)
        {
            clean = Math.Round(clean * StepBack / 10) * 10;
        }

        return new(system.Name, round, clean, _steps);
    }

    private static double Faster(double rate) => Math.Round(rate * Growth / 50) * 50;

    private bool IsClean(double rate)
    {
        int failures = 0;
        for (int attempt = 1; attempt <= MostAttempts && failures < 2; attempt++)
        {
            var step = Try(rate);
            if (step.Clean)
            {
                return true;
            }

            failures += step.GeneratorLate ? 0 : 1;
        }

        return false;
    }

    private SearchStep Try(double rate) => Try(rate, Window);

    private SearchStep Try(double rate, TimeSpan window)
    {
        var statistics = new CallStatistics();
        load.Statistics = CallStatistics.Unwatched;
        load.StartCalls(rate);
        load.TurnFor(Settle);
        load.Statistics = statistics;
        load.Lateness.Clear();
        load.Waiting.Restart();
        double cpu = system.CpuSeconds;
        load.TurnFor(window);
        cpu = system.CpuSeconds - cpu;
        double headroom = load.Waiting.Headroom;
        bool late = load.Lateness.Percentile(0.99) > 20 * Clock.Millisecond;
        load.Drain(TimeSpan.FromSeconds(12));
        var step = new SearchStep(
            rate,
            statistics.Clean && statistics.Started >= rate * window.TotalSeconds * OfferedAtLeast,
            statistics.Failed,
            statistics.Failures,
            statistics.Retransmissions,
            statistics.Repeats,
            cpu / window.TotalSeconds,
            Delays.Of(statistics.Inside).P99,
            headroom,
            late);
        _steps.Add(step);
        Progress.Say(step);
        if (!step.Clean)
        {
            StartAfresh();
        }

        return step;
    }

    private void StartAfresh()
    {
        system.Stop();
        system.Start(Variant.C);
        load.Media = MediaOffer.Plain;
        CallMeasurement.WaitUntilItAnswers(system, load);
        CallMeasurement.WarmUp(load, 500, TimeSpan.FromSeconds(system.WarmUpSeconds));
    }
}
