using System.Buffers.Binary;

namespace SipEdge.Media.Rtp;

/// <summary>The fixed header of an RTP packet and where its payload begins (RFC 3550 §5.1, §5.3.1).</summary>
public readonly record struct RtpHeader(
    byte PayloadType,
    bool Marker,
    ushort Sequence,
    uint Timestamp,
    uint Ssrc,
    int Length)
{
    public const int MinLength = 12;

    private const int PaddingBit = 0x20;
    private const int ExtensionBit = 0x10;

    /// <summary>
    /// Reads and checks the header. Works on SRTP too, whose header is in the clear; padding is not, so
    /// <see cref="CheckPadding"/> comes after decryption.
    /// </summary>
    public static RtpStatus Parse(ReadOnlySpan<byte> packet, out RtpHeader header)
    {
        header = default;
        if (packet.Length < MinLength)
        {
            return RtpStatus.TooShort;
        }

        var first = packet[0];
        if (first >> 6 != 2)
        {
            return RtpStatus.BadVersion;
        }

        // 72-76 with the marker bit are SR, RR, SDES, BYE, APP; 77-79 are the later kinds (RFC 5761 §4).
        var second = packet[1];
        if (second is >= 200 and <= 207)
        {
            return RtpStatus.WrongKind;
        }

        var length = MinLength + (4 * (first & 0x0F));
        if (length > packet.Length)
        {
            return RtpStatus.BadSources;
        }

        if ((first & ExtensionBit) != 0)
        {
            if (length + 4 > packet.Length)
            {
                return RtpStatus.BadExtension;
            }

            length += 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(packet[(length + 2)..]));
            if (length > packet.Length)
            {
                return RtpStatus.BadExtension;
            }
        }

        header = new RtpHeader(
            (byte)(second & 0x7F),
            (second & 0x80) != 0,
            BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[8..]),
            length);
        return RtpStatus.Valid;
    }

    /// <summary>Checks the padding of a packet in the clear against its own count.</summary>
    public static RtpStatus CheckPadding(ReadOnlySpan<byte> packet, int headerLength)
    {
        if ((packet[0] & PaddingBit) == 0)
        {
            return RtpStatus.Valid;
        }

        var padding = packet[^1];
        return padding != 0 && padding <= packet.Length - headerLength ? RtpStatus.Valid : RtpStatus.BadPadding;
    }
}
