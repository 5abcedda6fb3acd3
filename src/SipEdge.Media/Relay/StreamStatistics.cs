using SipEdge.Media.Quality;

namespace SipEdge.Media.Relay;

/// <summary>
/// What one side of a session has seen. "Received" is what its peer sent us, "sent" is what we sent to that peer;
/// nothing is counted twice: a datagram is either received or rejected for one reason.
/// </summary>
public readonly record struct StreamStatistics
{
    public long PacketsReceived { get; init; }

    public long BytesReceived { get; init; }

    public long PacketsSent { get; init; }

    public long BytesSent { get; init; }

    public long RtcpReceived { get; init; }

    public long RtcpSent { get; init; }

    /// <summary>How what was received came: loss, jitter, silence, and what the peer reports.</summary>
    public StreamQuality Quality { get; init; }

    /// <summary>Came from an address that is neither signalled nor learned.</summary>
    public long RejectedStranger { get; init; }

    /// <summary>Not RTP on the RTP port, not RTCP on the RTCP port.</summary>
    public long RejectedNotRtp { get; init; }

    /// <summary>SRTP or SRTCP that did not authenticate.</summary>
    public long RejectedBadAuth { get; init; }

    /// <summary>SRTP or SRTCP that authenticated once already, or is older than the replay window.</summary>
    public long RejectedReplayed { get; init; }

    /// <summary>Came before this side was configured.</summary>
    public long RejectedEarly { get; init; }

    /// <summary>Good packets that had nowhere to go: the other side is not configured, or holds by address.</summary>
    public long DroppedNoDestination { get; init; }

    /// <summary>Not sent to this side's peer: our own port, a repeated SRTP index, or an error of the system.</summary>
    public long SendFailed { get; init; }

    /// <summary>Packets of the other side that this one did not hear, because an announcement was playing to it.</summary>
    public long DroppedForAnnouncement { get; init; }

    /// <summary>Packets of the other side that came after digits had been put in their place.</summary>
    public long DroppedLate { get; init; }

    /// <summary>Digits of this side that were taken out of its packets. Which ones is nowhere kept.</summary>
    public long DigitsHeard { get; init; }

    /// <summary>Digits that were put into what this side is sent.</summary>
    public long DigitsSent { get; init; }

    /// <summary>Where this side's RTP goes now: the signalled address, or the one it was learned to be.</summary>
    public MediaEndpoint Remote { get; init; }

    /// <summary>Whether <see cref="Remote"/> was learned from packets.</summary>
    public bool Latched { get; init; }

    public long Rejected =>
        RejectedStranger + RejectedNotRtp + RejectedBadAuth + RejectedReplayed + RejectedEarly;
}
