namespace SipEdge.Sip.Authentication;

/// <summary>The algorithms of RFC 8760 §2.1, without the -sess variants.</summary>
public enum DigestAlgorithm : byte
{
    Md5,
    Sha256,
#pragma warning disable CA1707 // Without the underscore it would read as one number; FIPS 180-4 calls it SHA-512/256.
    Sha512_256,
#pragma warning restore CA1707
}
