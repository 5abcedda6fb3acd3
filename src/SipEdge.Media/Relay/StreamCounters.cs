namespace SipEdge.Media.Relay;

/// <summary>
/// Counts of one side of a session. The relay loop writes, anyone may read; a reader sees a slightly old number. Cleared
/// while no loop has the session.
/// </summary>
internal struct StreamCounters
{
    // Single writer: plain adds, no Interlocked on the packet path.
    public long PacketsReceived;
    public long BytesReceived;
    public long PacketsSent;
    public long BytesSent;
    public long RtcpReceived;
    public long RtcpSent;
    public long RejectedStranger;
    public long RejectedNotRtp;
    public long RejectedBadAuth;
    public long RejectedReplayed;
    public long RejectedEarly;
    public long DroppedNoDestination;
    public long SendFailed;
    public long DroppedForAnnouncement;
    public long DroppedLate;
    public long DigitsHeard;
    public long DigitsSent;
}
