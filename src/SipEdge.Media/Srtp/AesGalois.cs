using System.Security.Cryptography;

namespace SipEdge.Media.Srtp;

/// <summary>
/// AES in Galois/counter mode (NIST SP 800-38D) with an IV of 96 bits and a whole tag: <see cref="AesCounterMode"/> from
/// block 2 for the data and block 1 for the tag, over <see cref="GaloisHash"/>. Immutable.
/// </summary>
internal sealed class AesGalois
{
    public const int TagLength = GaloisHash.BlockLength;

    private readonly AesCounterMode _cipher;
    private readonly GaloisHash _hash;

    public AesGalois(ReadOnlySpan<byte> key)
        : this(key, AesCounterMode.HardwareAvailable, GaloisHash.Best)
    {
    }

    /// <summary>For tests, which compare the paths.</summary>
    internal AesGalois(ReadOnlySpan<byte> key, bool hardware, GaloisPath path)
    {
        _cipher = new AesCounterMode(key, hardware);
        Span<byte> point = stackalloc byte[GaloisHash.BlockLength];
        point.Clear();
        _cipher.Apply(0, 0, point);
        _hash = new GaloisHash(point, path);
        CryptographicOperations.ZeroMemory(point);
    }

    /// <summary>
    /// Encrypts <paramref name="data"/> in place. The IV is 96 bits: <paramref name="high"/> and the upper half of
    /// <paramref name="low"/>, whose lower half is 0. <paramref name="header"/> and <paramref name="suffix"/> are
    /// authenticated with it.
    /// </summary>
    public void Seal(
        ulong high, ulong low, ReadOnlySpan<byte> header, uint? suffix, Span<byte> data, Span<byte> tag)
    {
        _cipher.Apply(high, low | 2, data);
        _hash.Compute(header, suffix, data, tag);
        _cipher.Apply(high, low | 1, tag);
    }

    /// <summary>Whether <paramref name="tag"/> is what <see cref="Seal"/> gave; decrypts nothing.</summary>
    public bool Verify(
        ulong high, ulong low, ReadOnlySpan<byte> header, uint? suffix, ReadOnlySpan<byte> data, ReadOnlySpan<byte> tag)
    {
        Span<byte> expected = stackalloc byte[TagLength];
        _hash.Compute(header, suffix, data, expected);
        _cipher.Apply(high, low | 1, expected);
        return AuthenticationTag.Matches(expected, tag);
    }

    /// <summary>Decrypts in place what has been verified.</summary>
    public void Open(ulong high, ulong low, Span<byte> data) => _cipher.Apply(high, low | 2, data);
}
