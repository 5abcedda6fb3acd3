namespace SipEdge.Media.Relay;

/// <summary>What the datagrams of a side are.</summary>
public enum MediaTransport : byte
{
    /// <summary>RTP with its RTCP, plain or SRTP.</summary>
    Rtp,

    /// <summary>
    /// T.38 over UDPTL (ITU-T T.38 Annex D), or anything else that the relay does not read: every datagram of the peer goes
    /// to the other side as it is. No keys, no RTCP.
    /// </summary>
    Udptl,
}
