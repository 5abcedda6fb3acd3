using SipEdge.Load.Measure;
using SipEdge.Load.Sip;
using SipEdge.Load.Systems;

namespace SipEdge.Load.Compare;

/// <summary>Drives calls through a running system and takes the figures of one window.</summary>
internal static class CallMeasurement
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(12);

    /// <summary>Tries single calls until one goes through.</summary>
    internal static void WaitUntilItAnswers(SystemUnderTest system, CallLoad load)
    {
        load.Target = system.Sip;
        load.HoldCalls = false;
        long end = Clock.Now + (20 * Clock.Second);
        var attempt = new CallStatistics();
        do
        {
            system.CheckAlive();
            if (Clock.Now > end)
            {
                throw new InvalidOperationException($"{system.Name} let no call through in 20 s: {Describe(attempt)}");
            }

            attempt = new CallStatistics();
            load.Statistics = attempt;
            load.StartCalls(1000);
            load.TurnUntil(() => attempt.Started > 0);
            load.StopCalls();
            long deadline = Clock.Now + (Clock.Second / 2);
            load.TurnUntil(() => attempt.Completed + attempt.Failed > 0 || Clock.Now > deadline);
        }
        while (attempt.Completed == 0);
        load.Drain(DrainLimit);
    }

    internal static void WarmUp(CallLoad load, double rate, TimeSpan time)
    {
        load.Statistics = CallStatistics.Unwatched;
        load.StartCalls(rate);
        load.TurnFor(time);
        load.Drain(DrainLimit);
    }

    /// <summary>
    /// One second at the rate to settle (none when the very first calls are what is asked for), then the window.
    /// </summary>
    internal static CallFigures Measure(SystemUnderTest system, CallLoad load, Variant variant, int round, double rate,
        TimeSpan window, bool cold)
    {
        var statistics = new CallStatistics();
        var probe = new SurroundingsProbe(system.Groups[0].Core);
        var collections = CollectionsProbe.Open(system, load);
        load.Statistics = CallStatistics.Unwatched;
        load.StartCalls(rate);
        if (!cold)
        {
            load.TurnFor(TimeSpan.FromSeconds(1));
        }

        load.Statistics = statistics;
        load.Lateness.Clear();
        load.Waiting.Restart();
        probe.Open();
        double[] cpu = [.. system.Groups.Select(group => group.CpuSeconds)];
        long completed = load.Completed;
        long opened = Clock.Now;

        load.TurnFor(window);

        cpu = [.. system.Groups.Zip(cpu, (group, before) => group.CpuSeconds - before)];
        double seconds = (double)(Clock.Now - opened) / Clock.Second;
        completed = load.Completed - completed;
        double headroom = load.Waiting.Headroom;
        var lateness = Delays.Of(load.Lateness);
        probe.Close();
        load.Drain(DrainLimit);
        system.CheckAlive();
        double PerThousand(double value) => completed == 0 ? double.NaN : value * 1000 / completed;
        return new(system.Name, variant.ToString(), round, rate, seconds, statistics.Started, completed, statistics.Failures,
            statistics.Retransmissions, statistics.Repeats, PerThousand(cpu.Sum()),
            system.Groups.Zip(cpu).ToDictionary(pair => pair.First.Name, pair => PerThousand(pair.Second)),
            Delays.Of(statistics.Inside), Delays.Of(statistics.Ringing), Delays.Of(statistics.Ending), headroom, lateness,
            probe.Finish(cpu.Sum()), collections?.Close(), cold);
    }

    internal static string Describe(CallStatistics statistics) =>
        statistics.Failures.Count == 0
            ? $"{statistics.Started - statistics.Completed} of {statistics.Started} calls unfinished"
            : string.Join(", ", statistics.Failures.Select(failure => $"{failure.Key} ({failure.Value})"));
}
