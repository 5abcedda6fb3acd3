using SipEdge.Load.Measure;

namespace SipEdge.Load.Compare;

/// <summary>Prints medians over the rounds, and each system's ratio to the first one named.</summary>
internal sealed class Report(RunFigures figures, TextWriter output)
{
    private const double QuietForeign = 0.05;
    private const double QuietSlowdown = 1.15;

    internal void Write()
    {
        var options = figures.Options;
        string versions = string.Join(", ", figures.Versions.Select(version => $"{version.Key} {version.Value}"));
        output.WriteLine();
        output.WriteLine($"{figures.Machine}, kernel {figures.Kernel}; revision {figures.Revision}; {versions}");
        output.WriteLine($"{options.Rounds} rounds, medians; system on core {options.SystemCore}, load on core {options.LoadCore}"
            + $"; ratios are to {options.Systems[0]}; SipEdge warmed up with {options.WarmUpSeconds} s of calls.");
        output.WriteLine();
        Calls();
        Cold();
        Memory();
        Search();
        Overload();
        Relay();
        Targets();
        Sipp();
        Generator();
        CollectionsOfCalls();
        CollectionsOfRelay();
        Quiet();
        foreach (string problem in figures.Problems)
        {
            output.WriteLine("NOT MEASURED: " + problem);
        }
    }

    private void Calls() => Section(
        "Calls: INVITE 407 ACK INVITE 100 180 200 ACK BYE 200 over UDP. CPU seconds per 1,000 calls; delays in ms;\n"
        + "failed, and sent or seen again, over all rounds",
        figures.Calls.Where(call => !call.Cold), call => (call.Variant, call.Rate), call => call.System, 3,
        ("variant", call => call.First.Variant),
        ("calls/s", call => call.Median(item => item.Rate, 0)),
        ("system", call => call.First.System),
        ("CPU s/1,000", call => call.Median(item => item.CpuPerThousand, 3)),
        ("ratio", call => call.Ratio(item => item.CpuPerThousand)),
        ("of it", Parts),
        ("inside p50", call => call.Median(item => item.Inside.P50, 3)),
        ("p99", call => call.Median(item => item.Inside.P99, 2)),
        ("p99.9", call => call.Median(item => item.Inside.P999, 2)),
        ("INVITE-180 p50", call => call.Median(item => item.Ringing.P50, 2)),
        ("p99", call => call.Median(item => item.Ringing.P99, 2)),
        ("failed", call => call.Sum(item => item.Failures.Values.Sum())),
        ("again", call => call.Sum(item => item.Retransmissions + item.Repeats)),
        ("generator idle", call => call.LeastShare(item => item.GeneratorHeadroom)));

    private void Cold() => Section(
        "The first second after the start, 500 calls/s, nothing warmed up; delays in ms",
        figures.Calls.Where(call => call.Cold), call => call.Variant, call => call.System, 2,
        ("variant", call => call.First.Variant),
        ("system", call => call.First.System),
        ("CPU s", call => call.Median(item => item.CpuPerThousand * item.Completed / 1000, 2)),
        ("inside p50", call => call.Median(item => item.Inside.P50, 2)),
        ("p99", call => call.Median(item => item.Inside.P99, 2)),
        ("largest", call => call.Median(item => item.Inside.Largest, 1)),
        ("failed", call => call.Sum(item => item.Failures.Values.Sum())),
        ("again", call => call.Sum(item => item.Retransmissions + item.Repeats)));

    private void Memory() => Section(
        $"Memory per held call of c: Pss, slope over {figures.Options.HeldCalls} calls; the kernel's socket memory is in neither",
        figures.Memory, _ => 0, memory => memory.System, 1,
        ("system", memory => memory.First.System),
        ("kB/call", memory => memory.Median(item => item.KilobytesPerCall, 1)),
        ("ratio", memory => memory.Ratio(item => item.KilobytesPerCall)),
        ("descriptors/call", memory => memory.Median(item => item.DescriptorsPerCall, 1)),
        ("MB without calls", memory => memory.Median(item => item.Points[0].PssKilobytes / 1024.0, 1)),
        ("MB with all", memory => memory.Median(item => item.Points[^1].PssKilobytes / 1024.0, 1)));

    private void Overload() => Section(
        "Overload, calls of c on a core shared with ballast: completed in a second at the best rate and at three times that\n"
        + "(wanted: 80 % of the best), then the share that goes through at half of it",
        figures.Overload, _ => 0, overload => overload.System, 1,
        ("system", overload => overload.First.System),
        ("best calls/s", overload => overload.Median(item => item.Most, 0)),
        ("at three times", overload => overload.Median(item => item.AtThreeTimes, 0)),
        ("kept", overload => overload.LeastShare(item => item.Kept)),
        ("afterwards", overload => overload.LeastShare(item => item.Recovered)));

    private void Search() => Section(
        "Highest rate of c on one core at which no call fails and nothing is sent twice",
        figures.Search, _ => 0, search => search.System, 1,
        ("system", search => search.First.System),
        ("calls/s", search => search.Median(item => item.HighestClean, 0)),
        ("ratio", search => search.Ratio(item => item.HighestClean)),
        ("core there", search => Best(search) is { } step ? Rounds<SearchStep>.Share(step.CpuShare) : "-"),
        ("inside p99 ms there", search => Best(search) is { } step ? Rounds<SearchStep>.Number(step.InsideP99, 2) : "-"),
        ("generator idle there", search => Best(search) is { } step ? Rounds<SearchStep>.Share(step.GeneratorHeadroom) : "-"),
        ("next step failed by", Limit));

    private void Relay() => Section(
        "Relay: 172-byte RTP packets through held calls, one direction. CPU microseconds per packet (one in, one out);\n"
        + "added delay in ms; lost and damaged over all rounds",
        figures.Relay, relay => (relay.Kind, relay.Rate), relay => relay.System, 3,
        ("direction", relay => relay.First.Kind),
        ("packets/s", relay => relay.Median(item => item.Rate, 0)),
        ("system", relay => relay.First.System),
        ("us/packet", relay => relay.Median(item => item.CpuMicrosecondsPerPacket, 2)),
        ("ratio", relay => relay.Ratio(item => item.CpuMicrosecondsPerPacket)),
        ("delay p50", relay => relay.Median(item => item.Delay.P50, 3)),
        ("p99", relay => relay.Median(item => item.Delay.P99, 3)),
        ("p99.9", relay => relay.Median(item => item.Delay.P999, 3)),
        ("largest", relay => relay.Median(item => item.Delay.Largest, 1)),
        ("lost", relay => relay.Sum(item => item.Lost)),
        ("of", relay => relay.Sum(item => item.Sent)),
        ("damaged", relay => relay.Sum(item => item.Damaged)),
        ("generator idle", relay => relay.LeastShare(item => item.GeneratorHeadroom)));

    private void Targets()
    {
        string[] lines = [.. RelayTargets.Lines(figures.Relay)];
        if (lines.Length == 0)
        {
            return;
        }

        output.WriteLine("What the relay must reach, in this run");
        foreach (string line in lines)
        {
            output.WriteLine(line);
        }

        output.WriteLine();
    }

    private void Sipp() => Section(
        "The calls of c driven by SIPp instead (it sleeps between messages; waking it is part of the cost)",
        figures.Sipp, _ => 0, run => run.System, 1,
        ("system", run => run.First.System),
        ("calls/s", run => run.Median(item => item.Rate, 0)),
        ("CPU s/1,000", run => run.Median(item => item.CpuPerThousand, 3)),
        ("ratio", run => run.Ratio(item => item.CpuPerThousand)),
        ("successful", run => run.Sum(item => item.Successful)),
        ("failed", run => run.Sum(item => item.Failed)),
        ("retransmissions", run => run.Sum(item => item.Retransmissions)));

    private void Generator() => Section(
        "The generator alone, sending to its own sink: what of the delays above is its own, in ms",
        figures.GeneratorAlone, alone => alone.Rate, _ => "", 0,
        ("packets/s", alone => alone.Median(item => item.Rate, 0)),
        ("delay p50", alone => alone.Median(item => item.Delay.P50, 3)),
        ("p99", alone => alone.Median(item => item.Delay.P99, 3)),
        ("lost", alone => alone.Sum(item => item.Sent - item.Received)),
        ("generator idle", alone => alone.LeastShare(item => item.Headroom)));

    private void CollectionsOfCalls() => Section(
        "Garbage collections of SipEdge while calls went through; pauses in ms, counts over all rounds",
        figures.Calls.Where(call => call is { Gc: not null, Cold: false }),
        call => (call.Variant, call.Rate), call => call.System, 1,
        [("variant", call => call.First.Variant),
        ("calls/s", call => call.Median(item => item.Rate, 0)),
        ("bytes/call", call => call.Median(item => item.Gc!.AllocatedPerCall, 0)),
        .. Collections<CallFigures>(call => call.Gc!)]);

    private void CollectionsOfRelay() => Section(
        "Garbage collections of SipEdge while packets went through; pauses in ms, counts over all rounds",
        figures.Relay.Where(relay => relay.Gc is not null), relay => (relay.Kind, relay.Rate), relay => relay.System, 1,
        [("direction", relay => relay.First.Kind),
        ("packets/s", relay => relay.Median(item => item.Rate, 0)),
        ("bytes/packet", relay => relay.Median(item => item.Gc!.AllocatedBytes / (item.Gc.Seconds * item.Rate), 3)),
        .. Collections<RelayFigures>(relay => relay.Gc!)]);

    private static (string Head, Func<Rounds<T>, string> Cell)[] Collections<T>(Func<T, GcFigures> gc) =>
    [
        ("MB/s", rounds => rounds.Median(item => gc(item).AllocatedBytes / gc(item).Seconds / 1e6, 2)),
        ("gen 0", rounds => rounds.Sum(item => gc(item).Collections[0])),
        ("gen 1", rounds => rounds.Sum(item => gc(item).Collections[1])),
        ("gen 2", rounds => rounds.Sum(item => gc(item).Collections[2])),
        ("pause p50", rounds => rounds.Median(item => gc(item).PauseP50, 2)),
        ("p99", rounds => rounds.Median(item => gc(item).PauseP99, 2)),
        ("longest", rounds => rounds.Largest(item => gc(item).PauseLongest, 2)),
        ("ms paused/s", rounds => rounds.Median(item => gc(item).PauseTotal / gc(item).Seconds, 2)),
    ];

    /// <summary>How quiet the machine was, so that nobody quotes figures taken beside something else.</summary>
    private void Quiet()
    {
        Surroundings[] windows =
        [
            .. figures.Calls.Where(call => !call.Cold).Select(call => call.Surroundings),
            .. figures.Relay.Select(relay => relay.Surroundings),
        ];
        if (windows.Length == 0)
        {
            return;
        }

        double fastest = windows.Min(window => Math.Min(window.WorkBefore, window.WorkAfter));
        double slowest = windows.Max(window => Math.Max(window.WorkBefore, window.WorkAfter));
        int disturbed = windows.Count(window => window.Foreign > QuietForeign || window.Stolen > QuietForeign
            || Math.Max(window.WorkBefore, window.WorkAfter) > fastest * QuietSlowdown);
        output.WriteLine($"Fixed work beside the measurements: {fastest:F2} to {slowest:F2} ms. "
            + $"{disturbed} of {windows.Length} windows were disturbed: others took over {QuietForeign:P0} of the core, "
            + $"or it was over {QuietSlowdown - 1:P0} slower than its best.");
        output.WriteLine();
    }

    private static SearchStep? Best(Rounds<SearchFigures> search) =>
        search.Every(item => item.Steps).Where(step => step.Clean).MaxBy(step => step.Rate);

    private static string Limit(Rounds<SearchFigures> search) =>
        search.Every(item => item.Steps).Where(step => !step.Clean).MinBy(step => step.Rate) switch
        {
            null => "nothing: bound of the search",
            { GeneratorLate: true } => "the generator",
            var step => $"{step.Failed} failed, {step.Retransmissions + step.Repeats} again at {step.Rate:F0}",
        };

    private static string Parts(Rounds<CallFigures> call)
    {
        string[] parts = [.. call.First.CpuPerThousandByProcess.Keys];
        return parts.Length == 1
            ? ""
            : string.Join(" ", parts.Select(part => $"{part} {call.Median(item => item.CpuPerThousandByProcess[part], 2)}"));
    }

    /// <summary>A table with a row per point and system; figures of several rounds come together in one row.</summary>
    private void Section<T, TPoint>(
        string title,
        IEnumerable<T> items,
        Func<T, TPoint> point,
        Func<T, string> system,
        int leftColumns,
        params (string Head, Func<Rounds<T>, string> Cell)[] columns)
    {
        var table = new TextTable(leftColumns, [.. columns.Select(column => column.Head)]);
        foreach (var atPoint in items.GroupBy(point))
        {
            T[] reference = [.. atPoint.Where(item => system(item) == figures.Options.Systems[0])];
            foreach (var ofSystem in atPoint.GroupBy(system))
            {
                var rounds = new Rounds<T>([.. ofSystem], reference);
                table.Add([.. columns.Select(column => column.Cell(rounds))]);
            }
        }

        if (table.HasRows)
        {
            output.WriteLine(title);
            table.Write(output);
        }
    }
}
