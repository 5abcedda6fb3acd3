namespace SipEdge.Media.Relay;

/// <summary>What the first bytes of a datagram on an RTP port say it is (RFC 7983 §7, RFC 5761 §4).</summary>
internal enum PacketKind : byte
{
    Rtp,
    Rtcp,

    /// <summary>First byte 0 to 3.</summary>
    Stun,

    /// <summary>First byte 20 to 63.</summary>
    Dtls,

    /// <summary>Of a side whose datagrams are not read.</summary>
    Datagram,

    /// <summary>ZRTP, TURN channels, noise.</summary>
    Other,
}
