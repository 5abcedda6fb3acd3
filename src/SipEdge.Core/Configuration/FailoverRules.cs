namespace SipEdge.Core.Configuration;

/// <summary>When another address is tried, ready to be asked. Immutable after construction.</summary>
public sealed class FailoverRules
{
    private readonly bool[] _retry = new bool[700];

    public FailoverRules(FailoverOptions options, CallOptions calls, ConfigLine line)
    {
        foreach (var status in options.Retry)
        {
            _retry[status] = true;
        }
        foreach (var status in options.Stop)
        {
            _retry[status] = false;
        }
        AttemptTimeoutMs = (long)options.AttemptTimeout.TotalMilliseconds;
        RingTimeoutMs = options.RingTimeout is { } ring ? (long)ring.TotalMilliseconds : long.MaxValue;
        OverallTimeoutMs = (long)(options.OverallTimeout ?? calls.RingTimeout).TotalMilliseconds;
        MemoryMs = (long)options.Memory.TotalMilliseconds;
        Line = line;
    }

    public static FailoverRules Default { get; } = new(new FailoverOptions(), new CallOptions(), ConfigLine.None);

    public long AttemptTimeoutMs { get; }

    /// <summary><see cref="long.MaxValue"/>: none of its own.</summary>
    public long RingTimeoutMs { get; }

    public long OverallTimeoutMs { get; }

    public long MemoryMs { get; }

    public ConfigLine Line { get; }

    public bool Retries(int status) => (uint)status < (uint)_retry.Length && _retry[status];
}
