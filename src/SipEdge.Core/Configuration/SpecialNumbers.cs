namespace SipEdge.Core.Configuration;

/// <summary>Short codes and emergency numbers. Immutable after construction.</summary>
public sealed class SpecialNumbers
{
    public static SpecialNumbers None { get; } = new() { ShortCodes = NumberSet.Empty, Emergency = NumberSet.Empty };

    public required NumberSet ShortCodes { get; init; }

    public required NumberSet Emergency { get; init; }

    public ConfigLine Line { get; init; }

    /// <param name="number">As it was dialled, without separators and parameters.</param>
    public NumberKind KindOf(ReadOnlySpan<byte> number) =>
        Emergency.Contains(number) ? NumberKind.Emergency
        : ShortCodes.Contains(number) ? NumberKind.ShortCode
        : NumberKind.Ordinary;
}
