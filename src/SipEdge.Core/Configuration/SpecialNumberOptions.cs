using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>What the whole edge knows of numbers: those that are never rewritten, and those that are ours.</summary>
public sealed record SpecialNumberOptions
{
    /// <summary>Dialled as they are everywhere.</summary>
    public ImmutableArray<string> ShortCodes { get; init; } = [];

    /// <summary>Also placed when the edge is full or drains. Not a way in: the caller is identified as for every call.</summary>
    public ImmutableArray<string> Emergency { get; init; } = [];

    /// <summary>The number table: what a route with <see cref="RouteOptions.Numbers"/> looks up.</summary>
    public ImmutableArray<AssignedNumberOptions> Assigned { get; init; } = [];
}
