namespace SipEdge.Media.Negotiation;

/// <summary>Where the keys of a line come from.</summary>
internal enum KeySource : byte
{
    /// <summary>Nothing is encrypted.</summary>
    None,

    /// <summary>a=crypto lines (RFC 4568).</summary>
    Crypto,

    /// <summary>A DTLS handshake (RFC 5763): the relay finds them.</summary>
    Dtls,
}
