namespace SipEdge.Media.Negotiation;

/// <summary>How the edge offers keys. What a peer offers is taken either way.</summary>
public enum SrtpKeying : byte
{
    /// <summary>Keys in a=crypto lines (RFC 4568): as secret as the signalling.</summary>
    Sdes,

    /// <summary>A DTLS handshake on the media path, its certificate named by a=fingerprint (RFC 5763).</summary>
    Dtls,
}
