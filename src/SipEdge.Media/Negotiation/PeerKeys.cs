using SipEdge.Media.Dtls;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Negotiation;

/// <summary>What is taken of the keys that a peer describes for a line.</summary>
internal struct PeerKeys
{
    public KeySource Source;

    /// <summary>Tag of the a=crypto line that was taken (RFC 4568 §4.1).</summary>
    public int Tag;

    /// <summary>What the peer encrypts with.</summary>
    public SrtpKey Key;

    /// <summary>Our part in the handshake, when an answer has settled it.</summary>
    public DtlsRole Role;

    /// <summary>In an answer whose keys pass from leg to leg: what the offerer encrypts with.</summary>
    public SrtpKey OffererKey;
}
