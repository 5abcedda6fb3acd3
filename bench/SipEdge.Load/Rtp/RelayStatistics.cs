using SipEdge.Load.Measure;

namespace SipEdge.Load.Rtp;

/// <summary>What became of the packets sent in a window.</summary>
internal sealed class RelayStatistics
{
    internal long Sent;
    internal long Received;

    /// <summary>Packets that belong to no stream.</summary>
    internal long Strange;

    /// <summary>Of every sixteenth packet: whether it decrypted and held what was sent.</summary>
    internal long Verified;
    internal long Damaged;
    internal double Headroom;
    internal readonly DelayHistogram Delay = new();
    internal readonly DelayHistogram Lateness = new();
}
