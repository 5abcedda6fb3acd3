namespace SipEdge.Media.Rtp;

/// <summary>Outcome of reading a datagram as RTP or RTCP.</summary>
public enum RtpStatus : byte
{
    Valid,
    TooShort,

    /// <summary>Not version 2: STUN, DTLS, T.38 over UDPTL, or noise.</summary>
    BadVersion,

    /// <summary>The contributing sources do not fit the packet.</summary>
    BadSources,

    /// <summary>The header extension does not fit the packet.</summary>
    BadExtension,

    /// <summary>The padding count is 0 or longer than the payload.</summary>
    BadPadding,

    /// <summary>RTCP where RTP is expected, or the reverse (RFC 5761 §4).</summary>
    WrongKind,

    /// <summary>The packets of a compound do not add up to the datagram.</summary>
    BadCompound,
}
