using SipEdge.Media.Rtp;

namespace SipEdge.Media.Relay;

/// <summary>
/// Drops what comes from strangers and what is not RTP (RTCP), by address and clear header alone; queues SRTP for
/// authentication.
/// </summary>
internal static unsafe class ScreenStep
{
    public static void Run(PacketBatch batch, OwnPorts own, StreamHandshakes handshakes, long now)
    {
        var srtp = batch.Srtp;
        srtp.Clear();
        foreach (ref var packet in batch.Packets)
        {
            var stream = packet.From;
            packet.Srtp = -1;
            packet.Alive = false;
            if (!stream.Configured)
            {
                handshakes.Keep(packet);
                stream.Counters.RejectedEarly++;
                continue;
            }

            if (stream.Traits != StreamTraits.None)
            {
                Sort(ref packet);
                if (packet.Kind is PacketKind.Stun or PacketKind.Dtls && (stream.Traits & StreamTraits.Negotiated) != 0)
                {
                    handshakes.Take(packet, now);
                    continue;
                }

                if ((stream.Traits & StreamTraits.Keyless) != 0 || IsUnprotected(packet))
                {
                    stream.Counters.RejectedEarly++;
                    continue;
                }
            }

            packet.Verdict = packet.Kind == PacketKind.Rtcp
                ? stream.ClassifyRtcp(packet.Source, now)
                : stream.RtpLatch.Classify(packet.Source, stream.Receive is not null, now);
            if (packet.Verdict == SourceVerdict.Candidate && own.Contains(packet.Source))
            {
                packet.Verdict = SourceVerdict.Stranger;
            }

            if (packet.Verdict == SourceVerdict.Stranger)
            {
                stream.Counters.RejectedStranger++;
                continue;
            }

            if (packet.Length > PacketBatch.MaxPacket || !HasHeader(ref packet))
            {
                stream.Counters.RejectedNotRtp++;
                continue;
            }

            packet.Alive = true;
            if (packet.Kind == PacketKind.Rtp && stream.Receive is { } context)
            {
                packet.Srtp = srtp.Count;
                srtp.Add(context, packet.Data, packet.Length, verifyOnly: stream.IsOpaque);
            }
        }
    }

    /// <summary>Says what a packet of a stream out of the ordinary is.</summary>
    private static void Sort(ref RelayPacket packet)
    {
        var traits = packet.From.Traits;
        if ((traits & StreamTraits.Unread) != 0)
        {
            packet.Kind = packet.Kind == PacketKind.Rtp ? PacketKind.Datagram : PacketKind.Other;
        }
        else if ((traits & (StreamTraits.Mux | StreamTraits.Negotiated)) != 0 && packet.Kind == PacketKind.Rtp)
        {
            var kind = Demultiplexer.Classify(new ReadOnlySpan<byte>(packet.Data, Math.Min(packet.Length, 2)));
            packet.Kind = kind == PacketKind.Rtcp && (traits & StreamTraits.Mux) == 0 ? PacketKind.Rtp : kind;
        }
    }

    /// <summary>Reports on a port of their own have no keys from a handshake on the RTP port.</summary>
    private static bool IsUnprotected(in RelayPacket packet) =>
        packet.Kind == PacketKind.Rtcp && packet.From.Dtls is not null && (packet.From.Traits & StreamTraits.Mux) == 0;

    private static bool HasHeader(ref RelayPacket packet)
    {
        var data = new ReadOnlySpan<byte>(packet.Data, packet.Length);
        return packet.Kind switch
        {
            PacketKind.Rtp => RtpHeader.Parse(data, out packet.Header) == RtpStatus.Valid,
            PacketKind.Rtcp => RtcpCompound.CheckFirst(data) == RtpStatus.Valid,
            PacketKind.Datagram => packet.Length > 0,
            _ => false,
        };
    }
}
