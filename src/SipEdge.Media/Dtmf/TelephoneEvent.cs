using System.Buffers.Binary;

namespace SipEdge.Media.Dtmf;

/// <summary>
/// The payload of an RFC 4733 §2.3 packet: an event, how long it has lasted so far in units of the RTP clock, and whether it
/// is over.
/// </summary>
public readonly record struct TelephoneEvent(byte Code, bool End, byte Volume, ushort Duration)
{
    public const int Length = 4;

    /// <summary>Power of the tone in dBm0 with the sign left out (§2.3.4): what phones send.</summary>
    public const byte UsualVolume = 10;

    public const byte HighestDigit = (byte)DtmfDigit.Flash;

    private const byte EndBit = 0x80;
    private const byte VolumeBits = 0x3F;

    public bool IsDigit => Code <= HighestDigit;

    /// <summary>False when there are fewer than four bytes. The reserved bit is ignored, as §2.3.3 asks.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out TelephoneEvent telephoneEvent)
    {
        telephoneEvent = default;
        if (payload.Length < Length)
        {
            return false;
        }

        telephoneEvent = new TelephoneEvent(
            payload[0],
            (payload[1] & EndBit) != 0,
            (byte)(payload[1] & VolumeBits),
            BinaryPrimitives.ReadUInt16BigEndian(payload[2..]));
        return true;
    }

    /// <summary>Writes four bytes; there must be room.</summary>
    public void Write(Span<byte> payload)
    {
        payload[0] = Code;
        payload[1] = (byte)((End ? EndBit : 0) | (Volume & VolumeBits));
        BinaryPrimitives.WriteUInt16BigEndian(payload[2..], Duration);
    }
}
