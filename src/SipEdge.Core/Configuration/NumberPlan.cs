namespace SipEdge.Core.Configuration;

/// <summary>How a trunk writes telephone numbers, as the bytes that go on the wire. Immutable after construction.</summary>
public sealed class NumberPlan
{
    /// <summary>
    /// Nothing is read and nothing rewritten: a trunk that says nothing about numbers, a caller without a trunk.
    /// </summary>
    public static NumberPlan Default { get; } = new();

    /// <summary>Empty: not known, so that no number is a national one.</summary>
    public byte[] Country { get; init; } = [];

    public byte[] NationalPrefix { get; init; } = [];

    public byte[] InternationalPrefix { get; init; } = [];

    public byte[] TechPrefix { get; init; } = [];

    public byte[]? DefaultNumber { get; init; }

    public NumberFormatOptions Out { get; init; } = new();

    public NumberFormatOptions In { get; init; } = new();

    /// <summary>The edge's, the same for every trunk.</summary>
    public SpecialNumbers Special { get; init; } = SpecialNumbers.None;

    public ConfigLine Line { get; init; }
}
