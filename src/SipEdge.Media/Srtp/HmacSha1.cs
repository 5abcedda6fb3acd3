using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SipEdge.Media.Srtp;

/// <summary>HMAC-SHA1 of one message (RFC 2104).</summary>
internal static unsafe class HmacSha1
{
    /// <summary>
    /// The digest of <paramref name="message"/> followed by the four bytes of <paramref name="suffix"/>, if any: SRTP
    /// authenticates the roll-over counter without sending it (RFC 3711 §4.2).
    /// </summary>
    public static void Compute(HmacSha1Key key, ReadOnlySpan<byte> message, uint? suffix, Span<byte> digest) =>
        Compute(key, message, suffix, digest, Libcrypto.Available);

    /// <summary>For tests, which compare the paths.</summary>
    [SkipLocalsInit]
    internal static void Compute(
        HmacSha1Key key,
        ReadOnlySpan<byte> message,
        uint? suffix,
        Span<byte> digest,
        bool libcrypto)
    {
        var whole = message.Length / Sha1Compression.BlockLength;
        var rest = message[(whole * Sha1Compression.BlockLength)..];
        var state = stackalloc uint[Sha1Compression.StateWords];
        key.Inner.CopyTo(new Span<uint>(state, Sha1Compression.StateWords));
        fixed (byte* data = message)
        {
            if (whole > 0)
            {
                Sha1Blocks.Compress(state, data, whole, libcrypto);
            }
        }

        var tail = stackalloc byte[2 * Sha1Compression.BlockLength];
        var tailSpan = new Span<byte>(tail, 2 * Sha1Compression.BlockLength);
        rest.CopyTo(tailSpan);
        var blocks = Sha1Padding.Write(tailSpan, rest.Length, suffix, message.Length);
        Sha1Blocks.Compress(state, tail, blocks, libcrypto);

        for (var i = 0; i < Sha1Compression.StateWords; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(tailSpan[(4 * i)..], state[i]);
        }

        Sha1Padding.Write(tailSpan, Sha1Compression.DigestLength, null, Sha1Compression.DigestLength);
        key.Outer.CopyTo(new Span<uint>(state, Sha1Compression.StateWords));
        Sha1Blocks.Compress(state, tail, 1, libcrypto);
        for (var i = 0; i < Sha1Compression.StateWords; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(digest[(4 * i)..], state[i]);
        }
    }
}
