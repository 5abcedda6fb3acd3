namespace SipEdge.Media.Srtp;

#pragma warning disable CA1707 // the tag length is set off as in the suites' own names

/// <summary>Crypto suites of SDES (RFC 4568 §6.2).</summary>
public enum SrtpSuite : byte
{
    /// <summary>Plain RTP.</summary>
    None,
    AesCm128HmacSha1_80,

    /// <summary>Short tag for RTP; RTCP keeps the 80-bit tag (RFC 4568 §6.2.2).</summary>
    AesCm128HmacSha1_32,
}
