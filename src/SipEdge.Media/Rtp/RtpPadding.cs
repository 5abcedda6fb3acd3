namespace SipEdge.Media.Rtp;

/// <summary>
/// Pads the payload of an RTP packet to a multiple of a block (RFC 3550 §5.1): zeros, their number in the last byte, and
/// the P bit. Done before encryption it hides how long the payload was, which with a codec of variable rate tells what
/// was said (RFC 6562 §3); with a codec of constant rate there is nothing to hide.
/// </summary>
public static class RtpPadding
{
    public const int MaxBlock = 128;

    private const int PaddingBit = 0x20;

    /// <summary>
    /// Pads the packet at the start of <paramref name="buffer"/>. A payload that ends with a block stays as it is: no
    /// padding is as good as a whole block of it. False, and nothing is changed, when the packet is padded already, when
    /// the buffer has no room, or when <paramref name="block"/> is not between 2 and 128.
    /// </summary>
    public static bool TryPad(Span<byte> buffer, int length, int headerLength, int block, out int padded)
    {
        padded = length;
        if (block is < 2 or > MaxBlock || length < headerLength || (buffer[0] & PaddingBit) != 0)
        {
            return false;
        }

        var over = (length - headerLength) % block;
        if (over == 0)
        {
            return true;
        }

        var count = block - over;
        if (length + count > buffer.Length)
        {
            return false;
        }

        var padding = buffer.Slice(length, count);
        padding.Clear();
        padding[^1] = (byte)count;
        buffer[0] |= PaddingBit;
        padded = length + count;
        return true;
    }
}
