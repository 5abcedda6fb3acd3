namespace SipEdge.Media.Srtp;

/// <summary>
/// What a context remembers of one SSRC: the highest index (roll-over counter and sequence number) with the replay
/// window below it, for RTP and for RTCP. Plain data that a snapshot can hold.
/// </summary>
public readonly record struct SrtpSource(
    uint Ssrc,
    ulong HighestIndex,
    UInt128 Seen,
    uint HighestRtcpIndex,
    UInt128 SeenRtcp)
{
    /// <summary>How often the sequence number has wrapped.</summary>
    public uint RollOverCounter => (uint)(HighestIndex >> 16);
}
