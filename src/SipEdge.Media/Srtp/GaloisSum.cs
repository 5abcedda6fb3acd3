using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SipEdge.Media.Srtp;

/// <summary>
/// A sum of products that is reduced once, at the end; each product is four of 64 by 64 bits. Numbers have their bits
/// turned round, as GCM has them. Three fields, so that the compiler keeps them in registers.
/// </summary>
internal struct GaloisSum
{
    private Vector128<ulong> _low;
    private Vector128<ulong> _middle;
    private Vector128<ulong> _high;

    private static Vector128<ulong> Polynomial => Vector128.CreateScalar(0xC200_0000_0000_0000UL);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector128<ulong> block, Vector128<ulong> power)
    {
        _low ^= Pclmulqdq.CarrylessMultiply(block, power, 0x00);
        _middle ^= Pclmulqdq.CarrylessMultiply(block, power, 0x01) ^ Pclmulqdq.CarrylessMultiply(block, power, 0x10);
        _high ^= Pclmulqdq.CarrylessMultiply(block, power, 0x11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in GaloisSumOfFour four)
    {
        _low ^= Fold(four.Low);
        _middle ^= Fold(four.Middle);
        _high ^= Fold(four.High);
    }

    /// <summary>The sum modulo x^128 + x^7 + x^2 + x + 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector128<ulong> Reduce()
    {
        var low = _low ^ Sse2.ShiftLeftLogical128BitLane(_middle, 8);
        var high = _high ^ Sse2.ShiftRightLogical128BitLane(_middle, 8);

        // The lower half stands for powers from x^128 up; 64 bits at a time they are folded into the ones below.
        low = HalvesSwapped(low) ^ Pclmulqdq.CarrylessMultiply(low, Polynomial, 0x00);
        low = HalvesSwapped(low) ^ Pclmulqdq.CarrylessMultiply(low, Polynomial, 0x00);
        return high ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> HalvesSwapped(Vector128<ulong> value) =>
        Sse2.Shuffle(value.AsUInt32(), 0b01_00_11_10).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Fold(Vector512<ulong> value)
    {
        var half = value.GetLower() ^ value.GetUpper();
        return half.GetLower() ^ half.GetUpper();
    }
}

/// <summary>The same for four products at a time, one in each lane.</summary>
internal struct GaloisSumOfFour
{
    public Vector512<ulong> Low;
    public Vector512<ulong> Middle;
    public Vector512<ulong> High;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector512<ulong> blocks, Vector512<ulong> powers)
    {
        Low ^= Pclmulqdq.V512.CarrylessMultiply(blocks, powers, 0x00);
        Middle ^= Pclmulqdq.V512.CarrylessMultiply(blocks, powers, 0x01)
            ^ Pclmulqdq.V512.CarrylessMultiply(blocks, powers, 0x10);
        High ^= Pclmulqdq.V512.CarrylessMultiply(blocks, powers, 0x11);
    }
}
