using System.Text;

namespace SipEdge.Sip.Authentication;

/// <summary>Names and sizes of the algorithms.</summary>
public static class DigestAlgorithms
{
    /// <summary>The longest hash in hexadecimal: room for any HA1 or response.</summary>
    public const int MaxHexLength = 64;

    /// <summary>As challenges spell it (RFC 7616 §3.3).</summary>
    public static ReadOnlySpan<byte> Name(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Sha256 => "SHA-256"u8,
        DigestAlgorithm.Sha512_256 => "SHA-512-256"u8,
        _ => "MD5"u8,
    };

    /// <summary>Length of a hash in hexadecimal digits.</summary>
    public static int HexLength(DigestAlgorithm algorithm) => algorithm == DigestAlgorithm.Md5 ? 32 : 64;

    /// <summary>By token, in any case (RFC 3261 §7.3.1).</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, out DigestAlgorithm algorithm)
    {
        for (algorithm = DigestAlgorithm.Md5; algorithm <= DigestAlgorithm.Sha512_256; algorithm++)
        {
            if (Ascii.EqualsIgnoreCase(name, Name(algorithm)))
            {
                return true;
            }
        }

        algorithm = DigestAlgorithm.Md5;
        return false;
    }
}
