using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SipEdge.Telemetry;

/// <summary>
/// Listens to the instruments of SipEdge and of the runtime and keeps their values for the Prometheus scrape. The same
/// instruments feed OTLP; this is the view for those who scrape.
/// </summary>
public sealed class MetricsListener : IDisposable
{
    // OpenTelemetry's own default boundaries, for an instrument that advises none.
    private static readonly double[] DefaultBounds =
        [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly Func<string, bool> _wanted;
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _scraping = new();

    public MetricsListener(Func<string, bool> wantedMeter)
    {
        _wanted = wantedMeter;
        _listener.InstrumentPublished = Published;
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => Record((double)value, tags, state));
        _listener.Start();
    }

    /// <summary>SipEdge's own meters and the runtime's (collections, pauses, heap, threads).</summary>
    public static bool IsOfEdge(string meter) =>
        meter == "SipEdge" || meter.StartsWith("SipEdge.", StringComparison.Ordinal) || meter == "System.Runtime";

    public string Scrape()
    {
        lock (_scraping)
        {
            foreach (var family in _families.Values)
            {
                if (family.Observed)
                {
                    family.BeginObservation();
                }
            }

            _listener.RecordObservableInstruments();
            return PrometheusText.Write(_families.Values);
        }
    }

    public void Dispose() => _listener.Dispose();

    private static void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        ((MetricFamily)state!).Record(value, tags);

    private static MetricKind Kind(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        if (type == typeof(Histogram<>))
        {
            return MetricKind.Histogram;
        }

        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter : MetricKind.Gauge;
    }

    private static double[] Bounds(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } advised } => [.. advised],
        Histogram<long> { Advice.HistogramBucketBoundaries: { Count: > 0 } advised } => [.. advised.Select(static b =>
        (double)b)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { Count: > 0 } advised } => [.. advised.Select(static b => (double)b)],
        _ => DefaultBounds,
    };

    private void Published(Instrument instrument, MeterListener listener)
    {
        if (!_wanted(instrument.Meter.Name))
        {
            return;
        }

        // One family for instruments of the same name (one meter per loop, say): their values add up.
        var kind = Kind(instrument);
        var created = new MetricFamily(instrument, kind, kind == MetricKind.Histogram ? Bounds(instrument) : []);
        listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(created.Name, created));
    }
}
