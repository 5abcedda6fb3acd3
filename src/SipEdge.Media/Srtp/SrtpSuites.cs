namespace SipEdge.Media.Srtp;

/// <summary>Names and sizes of the suites.</summary>
public static class SrtpSuites
{
    /// <summary>Every suite, in the order of <see cref="SrtpSuite"/>.</summary>
    public static ReadOnlySpan<SrtpSuite> All =>
    [
        SrtpSuite.AesCm128HmacSha1_80,
        SrtpSuite.AesCm128HmacSha1_32,
        SrtpSuite.AesCm256HmacSha1_80,
        SrtpSuite.AesCm256HmacSha1_32,
        SrtpSuite.AeadAes128Gcm,
        SrtpSuite.AeadAes256Gcm,
    ];

    /// <summary>The name in an a=crypto line (RFC 4568 §6.2, RFC 6188 §4.1, RFC 7714 §14.2).</summary>
    public static ReadOnlySpan<byte> Name(SrtpSuite suite) => suite switch
    {
        SrtpSuite.AesCm128HmacSha1_80 => "AES_CM_128_HMAC_SHA1_80"u8,
        SrtpSuite.AesCm128HmacSha1_32 => "AES_CM_128_HMAC_SHA1_32"u8,
        SrtpSuite.AesCm256HmacSha1_80 => "AES_256_CM_HMAC_SHA1_80"u8,
        SrtpSuite.AesCm256HmacSha1_32 => "AES_256_CM_HMAC_SHA1_32"u8,
        SrtpSuite.AeadAes128Gcm => "AEAD_AES_128_GCM"u8,
        SrtpSuite.AeadAes256Gcm => "AEAD_AES_256_GCM"u8,
        _ => default,
    };

    /// <summary>The suite of that name, or None for one we do not have. Names are case-sensitive tokens.</summary>
    public static SrtpSuite Find(ReadOnlySpan<byte> name)
    {
        foreach (var suite in All)
        {
            if (name.SequenceEqual(Name(suite)))
            {
                return suite;
            }
        }

        return SrtpSuite.None;
    }

    /// <summary>Bytes of the master key.</summary>
    public static int KeyLength(SrtpSuite suite) => suite switch
    {
        SrtpSuite.AesCm128HmacSha1_80 or SrtpSuite.AesCm128HmacSha1_32 or SrtpSuite.AeadAes128Gcm => 16,
        SrtpSuite.AesCm256HmacSha1_80 or SrtpSuite.AesCm256HmacSha1_32 or SrtpSuite.AeadAes256Gcm => 32,
        _ => 0,
    };

    /// <summary>Bytes of the master salt: 112 bits, and 96 for the AEAD suites (RFC 7714 §12).</summary>
    public static int SaltLength(SrtpSuite suite) => suite switch
    {
        SrtpSuite.None => 0,
        _ => IsAead(suite) ? 12 : 14,
    };

    /// <summary>Bytes that an a=crypto line carries in base64.</summary>
    public static int KeyAndSaltLength(SrtpSuite suite) => KeyLength(suite) + SaltLength(suite);

    /// <summary>Bytes of the authentication tag of an SRTP packet.</summary>
    public static int TagLength(SrtpSuite suite) => suite switch
    {
        SrtpSuite.AesCm128HmacSha1_80 or SrtpSuite.AesCm256HmacSha1_80 => 10,
        SrtpSuite.AesCm128HmacSha1_32 or SrtpSuite.AesCm256HmacSha1_32 => 4,
        SrtpSuite.AeadAes128Gcm or SrtpSuite.AeadAes256Gcm => 16,
        _ => 0,
    };

    /// <summary>Bytes of the authentication tag of an SRTCP packet; the word with index and E flag comes on top.</summary>
    public static int RtcpTagLength(SrtpSuite suite) => suite switch
    {
        SrtpSuite.None => 0,
        _ => IsAead(suite) ? 16 : 10,
    };

    /// <summary>Whether one cipher both hides and authenticates (RFC 7714).</summary>
    internal static bool IsAead(SrtpSuite suite) => suite is SrtpSuite.AeadAes128Gcm or SrtpSuite.AeadAes256Gcm;
}
