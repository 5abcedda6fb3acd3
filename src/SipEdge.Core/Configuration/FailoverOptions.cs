using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>When another address is tried.</summary>
public sealed record FailoverOptions
{
    /// <summary>
    /// Server trouble and silence say that this one cannot. A 4xx or 6xx is an answer about the called user: asking elsewhere would
    /// ring a telephone that has just declined.
    /// </summary>
    public static ImmutableArray<int> UsualRetry { get; } = [408, 500, 502, 503, 504];

    /// <summary>Statuses after which the next one is tried.</summary>
    public ImmutableArray<int> Retry { get; init; } = UsualRetry;

    /// <summary>Statuses of <see cref="Retry"/> after which it is not.</summary>
    public ImmutableArray<int> Stop { get; init; } = [];

    /// <summary>No provisional response in this time: the next one, where there is one.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>It rings and nobody answers: the next one. Not given: until <see cref="OverallTimeout"/>.</summary>
    public TimeSpan? RingTimeout { get; init; }

    /// <summary>For all attempts together. Not given: calls.ring_timeout.</summary>
    public TimeSpan? OverallTimeout { get; init; }

    /// <summary>How long an address that did not answer is left alone.</summary>
    public TimeSpan Memory { get; init; } = TimeSpan.FromSeconds(30);
}
