namespace SipEdge.Media.Negotiation;

/// <summary>Is the media of a leg encrypted?</summary>
public enum SrtpOffer : byte
{
    /// <summary>A peer chooses in what it offers. The edge offers what the leg agreed on last, and plain RTP first.</summary>
    AsOffered,

    /// <summary>Never: the edge offers RTP/AVP, and an offer of RTP/SAVP is refused.</summary>
    Off,

    /// <summary>
    /// When the peer can: the edge offers RTP/AVP with a=crypto or a=fingerprint, and an answer that has them makes it SRTP
    /// (RFC 8643 §3.1).
    /// </summary>
    Optional,

    /// <summary>Always: the edge offers a secure profile, and an offer or answer without keys is refused.</summary>
    Required,
}
