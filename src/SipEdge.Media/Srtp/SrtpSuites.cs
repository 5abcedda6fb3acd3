namespace SipEdge.Media.Srtp;

/// <summary>Names and sizes of the suites.</summary>
public static class SrtpSuites
{
    /// <summary>The name in an a=crypto line (RFC 4568 §6.2).</summary>
    public static ReadOnlySpan<byte> Name(SrtpSuite suite) => suite switch
    {
        SrtpSuite.AesCm128HmacSha1_80 => "AES_CM_128_HMAC_SHA1_80"u8,
        SrtpSuite.AesCm128HmacSha1_32 => "AES_CM_128_HMAC_SHA1_32"u8,
        _ => default,
    };

    /// <summary>The suite of that name, or None for one we do not have. Names are case-sensitive tokens.</summary>
    public static SrtpSuite Find(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("AES_CM_128_HMAC_SHA1_80"u8))
        {
            return SrtpSuite.AesCm128HmacSha1_80;
        }

        return name.SequenceEqual("AES_CM_128_HMAC_SHA1_32"u8) ? SrtpSuite.AesCm128HmacSha1_32 : SrtpSuite.None;
    }

    /// <summary>Bytes of the authentication tag of an SRTP packet.</summary>
    public static int TagLength(SrtpSuite suite) => suite switch
    {
        SrtpSuite.AesCm128HmacSha1_80 => 10,
        SrtpSuite.AesCm128HmacSha1_32 => 4,
        _ => 0,
    };
}
