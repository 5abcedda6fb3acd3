using System.Diagnostics;
using System.Diagnostics.Metrics;
using SipEdge.Telemetry;

namespace SipEdge.Tests.Telemetry;

public sealed class OtlpExportTests
{
    private const string Metrics = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    private const string Traces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    [Fact]
    public async Task Metrics_and_spans_reach_a_collector_and_the_last_ones_leave_at_the_stop()
    {
        await using var collector = await OtlpCollector.StartAsync();
        using var meter = new Meter("SipEdge");
        using var source = new ActivitySource("SipEdge");
        using (new OtlpExport(collector.Endpoint, "0.1.0", "test"))
        {
            meter.CreateCounter<long>("sipedge.test.otlp").Add(1);
            using var span = source.StartActivity("call attempt");
            Assert.NotNull(span);
            span.SetTag("sipedge.reason", "answered");
        }

        Assert.Contains("sipedge.test.otlp", collector.Bodies(Metrics), StringComparison.Ordinal);
        Assert.Contains("call attempt", collector.Bodies(Traces), StringComparison.Ordinal);
        Assert.Contains("sipedge.reason", collector.Bodies(Traces), StringComparison.Ordinal);
    }
}
