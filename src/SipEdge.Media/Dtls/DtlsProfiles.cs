using System.Collections.Immutable;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Dtls;

/// <summary>
/// SRTP protection profiles of the use_srtp extension (RFC 5764 §4.1.2, RFC 7714 §14.2) and the suites they stand for. AES-CM
/// with 256 bits has none.
/// </summary>
internal static class DtlsProfiles
{
    /// <summary>Room for every profile's name, colons and the zero that C wants.</summary>
    public const int MaxListLength = 128;

    /// <summary>In this order when signalling has none: the stronger first.</summary>
    private static ReadOnlySpan<SrtpSuite> Default =>
    [
        SrtpSuite.AeadAes256Gcm, SrtpSuite.AeadAes128Gcm, SrtpSuite.AesCm128HmacSha1_80, SrtpSuite.AesCm128HmacSha1_32,
    ];

    /// <summary>
    /// Names for OpenSSL, between colons and ended by a zero. 0 when none of the suites has a profile.
    /// </summary>
    public static int Write(ImmutableArray<SrtpSuite> suites, Span<byte> list)
    {
        var written = 0;
        foreach (var suite in suites.IsDefaultOrEmpty ? Default : suites.AsSpan())
        {
            var name = NameOf(suite);
            if (name.IsEmpty || !SrtpSuites.All.Contains(suite) || written + name.Length + 1 > list.Length)
            {
                continue;
            }

            name.CopyTo(list[written..]);
            list[written + name.Length] = (byte)':';
            written += name.Length + 1;
        }

        if (written > 0)
        {
            list[written - 1] = 0;
        }

        return written;
    }

    /// <summary>The suite of a profile's number in the IANA registry, or None.</summary>
    public static SrtpSuite Find(nuint profile) => profile switch
    {
        1 => SrtpSuite.AesCm128HmacSha1_80,
        2 => SrtpSuite.AesCm128HmacSha1_32,
        7 => SrtpSuite.AeadAes128Gcm,
        8 => SrtpSuite.AeadAes256Gcm,
        _ => SrtpSuite.None,
    };

    private static ReadOnlySpan<byte> NameOf(SrtpSuite suite) => suite switch
    {
        SrtpSuite.AesCm128HmacSha1_80 => "SRTP_AES128_CM_SHA1_80"u8,
        SrtpSuite.AesCm128HmacSha1_32 => "SRTP_AES128_CM_SHA1_32"u8,
        SrtpSuite.AeadAes128Gcm => "SRTP_AEAD_AES_128_GCM"u8,
        SrtpSuite.AeadAes256Gcm => "SRTP_AEAD_AES_256_GCM"u8,
        _ => default,
    };
}
