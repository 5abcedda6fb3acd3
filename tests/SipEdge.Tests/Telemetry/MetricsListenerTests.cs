using System.Diagnostics.Metrics;
using SipEdge.Telemetry;

namespace SipEdge.Tests.Telemetry;

public sealed class MetricsListenerTests : IDisposable
{
    private readonly Meter _meter = new($"SipEdge.Test.{Guid.NewGuid():N}");
    private readonly MetricsListener _metrics;

    public MetricsListenerTests() => _metrics = new MetricsListener(name => name == _meter.Name);

    public void Dispose()
    {
        _metrics.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_counter_is_written_per_set_of_tags()
    {
        var attempts = _meter.CreateCounter<long>("sipedge.call.attempts", "{call}", "Call attempts");

        attempts.Add(2, new KeyValuePair<string, object?>("network.transport", "udp"));
        attempts.Add(3, new KeyValuePair<string, object?>("network.transport", "tls"));
        attempts.Add(1, new KeyValuePair<string, object?>("network.transport", "udp"));

        var read = PrometheusReader.Read(_metrics.Scrape());
        Assert.Equal("counter", read.Types["sipedge_call_attempts_total"]);
        Assert.Equal(3, read.Samples["sipedge_call_attempts_total{network_transport=\"udp\"}"]);
        Assert.Equal(3, read.Samples["sipedge_call_attempts_total{network_transport=\"tls\"}"]);
    }

    [Fact]
    public void A_histogram_has_cumulative_buckets_and_its_advised_bounds()
    {
        var setup = _meter.CreateHistogram("sipedge.call.setup.duration", "s", "Time to answer", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 64] });

        foreach (var seconds in new[] { 0.25, 0.5, 0.75, 100 })
        {
            setup.Record(seconds);
        }

        var read = PrometheusReader.Read(_metrics.Scrape());
        Assert.Equal("histogram", read.Types["sipedge_call_setup_duration_seconds"]);
        Assert.Equal(2, read.Samples["sipedge_call_setup_duration_seconds_bucket{le=\"0.5\"}"]);
        Assert.Equal(3, read.Samples["sipedge_call_setup_duration_seconds_bucket{le=\"1\"}"]);
        Assert.Equal(3, read.Samples["sipedge_call_setup_duration_seconds_bucket{le=\"64\"}"]);
        Assert.Equal(4, read.Samples["sipedge_call_setup_duration_seconds_bucket{le=\"+Inf\"}"]);
        Assert.Equal(4, read.Samples["sipedge_call_setup_duration_seconds_count"]);
        Assert.Equal(101.5, read.Samples["sipedge_call_setup_duration_seconds_sum"]);
    }

    [Fact]
    public void An_observed_series_that_is_no_longer_reported_disappears()
    {
        var trunks = new List<string> { "a", "b" };
        _meter.CreateObservableUpDownCounter("sipedge.trunk.calls",
            () => trunks.Select(t => new Measurement<long>(4, new KeyValuePair<string, object?>("sipedge.trunk.name", t))));

        Assert.Equal(2, PrometheusReader.Read(_metrics.Scrape()).Samples.Count);
        trunks.Remove("a");
        var read = PrometheusReader.Read(_metrics.Scrape());

        Assert.Equal(4, Assert.Single(read.Samples, s => s.Key == "sipedge_trunk_calls{sipedge_trunk_name=\"b\"}").Value);
        Assert.Single(read.Samples);
    }

    [Fact]
    public void Instruments_of_the_same_name_add_up()
    {
        using var other = new Meter(_meter.Name);
        _meter.CreateObservableGauge("sipedge.loop.calls", () => 3);
        other.CreateObservableGauge("sipedge.loop.calls", () => 4);

        Assert.Equal(7, PrometheusReader.Read(_metrics.Scrape()).Samples["sipedge_loop_calls"]);
    }

    [Fact]
    public void Label_values_are_escaped()
    {
        _meter.CreateCounter<int>("sipedge.odd").Add(1, new KeyValuePair<string, object?>("trunk", "a\"b\\c\nd"));

        Assert.Equal(1, PrometheusReader.Read(_metrics.Scrape()).Samples["sipedge_odd_total{trunk=\"a\\\"b\\\\c\\nd\"}"]);
    }

    [Fact]
    public void Recording_a_known_series_allocates_nothing()
    {
        var counter = _meter.CreateCounter<long>("sipedge.hot");
        var histogram = _meter.CreateHistogram<double>("sipedge.hot.duration", "s");
        var transport = new KeyValuePair<string, object?>("network.transport", "udp");
        counter.Add(1, transport);
        histogram.Record(0.1, transport);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            counter.Add(1, transport);
            histogram.Record(0.1, transport);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Too_many_sets_of_tags_are_counted_together()
    {
        var counter = _meter.CreateCounter<long>("sipedge.wild");
        for (var i = 0; i < MetricFamily.MaxSeries + 5; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("n", i));
        }

        var read = PrometheusReader.Read(_metrics.Scrape());
        Assert.Equal(MetricFamily.MaxSeries + 1, read.Samples.Count);
        Assert.Equal(5, read.Samples["sipedge_wild_total{otel_metric_overflow=\"true\"}"]);
    }

    [Fact]
    public void Adding_from_many_threads_loses_nothing()
    {
        var counter = _meter.CreateCounter<long>("sipedge.busy");
        Parallel.For(0, 8, t =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("t", t & 1));
            }
        });

        Assert.Equal(80_000, PrometheusReader.Read(_metrics.Scrape()).Samples.Values.Sum());
    }

    [Fact]
    public void The_runtimes_own_metrics_are_valid_text_too()
    {
        using var runtime = new MetricsListener(MetricsListener.IsOfEdge);

        var read = PrometheusReader.Read(runtime.Scrape());

        Assert.Contains("dotnet_gc_pause_time_seconds_total", read.Names());
    }
}
