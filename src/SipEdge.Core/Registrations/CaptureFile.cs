using System.Buffers.Binary;
using System.Text;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Registrations;

/// <summary>
/// Traced messages as a pcapng file (draft-ietf-opsawg-pcapng): raw IP packets, each message whole in one UDP datagram whatever carried
/// it, so that every reader shows it as SIP. What carried it stands in the packet's comment.
/// </summary>
public static class CaptureFile
{
    private const uint SectionHeader = 0x0A0D0D0A;
    private const uint InterfaceDescription = 1;
    private const uint EnhancedPacket = 6;
    private const uint ByteOrderMagic = 0x1A2B3C4D;

    /// <summary>Packets begin with their IP header.</summary>
    private const ushort LinkTypeRaw = 101;

    private const ushort OptionComment = 1;

    public static byte[] Write(IEnumerable<TracedMessage> messages)
    {
        var file = new MemoryStream();
        Block(file, SectionHeader, static body =>
        {
            Put(body, ByteOrderMagic);
            Put(body, 1u); // version 1.0
            Put(body, uint.MaxValue); // length not given
            Put(body, uint.MaxValue);
        });
        Block(file, InterfaceDescription, static body =>
        {
            Put(body, (uint)LinkTypeRaw);
            Put(body, 0u); // no limit
        });
        foreach (var message in messages)
        {
            Block(file, EnhancedPacket, body => Packet(body, message));
        }
        return file.ToArray();
    }

    private static void Packet(Stream body, TracedMessage message)
    {
        var (from, to) = message.Sent ? (message.Local, message.Remote) : (message.Remote, message.Local);
        var packet = message.Remote.IsIpv4 ? Ipv4(from, to, message.Bytes) : Ipv6(from, to, message.Bytes);
        var microseconds = (message.Time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        Put(body, 0u); // of the one interface
        Put(body, (uint)(microseconds >> 32));
        Put(body, (uint)microseconds);
        Put(body, (uint)packet.Length);
        Put(body, (uint)packet.Length);
        Padded(body, packet);
        var comment = Encoding.ASCII.GetBytes($"SipEdge: over {message.Transport.ToString().ToUpperInvariant()}; digest answers are masked");
        Put(body, OptionComment | ((uint)comment.Length << 16));
        Padded(body, comment);
        Put(body, 0u); // end of options
    }

    private static byte[] Ipv4(SocketEndpoint from, SocketEndpoint to, byte[] payload)
    {
        var packet = new byte[20 + 8 + payload.Length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = 17;
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(12), (uint)from.Address);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(16), (uint)to.Address);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), HeaderChecksum(packet.AsSpan(0, 20)));
        Udp(packet.AsSpan(20), from, to, payload);
        return packet;
    }

    private static byte[] Ipv6(SocketEndpoint from, SocketEndpoint to, byte[] payload)
    {
        var packet = new byte[40 + 8 + payload.Length];
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)(8 + payload.Length));
        packet[6] = 17;
        packet[7] = 64;
        BinaryPrimitives.WriteUInt128BigEndian(packet.AsSpan(8), from.Address);
        BinaryPrimitives.WriteUInt128BigEndian(packet.AsSpan(24), to.Address);
        Udp(packet.AsSpan(40), from, to, payload);
        return packet;
    }

    /// <summary>Without a checksum: these bytes were never on a wire in this form.</summary>
    private static void Udp(Span<byte> datagram, SocketEndpoint from, SocketEndpoint to, byte[] payload)
    {
        BinaryPrimitives.WriteUInt16BigEndian(datagram, from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], to.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)(8 + payload.Length));
        payload.CopyTo(datagram[8..]);
    }

    /// <summary>RFC 791 §3.1.</summary>
    private static ushort HeaderChecksum(ReadOnlySpan<byte> header)
    {
        var sum = 0u;
        for (var at = 0; at < header.Length; at += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[at..]);
        }
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~((sum & 0xFFFF) + (sum >> 16));
    }

    private static void Block(Stream file, uint type, Action<Stream> write)
    {
        using var body = new MemoryStream();
        write(body);
        var length = (uint)(body.Length + 12);
        Put(file, type);
        Put(file, length);
        body.WriteTo(file);
        Put(file, length);
    }

    private static void Padded(Stream body, byte[] bytes)
    {
        body.Write(bytes);
        Span<byte> nothing = stackalloc byte[4];
        nothing.Clear();
        body.Write(nothing[..((4 - (bytes.Length % 4)) % 4)]);
    }

    private static void Put(Stream body, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        body.Write(bytes);
    }
}
