namespace SipEdge.Core.Configuration;

/// <summary>One trunk of a group.</summary>
public sealed record GroupMemberOptions
{
    public required string Trunk { get; init; }

    /// <summary>Lower is tried first.</summary>
    public int Priority { get; init; }

    /// <summary>Its share of the calls among members of its priority. 0: after those that have one, in the order written.</summary>
    public int Weight { get; init; }
}
