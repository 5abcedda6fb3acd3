using System.Runtime.CompilerServices;

namespace SipEdge.Media.Srtp;

/// <summary>
/// An HMAC-SHA1 key as the two chaining states that follow its inner and outer pad (RFC 2104), so that a packet costs
/// its own blocks and one more. Immutable.
/// </summary>
internal sealed unsafe class HmacSha1Key
{
    private readonly Words _inner;
    private readonly Words _outer;

    public HmacSha1Key(ReadOnlySpan<byte> key)
    {
        Span<byte> block = stackalloc byte[Sha1Compression.BlockLength];
        block.Clear();
        if (key.Length > block.Length)
        {
            throw new ArgumentException("SRTP's keys are 20 bytes; longer than a block is never asked for", nameof(key));
        }

        key.CopyTo(block);
        Pad(block, 0x36, _inner);
        Pad(block, 0x36 ^ 0x5C, _outer);
        block.Clear();
    }

    public ReadOnlySpan<uint> Inner => _inner;

    public ReadOnlySpan<uint> Outer => _outer;

    private static void Pad(Span<byte> block, byte value, Span<uint> state)
    {
        for (var i = 0; i < block.Length; i++)
        {
            block[i] ^= value;
        }

        Sha1Compression.InitialState.CopyTo(state);
        fixed (byte* data = block)
        fixed (uint* words = state)
        {
            Sha1Blocks.Compress(words, data, 1);
        }
    }

    [InlineArray(Sha1Compression.StateWords)]
    private struct Words
    {
        private uint _first;
    }
}
