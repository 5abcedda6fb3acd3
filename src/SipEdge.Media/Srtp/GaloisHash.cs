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

    /// <summary>Blocks between two reductions; also the entries of a table of four bits.</summary>
    private const int Powers = 16;

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
        // What is left of the header over whole blocks, and the suffix: at most 19 bytes.
        Span<byte> rest = stackalloc byte[2 * BlockLength];
        var whole = header.Length & -BlockLength;
        var restLength = header.Length - whole;
        rest.Clear();
        header[whole..].CopyTo(rest);
        if (suffix is { } value)
        {
            BinaryPrimitives.WriteUInt32BigEndian(rest[restLength..], value);
            restLength += 4;
        }

        rest = rest[..((restLength + BlockLength - 1) & -BlockLength)];
        var lengths = new UInt128(8 * (ulong)(whole + restLength), 8 * (ulong)data.Length);
        if (_path == GaloisPath.Portable)
        {
            var sum = Absorb(Absorb(Absorb(default, header[..whole]), rest), data);
            BinaryPrimitives.WriteUInt128BigEndian(hash, Multiply(_table, sum ^ lengths));
        }
        else
        {
            ComputeHardware(header[..whole], rest, data, lengths, hash);
        }
    }

    private void ComputeHardware(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> rest,
        ReadOnlySpan<byte> data,
        UInt128 lengths,
        Span<byte> hash)
    {
        var blocks = (header.Length + rest.Length + data.Length + BlockLength - 1) / BlockLength;
        var sum = new GaloisSum(ref Unsafe.As<PowerTable, Vector128<ulong>>(ref Unsafe.AsRef(in _table)), blocks + 1);
        for (; !header.IsEmpty; header = header[BlockLength..])
        {
            sum.Add(Load(ref MemoryMarshal.GetReference(header)));
        }

        for (; !rest.IsEmpty; rest = rest[BlockLength..])
        {
            sum.Add(Load(ref MemoryMarshal.GetReference(rest)));
        }

        ref var at = ref MemoryMarshal.GetReference(data);
        var left = data.Length;
        while (left >= BlockLength)
        {
            if (Pclmulqdq.V512.IsSupported && _path == GaloisPath.Four && left >= 4 * BlockLength && sum.HasRoomForFour)
            {
                sum.AddFour(ref at);
                at = ref Unsafe.Add(ref at, 4 * BlockLength);
                left -= 4 * BlockLength;
            }
            else
            {
                sum.Add(Load(ref at));
                at = ref Unsafe.Add(ref at, BlockLength);
                left -= BlockLength;
            }
        }

        if (left > 0)
        {
            Span<byte> last = stackalloc byte[BlockLength];
            last.Clear();
            data[^left..].CopyTo(last);
            sum.Add(Load(ref MemoryMarshal.GetReference(last)));
        }

        sum.Add(Vector128.Create((ulong)lengths, (ulong)(lengths >> 64)));
        Swap(sum.Reduce()).StoreUnsafe(ref MemoryMarshal.GetReference(hash));
    }

    /// <summary>A block as a number whose highest bit is the coefficient of x^0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ref byte block) => Swap(Vector128.LoadUnsafe(ref block).AsUInt64()).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Swap(Vector128<ulong> value) =>
        Ssse3.Shuffle(value.AsByte(), Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));

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
            var product = new GaloisSum(ref Unsafe.As<Vector128<byte>, Vector128<ulong>>(ref table[i]));
            product.Add(first);
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

    private UInt128 Absorb(UInt128 sum, ReadOnlySpan<byte> data)
    {
        Span<byte> last = stackalloc byte[BlockLength];
        while (!data.IsEmpty)
        {
            var length = Math.Min(data.Length, BlockLength);
            last.Clear();
            data[..length].CopyTo(last);
            sum = Multiply(_table, sum ^ BinaryPrimitives.ReadUInt128BigEndian(last));
            data = data[length..];
        }

        return sum;
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
