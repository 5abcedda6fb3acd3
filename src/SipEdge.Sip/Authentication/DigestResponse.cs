using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace SipEdge.Sip.Authentication;

/// <summary>The arithmetic of RFC 7616 §3.4.1 for qop=auth and for clients without qop (RFC 2069). Allocates nothing.</summary>
public static class DigestResponse
{
    // HA1 and HA2, the five values of at most MaxValueLength, and their colons; a method that does not fit is refused.
    private const int BufferSize = 4096;

    /// <summary>Hashes made by this thread: what tests hold "unknown user" and "wrong password" to, instead of times.</summary>
    [ThreadStatic]
    internal static long HashesOnThisThread;

    /// <summary>
    /// Whether the credentials' response is the one that the holder of <paramref name="ha1Hex"/> would give. The comparison
    /// takes the same time wherever it fails.
    /// </summary>
    /// <param name="c">Complete credentials.</param>
    /// <param name="method">Of the request that carries them.</param>
    /// <param name="ha1Hex">From <see cref="WriteHa1"/> with the same algorithm as the credentials name.</param>
    [SkipLocalsInit]
    public static bool Verify(in DigestCredentials c, ReadOnlySpan<byte> method, ReadOnlySpan<byte> ha1Hex)
    {
        Span<byte> expected = stackalloc byte[DigestAlgorithms.MaxHexLength];
        var length = Compute(c.Algorithm, ha1Hex, c.Nonce, c.NonceCountText, c.CNonce, c.Qop, method, c.Uri, expected);
        if (length == 0 || c.Response.Length != length)
        {
            return false;
        }

        // Hexadecimal in either case is the same answer; clients that write capitals exist.
        Span<byte> given = stackalloc byte[DigestAlgorithms.MaxHexLength];
        for (var i = 0; i < length; i++)
        {
            given[i] = (byte)(c.Response[i] | 0x20);
        }

        return CryptographicOperations.FixedTimeEquals(expected[..length], given[..length]);
    }

    /// <summary>
    /// Writes request-digest in lower-case hexadecimal and returns its length; 0 when HA1 has the wrong length or the values
    /// are too long to be genuine.
    /// </summary>
    /// <param name="algorithm">The challenge's.</param>
    /// <param name="ha1Hex">From <see cref="WriteHa1"/>.</param>
    /// <param name="nonce">The challenge's.</param>
    /// <param name="nonceCount">Eight hexadecimal digits.</param>
    /// <param name="cnonce">The client's.</param>
    /// <param name="qop">"auth", or empty for a server of RFC 2069; then count and cnonce are not used.</param>
    /// <param name="method">Of the request.</param>
    /// <param name="uri">digest-uri.</param>
    /// <param name="hex">At least <see cref="DigestAlgorithms.MaxHexLength"/> bytes.</param>
    [SkipLocalsInit]
    public static int Compute(DigestAlgorithm algorithm, ReadOnlySpan<byte> ha1Hex, ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> nonceCount, ReadOnlySpan<byte> cnonce, ReadOnlySpan<byte> qop, ReadOnlySpan<byte> method,
        ReadOnlySpan<byte> uri, Span<byte> hex)
    {
        if (ha1Hex.Length != DigestAlgorithms.HexLength(algorithm))
        {
            return 0;
        }

        Span<byte> ha2 = stackalloc byte[DigestAlgorithms.MaxHexLength];
        var text = new Joined(stackalloc byte[BufferSize]);
        text.Add(method);
        text.AddAfterColon(uri);
        var length = text.Hash(algorithm, ha2);
        text.Clear();
        text.Add(ha1Hex);
        text.AddAfterColon(nonce);
        if (!qop.IsEmpty)
        {
            text.AddAfterColon(nonceCount);
            text.AddAfterColon(cnonce);
            text.AddAfterColon(qop);
        }

        text.AddAfterColon(ha2[..length]);
        return length == 0 ? 0 : text.Hash(algorithm, hex);
    }

    /// <summary>
    /// Writes H(user:realm:password) in lower-case hexadecimal and returns its length; 0 when they are longer than 4 kB
    /// together. Computed when an account is loaded, so that the password need not be kept.
    /// </summary>
    [SkipLocalsInit]
    public static int WriteHa1(DigestAlgorithm algorithm, ReadOnlySpan<byte> user, ReadOnlySpan<byte> realm,
        ReadOnlySpan<byte> password, Span<byte> hex)
    {
        var text = new Joined(stackalloc byte[BufferSize]);
        text.Add(user);
        text.AddAfterColon(realm);
        text.AddAfterColon(password);
        var length = text.Hash(algorithm, hex);
        text.Erase();
        return length;
    }

    /// <summary>Values joined with colons in a fixed room; what does not fit makes the hash empty.</summary>
    private ref struct Joined(Span<byte> room)
    {
        private readonly Span<byte> _room = room;
        private int _length;
        private bool _overflow;

        public void Clear() => _length = 0;

        public readonly void Erase() => CryptographicOperations.ZeroMemory(_room);

        public void AddAfterColon(scoped ReadOnlySpan<byte> piece)
        {
            Add(":"u8);
            Add(piece);
        }

        public void Add(scoped ReadOnlySpan<byte> piece)
        {
            if (_overflow || !piece.TryCopyTo(_room[_length..]))
            {
                _overflow = true;
                return;
            }

            _length += piece.Length;
        }

        public readonly int Hash(DigestAlgorithm algorithm, scoped Span<byte> hex)
        {
            var hexLength = DigestAlgorithms.HexLength(algorithm);
            if (_overflow || hex.Length < hexLength)
            {
                return 0;
            }

            HashesOnThisThread++;
            Span<byte> hash = stackalloc byte[Sha512T256.HashSize];
            var text = _room[.._length];
            switch (algorithm)
            {
                case DigestAlgorithm.Md5:
                    Md5Hash.HashData(text, hash);
                    break;
                case DigestAlgorithm.Sha256:
                    SHA256.HashData(text, hash);
                    break;
                default:
                    Sha512T256.HashData(text, hash);
                    break;
            }

            return Convert.TryToHexStringLower(hash[..(hexLength / 2)], hex, out _) ? hexLength : 0;
        }
    }
}
