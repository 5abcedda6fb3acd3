using System.Buffers.Binary;

namespace SipEdge.Media.Srtp;

/// <summary>The padding of an HMAC's inner or outer message (FIPS 180-4 §5.1.1), whose first block was the key's pad.</summary>
internal static class Sha1Padding
{
    /// <summary>Bytes that <see cref="Write"/> may need behind the message: suffix, mark, zeros, length.</summary>
    public const int MaxLength = 4 + 1 + 63 + 8;

    /// <summary>
    /// Writes suffix and padding behind the first <paramref name="length"/> bytes of <paramref name="data"/>, which end
    /// a message of <paramref name="messageLength"/> bytes. Returns the blocks in data.
    /// </summary>
    public static int Write(Span<byte> data, int length, uint? suffix, int messageLength)
    {
        if (suffix is { } value)
        {
            BinaryPrimitives.WriteUInt32BigEndian(data[length..], value);
            length += 4;
            messageLength += 4;
        }

        var blocks = Blocks(length);
        var end = (blocks * Sha1Compression.BlockLength) - 8;
        data[length] = 0x80;
        data[(length + 1)..end].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(data[end..], 8 * (ulong)(Sha1Compression.BlockLength + messageLength));
        return blocks;
    }

    /// <summary>Blocks of a message of so many bytes with its padding.</summary>
    private static int Blocks(int length) => (length + 1 + 8 + Sha1Compression.BlockLength - 1) / Sha1Compression.BlockLength;
}
