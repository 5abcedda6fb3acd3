using SipEdge.Interop;

namespace SipEdge.Media.Relay;

/// <summary>Gives the packets that are still alive to the kernel, and counts them. Knows sockets and addresses only.</summary>
internal static unsafe class SendStep
{
    /// <summary>Sends what is no media, from the RTP port. <paramref name="address"/>: room for the kernel's form.</summary>
    public static void Answer(
        MediaStream stream, ReadOnlySpan<byte> datagram, MediaEndpoint target, SocketAddress* address)
    {
        var family = stream.Port.Family;
        if (target.IsIpv4 != (family == Libc.AfInet))
        {
            stream.Counters.SendFailed++;
            return;
        }

        *address = SocketAddress.Create(family, target.Address, target.Port);
        fixed (byte* start = datagram)
        {
            if (Libc.SendTo(stream.Port.RtpSocket, start, datagram.Length, 0, address, address->Length) < 0)
            {
                stream.Counters.SendFailed++;
            }
        }
    }

    public static void Run(PacketBatch batch)
    {
        foreach (ref var packet in batch.Packets)
        {
            if (!packet.Alive)
            {
                continue;
            }

            var stream = packet.From.Target!;
            ref var counters = ref stream.Counters;
            var rtcp = packet.Kind == PacketKind.Rtcp;
            *batch.Address = rtcp ? stream.RtcpTarget : stream.RtpTarget;
            var sent = Libc.SendTo(
                rtcp ? stream.RtcpSocket : stream.Port.RtpSocket,
                packet.Data,
                packet.Length,
                0,
                batch.Address,
                rtcp ? stream.RtcpTargetLength : stream.RtpTargetLength);
            if (sent < 0)
            {
                counters.SendFailed++;
            }
            else if (rtcp)
            {
                counters.RtcpSent++;
            }
            else
            {
                counters.PacketsSent++;
                counters.BytesSent += packet.Length;
            }
        }
    }
}
