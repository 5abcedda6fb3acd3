namespace SipEdge.Sip.Messages;

/// <summary>
/// Where one header line lies in its message. The value is trimmed; a folded value keeps its raw bytes, line breaks
/// included, and is unfolded when it is written onwards.
/// </summary>
public readonly struct HeaderSlot
{
    // 16 bytes, because a stack holds MaxHeaders of them.
    private readonly ushort _nameLength;

    internal HeaderSlot(HeaderId id, bool folded, int nameOffset, int nameLength, int valueOffset, int valueLength)
    {
        Id = id;
        IsFolded = folded;
        NameOffset = nameOffset;
        _nameLength = (ushort)nameLength;
        ValueOffset = valueOffset;
        ValueLength = valueLength;
    }

    public HeaderId Id { get; }

    public bool IsFolded { get; }

    public int NameOffset { get; }

    public int NameLength => _nameLength;

    public int ValueOffset { get; }

    public int ValueLength { get; }
}
