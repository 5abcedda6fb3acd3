using System.Globalization;

namespace SipEdge.Load.Compare;

/// <summary>Prints medians over the rounds, and each system's ratio to the first one named.</summary>
internal sealed class Report(RunFigures figures, TextWriter output)
{
    private const double QuietForeign = 0.05;
    private const double QuietSlowdown = 1.15;
    private readonly string _reference = figures.Options.Systems[0];

    internal void Write()
    {
        output.WriteLine();
        output.WriteLine($"{figures.Machine}, kernel {figures.Kernel}; revision {figures.Revision}; {Versions()}");
        output.WriteLine($"{figures.Options.Rounds} rounds, medians; system on core {figures.Options.SystemCore}, load on core {figures.Options.LoadCore}; ratios are to {_reference}; "
            + $"SipEdge warmed up with {figures.Options.WarmUpSeconds} s of calls.");
        output.WriteLine();
        Calls();
        Cold();
        Memory();
        Search();
        Relay();
        Sipp();
        Generator();
        Collections();
        Quiet();
        foreach (string problem in figures.Problems)
        {
            output.WriteLine("NOT MEASURED: " + problem);
        }
    }

    private void Calls()
    {
        var table = new TextTable(3, "variant", "calls/s", "system", "CPU s/1,000", "ratio", "of it", "inside p50", "p99", "p99.9 ms",
            "INVITE-180 p50", "p99 ms", "failed", "again", "generator idle");
        foreach (var point in figures.Calls.Where(call => !call.Cold).GroupBy(call => (call.Variant, call.Rate)))
        {
            double reference = Median(point.Where(call => call.System == _reference), call => call.CpuPerThousand);
            foreach (var system in point.GroupBy(call => call.System))
            {
                double cpu = Median(system, call => call.CpuPerThousand);
                table.Add(point.Key.Variant, Text(point.Key.Rate, 0), system.Key, Text(cpu, 3), Text(cpu / reference, 2), Parts(system),
                    Text(Median(system, call => call.Inside.P50), 3), Text(Median(system, call => call.Inside.P99), 2),
                    Text(Median(system, call => call.Inside.P999), 2), Text(Median(system, call => call.Ringing.P50), 2),
                    Text(Median(system, call => call.Ringing.P99), 2), Text(system.Sum(call => call.Failures.Values.Sum()), 0),
                    Text(system.Sum(call => call.Retransmissions + call.Repeats), 0), Share(system.Min(call => call.GeneratorHeadroom)));
            }
        }

        Section("Calls: INVITE 407 ACK INVITE 100 180 200 ACK BYE 200 over UDP; CPU seconds per 1,000 calls; failed and sent again over all rounds", table,
            figures.Calls.Count);
    }

    private void Cold()
    {
        var table = new TextTable(2, "variant", "system", "CPU s in the second", "inside p50", "p99", "largest ms", "failed", "again");
        foreach (var system in figures.Calls.Where(call => call.Cold).GroupBy(call => (call.Variant, call.System)))
        {
            table.Add(system.Key.Variant, system.Key.System, Text(Median(system, call => call.CpuPerThousand * call.Completed / 1000), 2),
                Text(Median(system, call => call.Inside.P50), 2), Text(Median(system, call => call.Inside.P99), 2),
                Text(Median(system, call => call.Inside.Largest), 1), Text(system.Sum(call => call.Failures.Values.Sum()), 0),
                Text(system.Sum(call => call.Retransmissions + call.Repeats), 0));
        }

        Section("The first second after the start, 500 calls/s, nothing warmed up", table, figures.Calls.Count);
    }

    private void Memory()
    {
        var table = new TextTable(1, "system", "kB/call", "ratio", "descriptors/call", "Pss MB without calls", "with all calls");
        double reference = Median(figures.Memory.Where(memory => memory.System == _reference), memory => memory.KilobytesPerCall);
        foreach (var system in figures.Memory.GroupBy(memory => memory.System))
        {
            double size = Median(system, memory => memory.KilobytesPerCall);
            table.Add(system.Key, Text(size, 1), Text(size / reference, 2), Text(Median(system, memory => memory.DescriptorsPerCall), 1),
                Text(Median(system, memory => memory.Points[0].PssKilobytes / 1024.0), 1),
                Text(Median(system, memory => memory.Points[^1].PssKilobytes / 1024.0), 1));
        }

        Section($"Memory per held call of c (Pss, slope over {figures.Options.HeldCalls} calls; the kernel's socket memory is in neither)", table, figures.Memory.Count);
    }

    private void Search()
    {
        var table = new TextTable(1, "system", "calls/s", "ratio", "core there", "inside p99 ms there", "next step failed by");
        double reference = Median(figures.Search.Where(search => search.System == _reference), search => search.HighestClean);
        foreach (var system in figures.Search.GroupBy(search => search.System))
        {
            var best = system.SelectMany(search => search.Steps).Where(step => step.Clean).MaxBy(step => step.Rate);
            double clean = Median(system, search => search.HighestClean);
            table.Add(system.Key, Text(clean, 0), Text(clean / reference, 2), best is null ? "-" : Share(best.CpuShare),
                best is null ? "-" : Text(best.InsideP99, 2), Limits(system));
        }

        Section("Highest rate of c on one core at which no call fails and nothing is sent twice", table, figures.Search.Count);
    }

    private void Relay()
    {
        var table = new TextTable(3, "direction", "packets/s", "system", "us/packet", "ratio", "delay p50", "p99", "p99.9", "largest ms", "lost", "of",
            "damaged", "generator idle");
        foreach (var point in figures.Relay.GroupBy(relay => (relay.Kind, relay.Rate)))
        {
            double reference = Median(point.Where(relay => relay.System == _reference), relay => relay.CpuMicrosecondsPerPacket);
            foreach (var system in point.GroupBy(relay => relay.System))
            {
                double cpu = Median(system, relay => relay.CpuMicrosecondsPerPacket);
                table.Add(point.Key.Kind, Text(point.Key.Rate, 0), system.Key, Text(cpu, 2), Text(cpu / reference, 2),
                    Text(Median(system, relay => relay.Delay.P50), 3), Text(Median(system, relay => relay.Delay.P99), 3),
                    Text(Median(system, relay => relay.Delay.P999), 3), Text(Median(system, relay => relay.Delay.Largest), 1),
                    Text(system.Sum(relay => relay.Lost), 0), Text(system.Sum(relay => relay.Sent), 0), Text(system.Sum(relay => relay.Damaged), 0),
                    Share(system.Min(relay => relay.GeneratorHeadroom)));
            }
        }

        Section("Relay: 172-byte RTP packets through held calls, one direction; CPU microseconds per packet (one in, one out) and added delay", table,
            figures.Relay.Count);
    }

    private void Sipp()
    {
        var table = new TextTable(1, "system", "calls/s", "CPU s/1,000", "ratio", "successful", "failed", "retransmissions");
        double reference = Median(figures.Sipp.Where(run => run.System == _reference), run => run.CpuPerThousand);
        foreach (var system in figures.Sipp.GroupBy(run => run.System))
        {
            double cpu = Median(system, run => run.CpuPerThousand);
            table.Add(system.Key, Text(system.First().Rate, 0), Text(cpu, 3), Text(cpu / reference, 2), Text(system.Sum(run => run.Successful), 0),
                Text(system.Sum(run => run.Failed), 0), Text(system.Sum(run => run.Retransmissions), 0));
        }

        Section("The calls of c driven by SIPp instead (it sleeps between messages; waking it is part of the cost)", table, figures.Sipp.Count);
    }

    private void Generator()
    {
        var table = new TextTable(0, "packets/s", "delay p50", "p99 ms", "lost", "generator idle");
        foreach (var alone in figures.GeneratorAlone)
        {
            table.Add(Text(alone.Rate, 0), Text(alone.Delay.P50, 3), Text(alone.Delay.P99, 3), Text(alone.Sent - alone.Received, 0), Share(alone.Headroom));
        }

        Section("The generator alone, sending to its own sink: what of the delays above is its own", table, figures.GeneratorAlone.Count);
    }

    private void Collections()
    {
        var table = new TextTable(2, "what", "rate", "bytes/call", "MB/s", "gen0/1/2", "pauses p50", "p99", "longest ms", "paused");
        foreach (var point in figures.Calls.Where(call => call is { Gc: not null, Cold: false }).GroupBy(call => (call.Variant, call.Rate)))
        {
            AddCollections(table, point.Key.Variant, point.Key.Rate, true, [.. point.Select(call => (call.Gc!, call.Seconds))]);
        }

        foreach (var point in figures.Relay.Where(relay => relay.Gc is not null).GroupBy(relay => (relay.Kind, relay.Rate)))
        {
            AddCollections(table, point.Key.Kind, point.Key.Rate, false, [.. point.Select(relay => (relay.Gc!, relay.Seconds))]);
        }

        Section("Garbage collections of SipEdge in the windows above", table,
            figures.Calls.Count(call => call.Gc is not null) + figures.Relay.Count(relay => relay.Gc is not null));
    }

    private static void AddCollections(TextTable table, string what, double rate, bool calls, (Measure.GcFigures Gc, double Seconds)[] windows)
    {
        string counts = string.Join('/', Enumerable.Range(0, 3).Select(generation => windows.Sum(window => window.Gc.Collections[generation])));
        table.Add(what, Text(rate, 0), calls ? Text(Median(windows, window => window.Gc.AllocatedPerCall), 0) : "-",
            Text(Median(windows, window => window.Gc.AllocatedBytes / window.Seconds / 1e6), 2), counts,
            Text(Median(windows, window => window.Gc.PauseP50), 2), Text(Median(windows, window => window.Gc.PauseP99), 2),
            Text(windows.Max(window => window.Gc.PauseLongest), 2), Share(Median(windows, window => window.Gc.PauseTotal / window.Seconds / 1000)));
    }

    /// <summary>Says how far the machine was quiet, so that nobody quotes figures that were taken beside something else.</summary>
    private void Quiet()
    {
        Measure.Surroundings[] all = [.. figures.Calls.Where(call => !call.Cold).Select(call => call.Surroundings), .. figures.Relay.Select(relay => relay.Surroundings)];
        if (all.Length == 0)
        {
            return;
        }

        double fastest = all.Min(around => Math.Min(around.WorkBefore, around.WorkAfter));
        int disturbed = all.Count(around => around.Foreign > QuietForeign || around.Stolen > QuietForeign
            || Math.Max(around.WorkBefore, around.WorkAfter) > fastest * QuietSlowdown);
        output.WriteLine($"Fixed work beside the measurements: {Text(fastest, 2)} to {Text(all.Max(around => Math.Max(around.WorkBefore, around.WorkAfter)), 2)} ms; "
            + $"{disturbed} of {all.Length} windows were disturbed (something else took over {Share(QuietForeign)} of the core, or the core was over {Share(QuietSlowdown - 1)} slower than its best).");
        output.WriteLine();
    }

    private string Limits(IEnumerable<SearchFigures> system)
    {
        var step = system.SelectMany(search => search.Steps).Where(step => !step.Clean).MinBy(step => step.Rate);
        return step switch
        {
            null => "nothing: bound of the search",
            { GeneratorLate: true } => "the generator",
            _ => $"{step.Failed} failed, {step.Retransmissions + step.Repeats} sent again at {Text(step.Rate, 0)}",
        };
    }

    private static string Parts(IEnumerable<CallFigures> system)
    {
        var parts = system.First().CpuPerThousandByProcess.Keys;
        return parts.Take(2).Count() == 1 ? "" : string.Join(" ", parts.Select(part => $"{part} {Text(Median(system, call => call.CpuPerThousandByProcess[part]), 2)}"));
    }

    private void Section(string title, TextTable table, int count)
    {
        if (count > 0)
        {
            output.WriteLine(title);
            table.Write(output);
        }
    }

    private string Versions() => string.Join(", ", figures.Versions.Select(version => $"{version.Key} {version.Value}"));

    private static string Text(double value, int decimals) => double.IsFinite(value) ? value.ToString("N" + decimals, CultureInfo.InvariantCulture) : "-";

    private static string Share(double share) => share.ToString("P0", CultureInfo.InvariantCulture);

    private static double Median<T>(IEnumerable<T> items, Func<T, double> value)
    {
        double[] sorted = [.. items.Select(value).Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
