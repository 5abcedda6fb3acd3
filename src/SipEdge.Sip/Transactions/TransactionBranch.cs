using System.Globalization;

namespace SipEdge.Sip.Transactions;

/// <summary>
/// The branch the edge writes: magic cookie, loop, slot, generation and 64 random bits in hexadecimal. A response says by
/// itself where its transaction lies, and nobody who has not seen the request can name one (RFC 3261 §8.1.1.7, §17.1.3).
/// </summary>
public readonly record struct TransactionBranch(byte Loop, int Index, int Generation, ulong Random)
{
    public const int Length = 7 + 2 + 6 + 8 + 16;

    /// <summary>A slot number has six digits: 16.7 million transactions on one loop.</summary>
    internal const int MaxIndex = 0xFF_FFFF;

    private static ReadOnlySpan<byte> Cookie => "z9hG4bK"u8;

    /// <summary>Writes exactly <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        Cookie.CopyTo(destination);
        WriteHex(destination.Slice(7, 2), Loop);
        WriteHex(destination.Slice(9, 6), (uint)Index);
        WriteHex(destination.Slice(15, 8), (uint)Generation);
        WriteHex(destination.Slice(23, 16), Random);
    }

    /// <summary>False unless it is, to the letter, something <see cref="Write"/> could have written.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out TransactionBranch branch)
    {
        branch = default;
        if (text.Length != Length || !text.StartsWith(Cookie) || text.ContainsAnyInRange((byte)'A', (byte)'F')
            || !ulong.TryParse(text.Slice(7, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var place)
            || !ulong.TryParse(text.Slice(23, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var random))
        {
            // The cookie holds a 'K' and a 'G' but no A-F.
            return false;
        }

        branch = new TransactionBranch((byte)(place >> 56), (int)(place >> 32) & MaxIndex, (int)place, random);
        return true;
    }

    internal static void WriteHex(Span<byte> destination, ulong value)
    {
        for (var at = destination.Length - 1; at >= 0; at--)
        {
            destination[at] = "0123456789abcdef"u8[(int)(value & 0xF)];
            value >>= 4;
        }
    }
}
