using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>How often a gateway is asked and what its answers mean. Immutable after construction.</summary>
public sealed class HealthRules(HealthOptions options, ConfigLine line)
{
    private readonly ImmutableArray<int> _success = options.Success;

    public long IntervalMs { get; } = (long)options.Interval.TotalMilliseconds;

    public long JitterMs { get; } = (long)(options.Jitter ?? (options.Interval / 10)).TotalMilliseconds;

    public long TimeoutMs { get; } = (long)options.Timeout.TotalMilliseconds;

    public int DownAfter => options.DownAfter;

    public int UpAfter => options.UpAfter;

    public ConfigLine Line => line;

    /// <summary>Whether a final response says that the gateway can take calls: as a rule it does, whatever it is about.</summary>
    public bool IsSuccess(int status) => _success.IsEmpty ? status is not (408 or 503) : _success.Contains(status);
}
