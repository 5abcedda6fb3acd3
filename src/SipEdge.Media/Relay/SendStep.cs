using SipEdge.Interop;

namespace SipEdge.Media.Relay;

/// <summary>Gives the packets that are still alive to the kernel, and counts them. Knows sockets and addresses only.</summary>
internal static unsafe class SendStep
{
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
