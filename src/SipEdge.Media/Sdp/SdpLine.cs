namespace SipEdge.Media.Sdp;

/// <summary>One line of a description: its type letter and what follows the equals sign (RFC 8866 §5).</summary>
internal readonly ref struct SdpLine(byte type, ReadOnlySpan<byte> value, int end)
{
    public byte Type { get; } = type;

    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>Offset behind the line's end in the text that was enumerated.</summary>
    public int End { get; } = end;

    /// <summary>Is this a=name, or a=name:value? <paramref name="value"/> is then what follows the colon.</summary>
    public bool TryGetAttribute(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (Type != 'a' || !Value.StartsWith(name))
        {
            return false;
        }

        if (Value.Length == name.Length)
        {
            return true;
        }

        if (Value[name.Length] != ':')
        {
            return false;
        }

        value = Value[(name.Length + 1)..];
        return true;
    }
}
