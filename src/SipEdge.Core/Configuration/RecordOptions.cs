namespace SipEdge.Core.Configuration;

/// <summary>One JSON line per call and per refused attempt.</summary>
public sealed record RecordOptions
{
    /// <summary>File to append to. Not given: records go to the log.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// Attempts whose messages are kept in memory for <c>sipedge explain --attempt</c>, about 2 kB each; half of them of callers
    /// that were let in. 0: none.
    /// </summary>
    public int RecentAttempts { get; init; } = 2_000;
}
