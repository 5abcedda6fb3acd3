using SipEdge.Media.Rtp;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Relay;

/// <summary>Encrypts what goes to a side with a key.</summary>
internal static unsafe class ProtectStep
{
    public static void Run(PacketBatch batch, MediaEvents events)
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

            if (packet.Kind == PacketKind.Rtp)
            {
                Pad(ref packet);
                packet.Srtp = srtp.Count;
                srtp.Add(context, packet.Data, packet.Length);
                continue;
            }

            var room = new Span<byte>(packet.Data, packet.Length + SrtpContext.MaxRtcpOverhead);
            Keep(ref packet, context.ProtectRtcp(room, packet.Length, out packet.Length), events);
        }

        if (srtp.Count == 0)
        {
            return;
        }

        srtp.Protect();
        foreach (ref var packet in batch.Packets)
        {
            if (packet.Srtp >= 0)
            {
                Keep(ref packet, srtp.Result(packet.Srtp, out packet.Length), events);
            }
        }
    }

    /// <summary>To the block the side wants, as far as there is room; a packet that cannot be padded goes as it is.</summary>
    private static void Pad(ref RelayPacket packet)
    {
        if (packet.From.Target!.Padding != 0)
        {
            RtpPadding.TryPad(
                new Span<byte>(packet.Data, PacketBatch.MaxPacket),
                packet.Length,
                packet.Header.Length,
                packet.From.Target.Padding,
                out packet.Length);
        }
    }

    private static void Keep(ref RelayPacket packet, SrtpStatus status, MediaEvents events)
    {
        if (status == SrtpStatus.Ok)
        {
            return;
        }

        var target = packet.From.Target!;
        packet.Alive = false;
        target.Counters.SendFailed++;
        if (status == SrtpStatus.KeyExhausted && !target.KeyLimitTold)
        {
            target.KeyLimitTold = true;
            events.Raise(MediaEventKind.KeyLimit, target);
        }
    }
}
