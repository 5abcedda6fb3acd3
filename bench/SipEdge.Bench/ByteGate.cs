using System.Globalization;
using System.Text.Json;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Perfolizer.Horology;

namespace SipEdge.Bench;

/// <summary>
/// Compares the bytes that every benchmark allocates with baseline.json: more than stands there, or a benchmark that does not
/// stand there, fails. Times are printed and gate nothing: a shared machine makes them noise, bytes stay bytes.
/// </summary>
internal static class ByteGate
{
    /// <returns>The exit code.</returns>
    public static int Run(string baselinePath, TextWriter output)
    {
        var baseline = JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(baselinePath))!;
        var failures = 0;
        output.WriteLine($"{"benchmark",-62} {"time",12} {"bytes",8} {"allowed",8}");
        foreach (var report in Measure(static _ => true))
        {
            failures += Judge(report, baseline, output) ? 0 : 1;
        }

        foreach (var missing in baseline.Keys)
        {
            output.WriteLine($"{missing,-62} is in the baseline, but there is no such benchmark");
            failures++;
        }

        output.WriteLine(failures == 0 ? "Byte gate: passed" : $"Byte gate: {failures} failed");
        return failures == 0 ? 0 : 1;
    }

    private static bool Judge(BenchmarkReport report, Dictionary<string, long> baseline, TextWriter output)
    {
        var name = Name(report.BenchmarkCase);
        var bytes = Bytes(report);
        var time = report.ResultStatistics is { } statistics
            ? (statistics.Mean / 1000).ToString("N3", CultureInfo.InvariantCulture) + " us"
            : "-";
        var known = baseline.Remove(name, out var allowed);
        if (known && bytes > allowed)
        {
            // The count is the whole process's, and the runtime's own threads allocate too, at moments of their choosing. What
            // the benchmark allocates it allocates again.
            bytes = Math.Min(bytes.Value, Measure(benchmark => Name(benchmark) == name).Max(Bytes) ?? long.MaxValue);
        }

        var good = report.Success && known && bytes <= allowed;
        output.WriteLine(
            $"{name,-62} {time,12} {bytes?.ToString(CultureInfo.InvariantCulture) ?? "-",8} "
            + $"{(known ? allowed.ToString(CultureInfo.InvariantCulture) : "?"),8}{(good ? "" : "  FAILED")}");
        return good;
    }

    private static IEnumerable<BenchmarkReport> Measure(Predicate<BenchmarkCase> wanted) =>
        BenchmarkRunner.Run(typeof(ByteGate).Assembly, Quick(wanted)).SelectMany(static summary => summary.Reports);

    private static long? Bytes(BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase);

    private static string Name(BenchmarkCase benchmark)
    {
        var parameters = benchmark.HasParameters ? $"({benchmark.Parameters.ValueInfo})" : "";
        return $"{benchmark.Descriptor.Type.Name}.{benchmark.Descriptor.WorkloadMethod.Name}{parameters}";
    }

    /// <summary>In this process and short: what is looked at does not vary.</summary>
    private static IConfig Quick(Predicate<BenchmarkCase> wanted) => ManualConfig.CreateEmpty()
        .AddFilter(new SimpleFilter(benchmark => wanted(benchmark)))
        .AddJob(Job.Default
            .WithToolchain(InProcessNoEmitToolchain.Instance)
            .WithWarmupCount(2)
            .WithIterationCount(3)
            .WithIterationTime(TimeInterval.FromMilliseconds(50)))
        .AddLogger(BenchmarkDotNet.Loggers.NullLogger.Instance)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(BenchmarkDotNet.Columns.DefaultColumnProviders.Instance)
        .WithOptions(ConfigOptions.DisableLogFile);
}
