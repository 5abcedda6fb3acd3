namespace SipEdge.Core.Configuration;

/// <summary>Which numbers a caller may show as its own: <c>any</c>, <c>owned</c>, or <c>{ force: number }</c>.</summary>
public sealed record CallerIdOptions
{
    public CallerIdMode Mode { get; init; }

    /// <summary>What every call leaves with. Given with <see cref="CallerIdMode.Force"/> only.</summary>
    public string? Number { get; init; }
}
