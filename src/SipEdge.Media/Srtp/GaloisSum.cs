using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SipEdge.Media.Srtp;

/// <summary>
/// A sum of products of blocks and powers of H that is reduced as late as possible: each block knows how far it stands
/// from the end, so that up to 16 products are just added. Numbers have their bits turned round, as GCM has them.
/// </summary>
internal ref struct GaloisSum
{
    private const int Powers = 16;

    private readonly ref Vector128<ulong> _powers;
    private Vector128<ulong> _low;
    private Vector128<ulong> _middle;
    private Vector128<ulong> _high;
    private Vector512<ulong> _lowFour;
    private Vector512<ulong> _middleFour;
    private Vector512<ulong> _highFour;

    // Place of the next block's power, and blocks to come.
    private int _next;
    private int _left;

    /// <summary>For so many blocks; <paramref name="powers"/> are H^16 to H^1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public GaloisSum(ref Vector128<ulong> powers, int blocks)
    {
        _powers = ref powers;
        _left = blocks;
        _next = Powers - Math.Min(blocks, Powers);
    }

    /// <summary>For one product.</summary>
    public GaloisSum(ref Vector128<ulong> power)
    {
        _powers = ref power;
    }

    /// <summary>Whether four blocks are added before the next reduction is due.</summary>
    public readonly bool HasRoomForFour => _next <= Powers - 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector128<ulong> block)
    {
        if (_next == Powers)
        {
            block ^= Reduce();
            Restart();
        }

        var power = Unsafe.Add(ref _powers, _next);
        _low ^= Pclmulqdq.CarrylessMultiply(block, power, 0x00);
        _middle ^= Pclmulqdq.CarrylessMultiply(block, power, 0x01) ^ Pclmulqdq.CarrylessMultiply(block, power, 0x10);
        _high ^= Pclmulqdq.CarrylessMultiply(block, power, 0x11);
        _next++;
        _left--;
    }

    /// <summary>Four blocks in a row; there must be room for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddFour(ref byte blocks)
    {
        var block = Avx512BW.Shuffle(Vector512.LoadUnsafe(ref blocks), SwapFour).AsUInt64();
        var power = Vector512.LoadUnsafe(ref Unsafe.As<Vector128<ulong>, ulong>(ref Unsafe.Add(ref _powers, _next)));
        _lowFour ^= Pclmulqdq.V512.CarrylessMultiply(block, power, 0x00);
        _middleFour ^= Pclmulqdq.V512.CarrylessMultiply(block, power, 0x01)
            ^ Pclmulqdq.V512.CarrylessMultiply(block, power, 0x10);
        _highFour ^= Pclmulqdq.V512.CarrylessMultiply(block, power, 0x11);
        _next += 4;
        _left -= 4;
    }

    /// <summary>The sum modulo x^128 + x^7 + x^2 + x + 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector128<ulong> Reduce()
    {
        var (low, middle, high) = (_low, _middle, _high);
        if (Pclmulqdq.V512.IsSupported)
        {
            low ^= Fold(_lowFour);
            middle ^= Fold(_middleFour);
            high ^= Fold(_highFour);
        }

        low ^= Sse2.ShiftLeftLogical128BitLane(middle, 8);
        high ^= Sse2.ShiftRightLogical128BitLane(middle, 8);

        // The lower half stands for powers from x^128 up; 64 bits at a time they are folded into the ones below.
        low = HalvesSwapped(low) ^ Pclmulqdq.CarrylessMultiply(low, Polynomial, 0x00);
        low = HalvesSwapped(low) ^ Pclmulqdq.CarrylessMultiply(low, Polynomial, 0x00);
        return high ^ low;
    }

    private void Restart()
    {
        _low = _middle = _high = default;
        _lowFour = _middleFour = _highFour = default;
        _next = Powers - Math.Min(_left, Powers);
    }

    private static Vector128<ulong> Polynomial => Vector128.CreateScalar(0xC200_0000_0000_0000UL);

    private static Vector512<byte> SwapFour => Vector512.Create(
        Vector256.Create(SwapOne, SwapOne), Vector256.Create(SwapOne, SwapOne));

    private static Vector128<byte> SwapOne =>
        Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);

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
