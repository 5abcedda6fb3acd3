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

            var data = new Span<byte>(packet.Data, packet.Length);
            var status = packet.Srtp >= 0 ? batch.Srtp.Result(packet.Srtp, out packet.Length)
                : packet.From.IsOpaque ? context.VerifyRtcp(data)
                : context.UnprotectRtcp(data, out packet.Length);
            if (status != SrtpStatus.Ok)
            {
                packet.Alive = false;
                Count(status, ref packet.From.Counters);
            }
        }
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
