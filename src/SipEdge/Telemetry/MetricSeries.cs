namespace SipEdge.Telemetry;

/// <summary>The value of one metric for one set of tags. Any thread adds; the scrape reads a slightly old number.</summary>
public sealed class MetricSeries(int hash, KeyValuePair<string, object?>[] tags, int bounds, MetricSeries? next)
{
    private readonly long[] _counts = bounds == 0 ? [] : new long[bounds + 1];
    private double _value;
    private bool _touched;

    public int Hash => hash;

    public MetricSeries? Next => next;

    public IReadOnlyList<KeyValuePair<string, object?>> Tags => tags;

    /// <summary>The counter's or gauge's value, or the sum of what a histogram saw.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>False for an observed series that was not reported in this scrape.</summary>
    public bool Touched => Volatile.Read(ref _touched);

    /// <summary>How many values fell into each bucket, not cumulative; the last one is above every bound.</summary>
    public long CountIn(int bucket) => Volatile.Read(ref _counts[bucket]);

    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != tags.Length)
        {
            return false;
        }

        for (var i = 0; i < tags.Length; i++)
        {
            if (!string.Equals(tags[i].Key, others[i].Key, StringComparison.Ordinal) || !Equals(tags[i].Value, others[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    public void Add(double value)
    {
        Accumulate(value);
        Volatile.Write(ref _touched, true);
    }

    public void Observe(double value, double[] upperBounds)
    {
        var bucket = 0;
        while (bucket < upperBounds.Length && value > upperBounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        Add(value);
    }

    public void Reset()
    {
        Volatile.Write(ref _value, 0);
        Volatile.Write(ref _touched, false);
    }

    private void Accumulate(double value)
    {
        var seen = Volatile.Read(ref _value);
        while (true)
        {
            var found = Interlocked.CompareExchange(ref _value, seen + value, seen);
            if (found.Equals(seen))
            {
                return;
            }

            seen = found;
        }
    }
}
