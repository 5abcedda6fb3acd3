using SipEdge.Media.Srtp;

namespace SipEdge.Media.Relay;

/// <summary>Authenticates and decrypts what is secure, and counts what does not hold.</summary>
internal static unsafe class UnprotectStep
{
    public static void Run(PacketBatch batch)
    {
        batch.Srtp.Unprotect();
        foreach (ref var packet in batch.Packets)
        {
            if (!packet.Alive || packet.From.Receive is not { } context)
            {
                continue;
            }

            var status = packet.Srtp >= 0 ? batch.Srtp.Result(packet.Srtp, out packet.Length)
                : packet.From.IsOpaque ? Verify(context, packet)
                : context.UnprotectRtcp(new Span<byte>(packet.Data, packet.Length), out packet.Length);
            if (status != SrtpStatus.Ok)
            {
                packet.Alive = false;
                Count(status, ref packet.From.Counters);
            }
        }
    }

    /// <summary>The packet goes on as it is, so a copy is decrypted.</summary>
    private static SrtpStatus Verify(SrtpContext context, in RelayPacket packet)
    {
        Span<byte> copy = stackalloc byte[PacketBatch.MaxPacket];
        copy = copy[..packet.Length];
        new ReadOnlySpan<byte>(packet.Data, packet.Length).CopyTo(copy);
        return packet.Kind == PacketKind.Rtcp ? context.UnprotectRtcp(copy, out _) : context.Unprotect(copy, out _);
    }

    private static void Count(SrtpStatus status, ref StreamCounters counters)
    {
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
