namespace SipEdge.Media.Relay;

/// <summary>Takes the counts of a stream from beside the loop that writes them.</summary>
internal static class StatisticsReader
{
    public static StreamStatistics Read(MediaStream stream)
    {
        ref var counters = ref stream.Counters;
        var sequence = stream.Sequence;
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

            // Read while the loop may be writing: each number is whole, together they may be a packet apart.
            Lost = sequence.Lost,
            Reordered = sequence.Reordered,
            Duplicates = sequence.Duplicates,
            JitterMicroseconds = sequence.Jitter * 1_000_000L / stream.ClockRate,
            Ssrc = sequence.Ssrc,
            PayloadType = stream.PayloadType,
            Remote = remote,
            Latched = latched,
        };
    }
}
