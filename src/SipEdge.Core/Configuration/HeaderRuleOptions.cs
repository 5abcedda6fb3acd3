namespace SipEdge.Core.Configuration;

/// <summary>One header by name: set to a value, copied though no list allows it, or removed. Exactly one of the three.</summary>
public sealed record HeaderRuleOptions
{
    public HeaderRuleDirection Direction { get; init; } = HeaderRuleDirection.Towards;

    public string? Set { get; init; }

    /// <summary>With <see cref="Set"/>.</summary>
    public string? Value { get; init; }

    public string? Copy { get; init; }

    public string? Remove { get; init; }
}
