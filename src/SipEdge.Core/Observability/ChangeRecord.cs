namespace SipEdge.Core.Observability;

/// <summary>One line for one change of what is in force: who, when, and what changed. Nothing secret is in it.</summary>
public sealed record ChangeRecord
{
    public required DateTimeOffset Time { get; init; }

    /// <summary>"reload" or "end_calls".</summary>
    public required string Event { get; init; }

    /// <summary>"uid 1000 (alice)", or "signal".</summary>
    public required string By { get; init; }

    public string? File { get; init; }

    /// <summary>False: refused, and what was in force stays.</summary>
    public required bool Applied { get; init; }

    /// <summary>Of the file against the one that was in force, in the unified form.</summary>
    public string? Diff { get; init; }

    /// <summary>Whose calls were ended.</summary>
    public string? Trunk { get; init; }

    public int? Calls { get; init; }
}
