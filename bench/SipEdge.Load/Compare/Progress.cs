namespace SipEdge.Load.Compare;

/// <summary>What is being measured, while it is; the report goes to standard output, this to standard error.</summary>
internal static class Progress
{
    internal static void Say(string text) => Console.Error.WriteLine(text);

    internal static void Say(CallFigures figures) => Say(
        $"  {figures.Variant} {figures.Rate:F0} calls/s: {figures.CpuPerThousand:F3} CPU s per 1,000"
        + $", inside p50 {figures.Inside.P50:F2} p99 {figures.Inside.P99:F2} ms"
        + $", failed {figures.Failures.Values.Sum()}{Reasons(figures.Failures)}, sent again {figures.Retransmissions}"
        + Circumstances(figures.GeneratorHeadroom, figures.Surroundings));

    internal static void Say(RelayFigures figures) => Say(
        $"  {figures.Kind} {figures.Rate:F0} packets/s: {figures.CpuMicrosecondsPerPacket:F2} us per packet"
        + $", delay p50 {figures.Delay.P50:F3} p99 {figures.Delay.P99:F3} p99.9 {figures.Delay.P999:F3} ms"
        + $", lost {figures.Lost} of {figures.Sent}, damaged {figures.Damaged} of {figures.Verified}"
        + Circumstances(figures.GeneratorHeadroom, figures.Surroundings));

    internal static void Say(MemoryFigures figures) => Say(
        $"  {figures.KilobytesPerCall:F1} kB and {figures.DescriptorsPerCall:F1} descriptors per held call");

    internal static void Say(SippFigures figures) => Say(
        $"  {figures.Successful} calls, failed {figures.Failed}, retransmissions {figures.Retransmissions}"
        + $", {figures.CpuPerThousand:F3} CPU s per 1,000");

    internal static void Say(GeneratorFigures figures) => Say(
        $"  generator alone {figures.Rate:F0} packets/s: delay p50 {figures.Delay.P50:F3} p99 {figures.Delay.P99:F3} ms"
        + $", lost {figures.Sent - figures.Received}, idle {figures.Headroom:P0}");

    internal static void Say(SearchStep step) => Say(
        $"  {step.Rate:F0} calls/s {(step.Clean ? "clean" : step.GeneratorLate ? "generator late" : "not clean")}"
        + $": failed {step.Failed}{Reasons(step.Failures)}, sent again {step.Retransmissions}, seen twice {step.Repeats}"
        + $", core {step.CpuShare:P0}, inside p99 {step.InsideP99:F2} ms, generator idle {step.GeneratorHeadroom:P0}");

    internal static void Say(OverloadStep step) => Say(
        $"  {step.Rate:F0} calls/s: offered {step.Offered:F0}, completed {step.Completed:F0} a second{Reasons(step.Failures)}"
        + $", inside p99 {step.InsideP99:F2} ms, generator idle {step.GeneratorHeadroom:P0}, late p99 {step.GeneratorLatenessP99:F1} ms");

    private static string Reasons(IReadOnlyDictionary<string, int> failures) => failures.Count == 0
        ? ""
        : " (" + string.Join(", ", failures.Select(failure => $"{failure.Key}: {failure.Value}")) + ")";

    private static string Circumstances(double headroom, Measure.Surroundings around) =>
        $"; generator idle {headroom:P0}, others on the core {around.Foreign:P0}"
        + $", fixed work {around.WorkBefore:F2}/{around.WorkAfter:F2} ms";
}
