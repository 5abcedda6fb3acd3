using System.Diagnostics.Metrics;

namespace SipEdge.Telemetry;

public enum MetricKind : byte { Counter, Gauge, Histogram }

/// <summary>
/// Every series of one metric name. Found and updated without a lock and without allocating, because loops record here;
/// only a set of tags that was never seen before takes the lock.
/// </summary>
public sealed class MetricFamily
{
    /// <summary>More sets of tags than this are counted together, so that a mistake in a tag cannot eat the memory.</summary>
    public const int MaxSeries = 2000;

    private readonly Lock _growing = new();
    private readonly MetricSeries?[] _buckets = new MetricSeries?[256];
    private readonly double[] _bounds;
    private MetricSeries? _overflow;
    private int _count;

    public MetricFamily(Instrument instrument, MetricKind kind, double[] bounds)
    {
        Kind = kind;
        Name = PrometheusName.Of(instrument.Name, instrument.Unit, kind);
        Description = instrument.Description ?? string.Empty;
        Observed = instrument.IsObservable;
        _bounds = bounds;
    }

    public string Name { get; }

    public string Description { get; }

    public MetricKind Kind { get; }

    /// <summary>Whether values are read at each scrape and not added up over time.</summary>
    public bool Observed { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Find(tags) ?? Grow(tags);
        if (Kind == MetricKind.Histogram)
        {
            series.Observe(value, _bounds);
        }
        else
        {
            series.Add(value);
        }
    }

    /// <summary>Called before observable instruments are read: what is not reported this time is not written.</summary>
    public void BeginObservation()
    {
        foreach (var series in Series())
        {
            series.Reset();
        }
    }

    public IReadOnlyList<double> Bounds => _bounds;

    public IEnumerable<MetricSeries> Series()
    {
        foreach (var head in _buckets)
        {
            for (var series = head; series is not null; series = series.Next)
            {
                yield return series;
            }
        }

        if (_overflow is { } overflow)
        {
            yield return overflow;
        }
    }

    private static int Hash(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = default(HashCode);
        foreach (var (key, value) in tags)
        {
            hash.Add(key);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = Hash(tags);
        for (var series = Volatile.Read(ref _buckets[hash & 255]); series is not null; series = series.Next)
        {
            if (series.Hash == hash && series.Has(tags))
            {
                return series;
            }
        }

        return null;
    }

    private MetricSeries Grow(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_growing)
        {
            if (Find(tags) is { } raced)
            {
                return raced;
            }

            if (_count >= MaxSeries)
            {
                return _overflow ??= new MetricSeries(0, [new("otel_metric_overflow", "true")], _bounds.Length, next: null);
            }

            _count++;
            var hash = Hash(tags);
            var series = new MetricSeries(hash, tags.ToArray(), _bounds.Length, _buckets[hash & 255]);
            Volatile.Write(ref _buckets[hash & 255], series);
            return series;
        }
    }
}
