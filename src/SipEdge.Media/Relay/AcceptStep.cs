using SipEdge.Media.Rtp;

namespace SipEdge.Media.Relay;

/// <summary>
/// From here on a packet is believed: it may move the address, it counts, and it is made ready for the other side.
/// </summary>
internal static unsafe class AcceptStep
{
    public static void Run(PacketBatch batch, MediaEvents events, RelayTones tones, long now)
    {
        foreach (ref var packet in batch.Packets)
        {
            if (!packet.Alive)
            {
                continue;
            }

            if (!IsWhole(packet))
            {
                packet.Alive = false;
                packet.From.Counters.RejectedNotRtp++;
            }
            else if (packet.Kind == PacketKind.Rtcp)
            {
                AcceptRtcp(ref packet, now);
            }
            else
            {
                AcceptMedia(ref packet, events, tones, now);
            }
        }
    }

    /// <summary>Checks what encryption had hidden. Of packets that are passed on as they came it still does.</summary>
    private static bool IsWhole(in RelayPacket packet)
    {
        if (packet.From.Traits != StreamTraits.None && (packet.From.IsOpaque || packet.Kind == PacketKind.Datagram))
        {
            return true;
        }

        var data = new ReadOnlySpan<byte>(packet.Data, packet.Length);
        return packet.Kind == PacketKind.Rtcp
            ? RtcpCompound.Check(data) == RtpStatus.Valid
            : RtpHeader.CheckPadding(data, packet.Header.Length) == RtpStatus.Valid;
    }

    private static void AcceptMedia(ref RelayPacket packet, MediaEvents events, RelayTones tones, long now)
    {
        var stream = packet.From;
        var secure = stream.Receive is not null;

        // Classified before the packets ahead of it in this batch were: one of them may have ended the learning.
        if (packet.Verdict == SourceVerdict.Candidate
            && stream.RtpLatch.Classify(packet.Source, secure, now) == SourceVerdict.Stranger)
        {
            packet.Alive = false;
            stream.Counters.RejectedStranger++;
            return;
        }

        if (stream.MayMove(packet.Header) && stream.RtpLatch.Heard(packet.Source, secure, now))
        {
            stream.RetargetRtp();
            events.Raise(stream.Moved ? MediaEventKind.SourceMoved : MediaEventKind.Latched, stream);
            stream.Moved = true;
        }

        ref var counters = ref stream.Counters;
        counters.PacketsReceived++;
        counters.BytesReceived += packet.Length;
        if (packet.Kind == PacketKind.Rtp)
        {
            stream.Quality.AcceptRtp(packet.Header, stream.ClockRate, now);
            stream.Note(packet.Header, now);
        }

        if (stream.Awaited)
        {
            Welcome(stream, events, now);
        }

        stream.Watch.LastPacket = now;
        if ((stream.Traits & StreamTraits.TakeDigits) != 0 && packet.Header.PayloadType == stream.EventPayload)
        {
            packet.Alive = false;
            tones.Hear(ref packet, now);
            return;
        }

        KeepIfWanted(ref packet, stream.Target is { RtpTargetLength: > 0 });
        if (packet.Alive && stream.Traits != StreamTraits.None && !Reshaping.Apply(ref packet))
        {
            KeepIfWanted(ref packet, false);
        }

        if (packet.Alive && (stream.Traits & StreamTraits.Toned) != 0)
        {
            packet.Alive = RelayTones.Pass(ref packet, now);
        }
    }

    private static void AcceptRtcp(ref RelayPacket packet, long now)
    {
        var stream = packet.From;
        if (stream.HearRtcp(packet.Source, now))
        {
            stream.RetargetRtcp();
        }

        stream.Counters.RtcpReceived++;
        if (!stream.IsOpaque)
        {
            stream.Quality.AcceptRtcp(new ReadOnlySpan<byte>(packet.Data, packet.Length), ref stream.Target!.Quality, now);
        }

        KeepIfWanted(
            ref packet,
            stream.Target is { RtcpTargetLength: > 0 } && (stream.Traits & StreamTraits.Apart) == 0);
    }

    /// <summary>Tells the first packet of a side, and the first after a silence that was told.</summary>
    private static void Welcome(MediaStream stream, MediaEvents events, long now)
    {
        stream.Awaited = false;
        if (!stream.Heard)
        {
            stream.Heard = true;
            events.Raise(MediaEventKind.FirstPacket, stream);
        }

        if (stream.Watch.Told)
        {
            events.Raise(MediaEventKind.Resumed, stream, stream.Watch.Resume(now));
        }
    }

    private static void KeepIfWanted(ref RelayPacket packet, bool wanted)
    {
        if (!wanted)
        {
            packet.Alive = false;
            packet.From.Counters.DroppedNoDestination++;
        }
    }
}
