using SipEdge.Load.Measure;
using SipEdge.Load.Sip;
using SipEdge.Load.Systems;

namespace SipEdge.Load.Compare;

/// <summary>
/// What is left of a system when it is offered more than it can take? The most calls of variant C that it completes in a second, over
/// rates that grow by a third, and what it completes at three times that; then whether at half of it every call goes through again.
/// The core is shared with ballast, so that the generator can offer that much.
/// </summary>
internal sealed class OverloadMeasurement(SystemUnderTest system, CallLoad load, CompareOptions options)
{
    private const double Growth = 1.33;
    private const double Times = 3;

    /// <summary>So far below what is offered that more will not be completed at a higher rate.</summary>
    private const double Saturated = 0.75;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(8);
    private readonly List<OverloadStep> _steps = [];

    internal OverloadFigures Measure(int round)
    {
        using var ballast = new Ballast(options.Ballast, options.SystemCore);
        var most = Try(options.OverloadFrom);
        for (double rate = options.OverloadFrom * Growth; rate <= options.SearchTo; rate *= Growth)
        {
            var step = Try(Math.Round(rate / 10) * 10);
            most = step.Completed > most.Completed ? step : most;
            if (step.Completed < step.Rate * Saturated)
            {
                break;
            }
        }

        var over = Try(Math.Round(most.Completed * Times / 10) * 10);
        var after = Try(Math.Round(most.Completed / 2 / 10) * 10, settle: TimeSpan.FromSeconds(2));
        return new OverloadFigures(
            system.Name, round, most.Completed, over.Completed, over.Completed / most.Completed, after.Completed / after.Rate, _steps);
    }

    private OverloadStep Try(double rate) => Try(rate, Settle);

    private OverloadStep Try(double rate, TimeSpan settle)
    {
        var statistics = new CallStatistics();
        load.Statistics = CallStatistics.Unwatched;
        load.StartCalls(rate);
        load.TurnFor(settle);
        load.Statistics = statistics;
        load.Lateness.Clear();
        load.Waiting.Restart();
        long completed = load.Completed;
        long opened = Clock.Now;
        load.TurnFor(Window);
        double seconds = (double)(Clock.Now - opened) / Clock.Second;
        var step = new OverloadStep(
            rate,
            statistics.Started / seconds,
            (load.Completed - completed) / seconds,
            Delays.Of(statistics.Inside).P99,
            load.Waiting.Headroom,
            Delays.Of(load.Lateness).P99,
            new Dictionary<string, int>(statistics.Failures));
        _steps.Add(step);
        Progress.Say(step);
        load.Drain(TimeSpan.FromSeconds(12));
        return step;
    }
}
