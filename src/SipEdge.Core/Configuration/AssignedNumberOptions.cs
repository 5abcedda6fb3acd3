using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Numbers that are ours, and who gets their calls.</summary>
public sealed record AssignedNumberOptions
{
    /// <summary>Numbers, beginnings and ranges. Of several that cover a number the innermost counts.</summary>
    public ImmutableArray<string> Numbers { get; init; } = [];

    /// <summary>Leading characters to drop before prepend, as of a number of which the PBX wants the extension.</summary>
    public int Strip { get; init; }

    public string Prepend { get; init; } = string.Empty;

    /// <summary>A trunk, or <c>echo</c>.</summary>
    public required string To { get; init; }
}
