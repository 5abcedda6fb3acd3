namespace SipEdge.Media.Srtp;

/// <summary>Outcome of protecting or unprotecting one packet.</summary>
public enum SrtpStatus : byte
{
    Ok,

    /// <summary>Shorter than a header and what the suite adds.</summary>
    TooShort,

    /// <summary>Not an RTP or RTCP header.</summary>
    Malformed,

    /// <summary>The tag does not fit: another key, another roll-over count, or a forgery.</summary>
    BadAuthentication,

    /// <summary>
    /// Received: this index came before, or is older than the window (RFC 3711 §3.3.2). Sending: the index was used
    /// before, and the same key stream would go out twice.
    /// </summary>
    Replayed,

    /// <summary>All indices of the key are used up (RFC 3711 §9.2).</summary>
    KeyExhausted,

    /// <summary>
    /// Sending: as many SSRCs as are remembered have used the key, and to forget one could send an index twice.
    /// </summary>
    TooManySources,

    /// <summary>No room behind the packet for what the suite adds.</summary>
    BufferTooSmall,
}
