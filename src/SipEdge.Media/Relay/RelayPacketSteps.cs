using SipEdge.Interop;
using SipEdge.Media.Rtp;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Relay;

/// <summary>
/// What happens to a batch of datagrams, in order: source, header, authentication and decryption, address learning and
/// counts, encryption, sending. Each step goes over the whole batch, so that SRTP can work on many packets at once.
/// </summary>
internal sealed unsafe class RelayPacketSteps(
    PacketBatch batch,
    Action<MediaEventKind, MediaStream> raise,
    OwnPorts own)
{
    public void Relay(long now)
    {
        Screen(now);
        Unprotect();
        Accept(now);
        Protect();
        Send();
    }

    /// <summary>Drops what comes from strangers and what is not RTP (RTCP); queues SRTP for authentication.</summary>
    private void Screen(long now)
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
                stream.Counters.RejectedEarly++;
                continue;
            }

            packet.Verdict = packet.Rtcp
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
            if (!packet.Rtcp && stream.Receive is { } context)
            {
                packet.Srtp = srtp.Count;
                srtp.Add(context, packet.Data, packet.Length);
            }
        }
    }

    private static bool HasHeader(ref RelayPacket packet)
    {
        var data = new ReadOnlySpan<byte>(packet.Data, packet.Length);
        return packet.Rtcp
            ? RtcpCompound.CheckFirst(data) == RtpStatus.Valid
            : RtpHeader.Parse(data, out packet.Header) == RtpStatus.Valid;
    }

    private void Unprotect()
    {
        batch.Srtp.Unprotect();
        foreach (ref var packet in batch.Packets)
        {
            if (!packet.Alive || packet.From.Receive is not { } context)
            {
                continue;
            }

            var status = packet.Srtp >= 0
                ? batch.Srtp.Result(packet.Srtp, out packet.Length)
                : context.UnprotectRtcp(new Span<byte>(packet.Data, packet.Length), out packet.Length);
            if (status == SrtpStatus.Ok)
            {
                continue;
            }

            packet.Alive = false;
            ref var counters = ref packet.From.Counters;
            switch (status)
            {
                case SrtpStatus.Replayed:
                    counters.RejectedReplayed++;
                    break;
                case SrtpStatus.BadAuthentication:
                    counters.RejectedBadAuth++;
                    break;
                default:
                    counters.RejectedNotRtp++;
                    break;
            }
        }
    }

    /// <summary>From here on a packet is believed: it may move the address, and it counts.</summary>
    private void Accept(long now)
    {
        foreach (ref var packet in batch.Packets)
        {
            if (!packet.Alive)
            {
                continue;
            }

            var data = new ReadOnlySpan<byte>(packet.Data, packet.Length);
            var valid = packet.Rtcp
                ? RtcpCompound.Check(data) == RtpStatus.Valid
                : RtpHeader.CheckPadding(data, packet.Header.Length) == RtpStatus.Valid;
            if (!valid)
            {
                packet.Alive = false;
                packet.From.Counters.RejectedNotRtp++;
            }
            else if (packet.Rtcp)
            {
                AcceptRtcp(ref packet, now);
            }
            else
            {
                AcceptRtp(ref packet, now);
            }
        }
    }

    private void AcceptRtp(ref RelayPacket packet, long now)
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

        // An old packet that was held back proves where the peer was, not where it is.
        var moved = (!secure || !stream.Sequence.IsBehind(packet.Header))
            && stream.RtpLatch.Heard(packet.Source, secure, now);
        if (moved)
        {
            stream.RetargetRtp();
            raise(MediaEventKind.Latched, stream);
        }

        ref var counters = ref stream.Counters;
        counters.PacketsReceived++;
        counters.BytesReceived += packet.Length;
        stream.PayloadType = packet.Header.PayloadType;
        stream.Sequence.Add(packet.Header, (uint)((UInt128)now * (uint)stream.ClockRate / 1_000_000_000));
        if (!stream.Heard)
        {
            stream.Heard = true;
            raise(MediaEventKind.FirstPacket, stream);
        }

        KeepIfWanted(ref packet, stream.Target is { RtpTargetLength: > 0 });
    }

    private static void AcceptRtcp(ref RelayPacket packet, long now)
    {
        var stream = packet.From;
        if (stream.RtcpLatch.Heard(packet.Source, stream.Receive is not null, now))
        {
            stream.RetargetRtcp();
        }

        stream.Counters.RtcpReceived++;
        KeepIfWanted(ref packet, stream.Target is { RtcpTargetLength: > 0 });
    }

    private static void KeepIfWanted(ref RelayPacket packet, bool wanted)
    {
        if (!wanted)
        {
            packet.Alive = false;
            packet.From.Counters.DroppedNoDestination++;
        }
    }

    private void Protect()
    {
        var srtp = batch.Srtp;
        srtp.Clear();
        foreach (ref var packet in batch.Packets)
        {
            packet.Srtp = -1;
            if (!packet.Alive || packet.From.Target!.Send is not { } context)
            {
                continue;
            }

            if (!packet.Rtcp)
            {
                packet.Srtp = srtp.Count;
                srtp.Add(context, packet.Data, packet.Length);
                continue;
            }

            var room = new Span<byte>(packet.Data, packet.Length + SrtpContext.RtcpOverhead);
            if (context.ProtectRtcp(room, packet.Length, out packet.Length) != SrtpStatus.Ok)
            {
                packet.Alive = false;
                packet.From.Target.Counters.SendFailed++;
            }
        }

        srtp.Protect();
    }

    private void Send()
    {
        foreach (ref var packet in batch.Packets)
        {
            if (!packet.Alive)
            {
                continue;
            }

            var stream = packet.From.Target!;
            ref var counters = ref stream.Counters;
            if (packet.Srtp >= 0 && batch.Srtp.Result(packet.Srtp, out packet.Length) != SrtpStatus.Ok)
            {
                counters.SendFailed++;
                continue;
            }

            *batch.Address = packet.Rtcp ? stream.RtcpTarget : stream.RtpTarget;
            var sent = Libc.SendTo(
                packet.Rtcp ? stream.Port.RtcpSocket : stream.Port.RtpSocket,
                packet.Data,
                packet.Length,
                0,
                batch.Address,
                packet.Rtcp ? stream.RtcpTargetLength : stream.RtpTargetLength);
            if (sent < 0)
            {
                counters.SendFailed++;
            }
            else if (packet.Rtcp)
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
