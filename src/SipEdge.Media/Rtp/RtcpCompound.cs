using System.Buffers.Binary;

namespace SipEdge.Media.Rtp;

/// <summary>Checks a datagram as a compound of RTCP packets (RFC 3550 §6.1, A.2).</summary>
public static class RtcpCompound
{
    /// <summary>Header and sender's SSRC: what stays in the clear in SRTCP.</summary>
    public const int MinLength = 8;

    /// <summary>
    /// Looks at the first packet only, which is all that can be seen of SRTCP. Deviates: RFC 3550 wants SR or RR first;
    /// reduced-size RTCP (RFC 5506) and devices that send a lone BYE or APP are let through, so any of 200-207 will do.
    /// </summary>
    public static RtpStatus CheckFirst(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < MinLength)
        {
            return RtpStatus.TooShort;
        }

        if (packet[0] >> 6 != 2)
        {
            return RtpStatus.BadVersion;
        }

        return packet[1] is >= 200 and <= 207 ? RtpStatus.Valid : RtpStatus.WrongKind;
    }

    /// <summary>Checks every packet of a compound in the clear: version, padding only on the last, lengths that add up.</summary>
    public static RtpStatus Check(ReadOnlySpan<byte> compound)
    {
        var status = CheckFirst(compound);
        if (status != RtpStatus.Valid)
        {
            return status;
        }

        while (!compound.IsEmpty)
        {
            if (compound.Length < 4 || compound[0] >> 6 != 2)
            {
                return RtpStatus.BadCompound;
            }

            var length = 4 * (1 + BinaryPrimitives.ReadUInt16BigEndian(compound[2..]));
            if (length > compound.Length)
            {
                return RtpStatus.BadCompound;
            }

            var padded = (compound[0] & 0x20) != 0;
            var last = length == compound.Length;
            if (padded && (!last || compound[^1] is 0 || (compound[^1] & 3) != 0 || compound[^1] > length - 4))
            {
                return RtpStatus.BadPadding;
            }

            compound = compound[length..];
        }

        return RtpStatus.Valid;
    }

    /// <summary>SSRC of the sender of the first packet.</summary>
    public static uint SenderSsrc(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
}
