namespace SipEdge.Sip.Transport;

internal enum FirstByteKind : byte
{
    /// <summary>May be SIP: the parser will tell.</summary>
    Message,

    /// <summary>Line breaks, spaces or NULs only (RFC 5626 §3.5.1 and what phones send in its place).</summary>
    Keepalive,

    /// <summary>A TLS record that opens a handshake (RFC 8446 §5.1).</summary>
    TlsHandshake,

    /// <summary>No SIP message starts like this.</summary>
    Other,
}

/// <summary>What a peer is about to speak, from the very first byte: a token character or nothing (RFC 3261 §7.1).</summary>
internal static class FirstByte
{
    private const byte TlsHandshakeRecord = 22;

    public static FirstByteKind OfDatagram(ReadOnlySpan<byte> datagram)
    {
        if (datagram.IsEmpty)
        {
            return FirstByteKind.Keepalive;
        }

        var kind = Of(datagram[0]);
        if (kind == FirstByteKind.Keepalive && datagram.ContainsAnyExcept("\r\n \0"u8))
        {
            // Line breaks before a message are allowed (RFC 3261 §7.5); a NUL starts something else, such as STUN.
            return datagram[0] == 0 ? FirstByteKind.Other : FirstByteKind.Message;
        }

        return kind;
    }

    public static FirstByteKind Of(byte first) => first switch
    {
        TlsHandshakeRecord => FirstByteKind.TlsHandshake,
        (byte)'\r' or (byte)'\n' or (byte)' ' or 0 => FirstByteKind.Keepalive,
        > 0x20 and < 0x7F => FirstByteKind.Message,
        _ => FirstByteKind.Other,
    };
}
