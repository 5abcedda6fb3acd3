
namespace SipEdge.Core.Observability;

/// <summary>
/// One line for one attempt that was not let in or could not be placed. Challenges are not refusals and have no line.
/// </summary>
public sealed record RefusalRecord
{
    /// <summary>The edge's own name for the attempt; the To tag of the answer, when there was one.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset Time { get; init; }
    public required string Method { get; init; }

    /// <summary>0 when nothing was answered.</summary>
    public required int Status { get; init; }

    public required string Reason { get; init; }
    public required string Transport { get; init; }
    public required string Source { get; init; }
    public required string Called { get; init; }
    public required string From { get; init; }
    public required string CallId { get; init; }
    public string? Domain { get; init; }
    public string? Trunk { get; init; }

    /// <summary>What a rename of the trunk leaves as it is.</summary>
    public string? TrunkId { get; init; }

    /// <summary>The configuration line that decided, as file:line; null where a default did.</summary>
    public string? DecidedBy { get; init; }
}
