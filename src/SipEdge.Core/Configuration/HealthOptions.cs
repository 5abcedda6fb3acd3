using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>How a trunk's gateways are asked whether they are there: by OPTIONS, again and again.</summary>
public sealed record HealthOptions
{
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much earlier or later than that. Not given: a tenth of <see cref="Interval"/>.</summary>
    public TimeSpan? Jitter { get; init; }

    /// <summary>Five sendings over UDP.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Statuses that count as being there. None: every one but 408 and 503.</summary>
    public ImmutableArray<int> Success { get; init; } = [];

    /// <summary>Failures one after the other.</summary>
    public int DownAfter { get; init; } = 3;

    /// <summary>Successes one after the other.</summary>
    public int UpAfter { get; init; } = 2;
}
