namespace SipEdge.Core.Observability;

/// <summary>One line for each turn in a phone's life: not for its refreshes, which say nothing new.</summary>
public sealed record PhoneRecord
{
    public required DateTimeOffset Time { get; init; }

    /// <summary>registered, moved, removed, expired, unreachable or refused.</summary>
    public required string Event { get; init; }

    /// <summary>Address of record.</summary>
    public required string Aor { get; init; }

    public required string Transport { get; init; }
    public required string Source { get; init; }
    public string? UserAgent { get; init; }

    /// <summary>What the phone was answered; 0 when it had not asked.</summary>
    public required int Status { get; init; }

    public required string Reason { get; init; }
}
