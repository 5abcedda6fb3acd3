using System.Buffers.Binary;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests;

/// <summary>RTP and RTCP packets for tests.</summary>
internal static class TestPackets
{
    /// <summary>A G.711 packet of 20 ms whose payload tells its sequence number.</summary>
    public static byte[] Rtp(uint ssrc, ushort sequence, int payload = 160, byte payloadType = 0)
    {
        var packet = new byte[12 + payload];
        packet[0] = 0x80;
        packet[1] = payloadType;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)(sequence * 160));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
        for (var i = 12; i < packet.Length; i++)
        {
            packet[i] = (byte)((i * 7) + sequence + (sequence >> 8));
        }

        return packet;
    }

    /// <summary>A sender report and a source description, as a phone sends them.</summary>
    public static byte[] SenderReport(uint ssrc, uint packets)
    {
        var compound = new byte[28 + 16];
        compound[0] = 0x80;
        compound[1] = 200;
        compound[3] = 6;
        BinaryPrimitives.WriteUInt32BigEndian(compound.AsSpan(4), ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(compound.AsSpan(20), packets);
        compound[28] = 0x81;
        compound[29] = 202;
        compound[31] = 3;
        BinaryPrimitives.WriteUInt32BigEndian(compound.AsSpan(32), ssrc);
        compound[36] = 1;
        compound[37] = 4;
        "test"u8.CopyTo(compound.AsSpan(38));
        return compound;
    }

    /// <summary>A copy with room behind it for what SRTP adds.</summary>
    public static byte[] WithRoom(byte[] packet)
    {
        var buffer = new byte[packet.Length + SrtpContext.MaxRtcpOverhead];
        packet.CopyTo(buffer, 0);
        return buffer;
    }
}
