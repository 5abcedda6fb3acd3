using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Configuration;

/// <summary>A header rule, resolved. Immutable after construction.</summary>
public sealed class HeaderRule
{
    public required HeaderRuleAction Action { get; init; }

    public required byte[] Name { get; init; }

    /// <summary>Of <see cref="Name"/>; other when the edge does not know it.</summary>
    public required HeaderId Id { get; init; }

    /// <summary>The whole header line of a rule that sets; else empty.</summary>
    public required byte[] SetLine { get; init; }

    public bool Names(HeaderId id, ReadOnlySpan<byte> name) =>
        Id == HeaderId.Other ? Ascii.EqualsIgnoreCase(Name, name) : Id == id;
}
