using System.Diagnostics;

namespace SipEdge.Media.Relay;

/// <summary>Takes the counts of a stream from beside the loop that writes them.</summary>
internal static class StatisticsReader
{
    public static StreamStatistics Read(MediaStream stream)
    {
        ref var counters = ref stream.Counters;
        var remote = stream.ReadRemote(out var latched);
        return new StreamStatistics
        {
            PacketsReceived = Volatile.Read(ref counters.PacketsReceived),
            BytesReceived = Volatile.Read(ref counters.BytesReceived),
            PacketsSent = Volatile.Read(ref counters.PacketsSent),
            BytesSent = Volatile.Read(ref counters.BytesSent),
            RtcpReceived = Volatile.Read(ref counters.RtcpReceived),
            RtcpSent = Volatile.Read(ref counters.RtcpSent),
            RejectedStranger = Volatile.Read(ref counters.RejectedStranger),
            RejectedNotRtp = Volatile.Read(ref counters.RejectedNotRtp),
            RejectedBadAuth = Volatile.Read(ref counters.RejectedBadAuth),
            RejectedReplayed = Volatile.Read(ref counters.RejectedReplayed),
            RejectedEarly = Volatile.Read(ref counters.RejectedEarly),
            DroppedNoDestination = Volatile.Read(ref counters.DroppedNoDestination),
            SendFailed = Volatile.Read(ref counters.SendFailed),
            DroppedForAnnouncement = Volatile.Read(ref counters.DroppedForAnnouncement),
            DroppedLate = Volatile.Read(ref counters.DroppedLate),
            DigitsHeard = Volatile.Read(ref counters.DigitsHeard),
            DigitsSent = Volatile.Read(ref counters.DigitsSent),
            Quality = stream.Quality.Read(
                stream.Codecs, stream.ClockRate, stream.Target?.ClockRate ?? stream.ClockRate, Stopwatch.GetTimestamp()),
            Remote = remote,
            Latched = latched,
        };
    }
}
