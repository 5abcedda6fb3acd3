namespace SipEdge.Media.Srtp;

#pragma warning disable CA1707 // the tag length is set off as in the suites' own names

/// <summary>Crypto suites of SDES: cipher, key length and tag.</summary>
public enum SrtpSuite : byte
{
    /// <summary>Plain RTP.</summary>
    None,

    /// <summary>RFC 4568 §6.2.1.</summary>
    AesCm128HmacSha1_80,

    /// <summary>Short tag for RTP; RTCP keeps the 80-bit tag (RFC 4568 §6.2.2).</summary>
    AesCm128HmacSha1_32,

    /// <summary>RFC 6188.</summary>
    AesCm256HmacSha1_80,

    /// <summary>Short tag for RTP; RTCP keeps the 80-bit tag (RFC 6188 §3.2).</summary>
    AesCm256HmacSha1_32,

    /// <summary>RFC 7714 §14.2; one cipher both hides and authenticates.</summary>
    AeadAes128Gcm,

    /// <summary>RFC 7714 §14.2.</summary>
    AeadAes256Gcm,
}
