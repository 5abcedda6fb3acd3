namespace SipEdge.Core.Observability;

/// <summary>
/// One line about a source that is limited, banned or, being known, only talked of. Never one for each of its messages:
/// docs/records.md says how often.
/// </summary>
public sealed record AbuseRecord
{
    public required DateTimeOffset Time { get; init; }

    /// <summary>"ban_begun", "ban_ended", "rate_limited" or "known_source_misbehaves".</summary>
    public required string Event { get; init; }

    /// <summary>An address or network; "others" for the sources there was no room to tell apart.</summary>
    public required string Source { get; init; }

    /// <summary>The stable reason code (docs/reason-codes.md).</summary>
    public required string Reason { get; init; }

    public string? Transport { get; init; }
    public string? Trunk { get; init; }
    public DateTimeOffset? Until { get; init; }

    /// <summary>Failures that led to it.</summary>
    public int? Evidence { get; init; }

    /// <summary>Messages and connections turned away since it began, or in the minute.</summary>
    public long? Dropped { get; init; }

    /// <summary>A ban made by hand: what its maker said.</summary>
    public string? Note { get; init; }

    /// <summary>The configuration line that knows the source, as file:line.</summary>
    public string? KnownBy { get; init; }
}
