using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SipEdge.Media.Srtp;

/// <summary>How <see cref="GaloisHash"/> multiplies.</summary>
internal enum GaloisPath : byte
{
    /// <summary>By tables, four bits at a time.</summary>
    Portable,

    /// <summary>PCLMULQDQ, a block at a time.</summary>
    One,

    /// <summary>VPCLMULQDQ on 512 bits, four blocks at a time.</summary>
    Four,
}

/// <summary>
/// GHASH, the authenticating half of GCM (NIST SP 800-38D §6.4): a polynomial over GF(2^128) whose coefficients are the
/// blocks, at a secret point H. The sum of up to 16 products is reduced once. Immutable.
/// </summary>
internal sealed class GaloisHash
{
    public const int BlockLength = 16;

    /// <summary>Powers kept; also the entries of a table of four bits.</summary>
    private const int Powers = 16;

    /// <summary>Blocks of data between two reductions of a long packet.</summary>
    private const int Run = 12;

    /// <summary>Blocks of data that still go with the header's, a tail and the lengths without one.</summary>
    private const int MaxLastBlocks = Powers - 3;

    /// <summary>An RTP header without sources or extensions, and what SRTCP authenticates in the clear.</summary>
    private const int ShortHeader = 12;

    /// <summary>
    /// Hardware: H^16 down to H^1, times x^-1, with the bits of each turned round. Portable: the multiples of H by the
    /// polynomials of degree below 4.
    /// </summary>
    private readonly PowerTable _table;

    private readonly GaloisPath _path;

    public GaloisHash(ReadOnlySpan<byte> point)
        : this(point, Best)
    {
    }

    /// <summary>For tests, which compare the paths.</summary>
    internal GaloisHash(ReadOnlySpan<byte> point, GaloisPath path)
    {
        _path = path;
        var h = BinaryPrimitives.ReadUInt128BigEndian(point);
        if (path == GaloisPath.Portable)
        {
            FillMultiples(_table, h);
        }
        else
        {
            FillPowers(_table, h);
        }
    }

    /// <summary>What this machine does fastest.</summary>
    public static GaloisPath Best { get; } =
        !Pclmulqdq.IsSupported || !Ssse3.IsSupported ? GaloisPath.Portable
        : Pclmulqdq.V512.IsSupported && Avx512BW.IsSupported ? GaloisPath.Four
        : GaloisPath.One;

    /// <summary>
    /// The hash of <paramref name="header"/>, followed by the four bytes of <paramref name="suffix"/> if any, and of
    /// <paramref name="data"/>; each padded to whole blocks, and both lengths behind them.
    /// </summary>
    public void Compute(ReadOnlySpan<byte> header, uint? suffix, ReadOnlySpan<byte> data, Span<byte> hash)
    {
        var headerLength = header.Length + (suffix is null ? 0 : 4);
        var lengths = new UInt128(8 * (ulong)headerLength, 8 * (ulong)data.Length);
        if (headerLength == ShortHeader)
        {
            var end = suffix ?? BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
            ComputeBlocks(
                new UInt128(BinaryPrimitives.ReadUInt64BigEndian(header), (ulong)end << 32), data, lengths, hash);
            return;
        }

        // All but the last of the header's blocks go singly: few packets have more than one.
        Span<byte> rest = stackalloc byte[2 * BlockLength];
        rest.Clear();
        var sum = UInt128.Zero;
        while (header.Length > BlockLength)
        {
            sum = Times(sum ^ BinaryPrimitives.ReadUInt128BigEndian(header));
            header = header[BlockLength..];
        }

        header.CopyTo(rest);
        if (suffix is { } value)
        {
            BinaryPrimitives.WriteUInt32BigEndian(rest[header.Length..], value);
            if (header.Length + 4 > BlockLength)
            {
                sum = Times(sum ^ BinaryPrimitives.ReadUInt128BigEndian(rest));
                rest = rest[BlockLength..];
            }
        }

        ComputeBlocks(sum ^ BinaryPrimitives.ReadUInt128BigEndian(rest), data, lengths, hash);
    }

    /// <summary>Goes on from the last block of the header, which has what came before it in it.</summary>
    private void ComputeBlocks(UInt128 first, ReadOnlySpan<byte> data, UInt128 lengths, Span<byte> hash)
    {
        var whole = data.Length / BlockLength;
        var left = data.Length % BlockLength;
        if (_path != GaloisPath.Portable)
        {
            var tail = left == 0 ? default
                : whole == 0 ? AsVector(LoadTail(data))
                : Swap(PartialBlock.ToStart(Vector128.Create(data[^BlockLength..]), left).AsUInt64()).AsUInt64();
            var sum = SumHardware(
                AsVector(first),
                ref MemoryMarshal.GetReference(data),
                whole,
                left != 0,
                tail,
                AsVector(lengths));
            Swap(sum).StoreUnsafe(ref MemoryMarshal.GetReference(hash));
            return;
        }

        var value = Multiply(_table, first);
        for (; data.Length >= BlockLength; data = data[BlockLength..])
        {
            value = Multiply(_table, value ^ BinaryPrimitives.ReadUInt128BigEndian(data));
        }

        value = left == 0 ? value : Multiply(_table, value ^ LoadTail(data));
        BinaryPrimitives.WriteUInt128BigEndian(hash, Multiply(_table, value ^ lengths));
    }

    private Vector128<ulong> SumHardware(
        Vector128<ulong> carry,
        ref byte at,
        int whole,
        bool hasTail,
        Vector128<ulong> tail,
        Vector128<ulong> lengths)
    {
        // A block's power is its distance from the end. What is carried over is added to the next block, so it has that
        // one's power; at first it is the header's block, one before.
        ref var end = ref Unsafe.Add(
            ref Unsafe.As<PowerTable, Vector128<ulong>>(ref Unsafe.AsRef(in _table)), Powers);
        var four = Pclmulqdq.V512.IsSupported && _path == GaloisPath.Four;
        var ahead = 1;
        while (whole > MaxLastBlocks)
        {
            carry = SumRun(ref end, carry, Run + ahead, ref at, Run, Run, four).Reduce();
            at = ref Unsafe.Add(ref at, Run * BlockLength);
            whole -= Run;
            ahead = 0;
        }

        var power = whole + (hasTail ? 2 : 1);
        var sum = SumRun(ref end, carry, power + ahead, ref at, whole, power, four);
        if (hasTail)
        {
            sum.Add(tail, Unsafe.Subtract(ref end, 2));
        }

        sum.Add(lengths, Unsafe.Subtract(ref end, 1));
        return sum.Reduce();
    }

    /// <summary>The carry, and blocks in a row with descending powers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static GaloisSum SumRun(
        ref Vector128<ulong> end,
        Vector128<ulong> carry,
        int carryPower,
        ref byte at,
        int blocks,
        int power,
        bool four)
    {
        var sum = default(GaloisSum);
        sum.Add(carry, Unsafe.Subtract(ref end, carryPower));
        ref var powers = ref Unsafe.Subtract(ref end, power);
        if (Pclmulqdq.V512.IsSupported && four && blocks >= 4)
        {
            var fours = default(GaloisSumOfFour);
            do
            {
                fours.Add(LoadFour(ref at), Vector512.LoadUnsafe(ref Unsafe.As<Vector128<ulong>, ulong>(ref powers)));
                at = ref Unsafe.Add(ref at, 4 * BlockLength);
                powers = ref Unsafe.Add(ref powers, 4);
                blocks -= 4;
            }
            while (blocks >= 4);
            sum.Add(fours);
        }

        for (; blocks > 0; blocks--)
        {
            sum.Add(Load(ref at), powers);
            at = ref Unsafe.Add(ref at, BlockLength);
            powers = ref Unsafe.Add(ref powers, 1);
        }

        return sum;
    }

    /// <summary>A block as a number whose highest bit is the coefficient of x^0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ref byte block) => Swap(Vector128.LoadUnsafe(ref block).AsUInt64()).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> LoadFour(ref byte blocks)
    {
        var order = Vector512.Create(
            (byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
            15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
            15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
            15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
        return Avx512BW.Shuffle(Vector512.LoadUnsafe(ref blocks), order).AsUInt64();
    }

    /// <summary>What is left over of the data, as a number that ends in zeros.</summary>
    private static UInt128 LoadTail(ReadOnlySpan<byte> tail)
    {
        Span<byte> block = stackalloc byte[BlockLength];
        block.Clear();
        tail.CopyTo(block);
        return BinaryPrimitives.ReadUInt128BigEndian(block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Swap(Vector128<ulong> value) => Ssse3.Shuffle(value.AsByte(), SwapOrder);

    private static Vector128<byte> SwapOrder =>
        Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> AsVector(UInt128 value) => Vector128.Create((ulong)value, (ulong)(value >> 64));

    /// <summary>One block times H.</summary>
    private UInt128 Times(UInt128 value)
    {
        if (_path == GaloisPath.Portable)
        {
            return Multiply(_table, value);
        }

        var sum = default(GaloisSum);
        sum.Add(AsVector(value), _table[Powers - 1].AsUInt64());
        var product = sum.Reduce();
        return new UInt128(product.GetElement(1), product.GetElement(0));
    }

    private static void FillPowers(Span<Vector128<byte>> table, UInt128 h)
    {
        // In this order of bits a product comes out one place too low, so that H is kept times x^-1: shifted up by
        // one, and x^-1 = x^127 + x^6 + x + 1 for the bit that falls out.
        var shifted = (h << 1) ^ (h >> 127 == 0 ? UInt128.Zero : new UInt128(0xC200_0000_0000_0000, 1));
        var first = Vector128.Create((ulong)shifted, (ulong)(shifted >> 64));
        var power = first;
        for (var i = Powers - 1; i >= 0; i--)
        {
            table[i] = power.AsByte();
            var product = default(GaloisSum);
            product.Add(first, power);
            power = product.Reduce();
        }
    }

    private static void FillMultiples(Span<Vector128<byte>> table, UInt128 h)
    {
        Span<UInt128> multiples = MemoryMarshal.Cast<Vector128<byte>, UInt128>(table);
        multiples[0] = default;
        for (var bit = 8; bit > 0; bit >>= 1, h = TimesX(h))
        {
            multiples[bit] = h;
        }

        for (var i = 3; i < Powers; i++)
        {
            var lowest = i & -i;
            multiples[i] = multiples[lowest] ^ multiples[i ^ lowest];
        }
    }

    /// <summary>
    /// By tables, from the highest power of x down. Their look-ups depend on the data and on H, which a process on the
    /// same core could time; as with <see cref="AesCounterMode"/>'s, such a machine should not share its cores.
    /// </summary>
    private static UInt128 Multiply(ReadOnlySpan<Vector128<byte>> table, UInt128 value)
    {
        ReadOnlySpan<UInt128> multiples = MemoryMarshal.Cast<Vector128<byte>, UInt128>(table);
        var product = UInt128.Zero;
        for (var nibble = 0; nibble < 32; nibble++)
        {
            var carry = (int)(product & 15);
            product = (product >> 4) ^ (UInt128)Reductions[carry] << 112;
            product ^= multiples[(int)(value & 15)];
            value >>= 4;
        }

        return product;
    }

    /// <summary>What four bits that fall out stand for: each is x^128 = x^7 + x^2 + x + 1 times a power of x.</summary>
    private static ReadOnlySpan<ushort> Reductions =>
    [
        0x0000, 0x1C20, 0x3840, 0x2460, 0x7080, 0x6CA0, 0x48C0, 0x54E0,
        0xE100, 0xFD20, 0xD940, 0xC560, 0x9180, 0x8DA0, 0xA9C0, 0xB5E0,
    ];

    private static UInt128 TimesX(UInt128 value) =>
        (value >> 1) ^ ((value & 1) == 0 ? UInt128.Zero : new UInt128(0xE100_0000_0000_0000, 0));

    [InlineArray(Powers)]
    private struct PowerTable
    {
        private Vector128<byte> _first;
    }
}
