namespace SipEdge.Core.Configuration;

/// <summary>One JSON line per call and per refused attempt.</summary>
public sealed record RecordOptions
{
    /// <summary>File to append to. Not given: records go to the log.</summary>
    public string? Path { get; init; }
}
