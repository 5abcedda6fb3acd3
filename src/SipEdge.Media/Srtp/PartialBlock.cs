using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SipEdge.Media.Srtp;

/// <summary>
/// The last block of a message when it is not whole: loaded and stored as the last 16 bytes, which overlap the block
/// before, and moved within the register. Needs SSSE3, and a message of a block at least.
/// </summary>
internal static class PartialBlock
{
    // A window of 16 somewhere in here moves bytes one way or the other; 0x80 makes a zero.
    private static ReadOnlySpan<byte> Moves =>
    [
        0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    ];

    /// <summary>The first <paramref name="length"/> bytes at the end, zeros before them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ToEnd(Vector128<byte> block, int length) =>
        Ssse3.Shuffle(block, Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Moves), (nuint)length));

    /// <summary>The last <paramref name="length"/> bytes at the start, zeros behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ToStart(Vector128<byte> block, int length) =>
        Ssse3.Shuffle(block, Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Moves), (nuint)(32 - length)));
}
