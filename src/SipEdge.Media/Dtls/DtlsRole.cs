namespace SipEdge.Media.Dtls;

/// <summary>Our part in a handshake, as a=setup settles it (RFC 4145 §4, RFC 5763 §5).</summary>
public enum DtlsRole : byte
{
    /// <summary>The peer begins: we are the DTLS server.</summary>
    Passive,

    /// <summary>We begin: we are the DTLS client.</summary>
    Active,
}
