using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Numbers that are dialled as they are everywhere, and therefore never rewritten.</summary>
public sealed record SpecialNumberOptions
{
    public ImmutableArray<string> ShortCodes { get; init; } = [];

    /// <summary>Also placed when the edge is full or drains. Not a way in: the caller is identified as for every call.</summary>
    public ImmutableArray<string> Emergency { get; init; } = [];
}
