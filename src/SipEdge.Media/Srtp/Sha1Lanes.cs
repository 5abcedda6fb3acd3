using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SipEdge.Media.Srtp;

/// <summary>
/// The operations SHA-1 needs on one word of as many messages as fit a register. The compression is written once for
/// all widths (<see cref="Sha1Compression"/>); the compiler specialises it for each.
/// </summary>
internal interface ISha1Lanes<TWord>
    where TWord : unmanaged
{
    static abstract TWord Broadcast(uint value);

    static abstract TWord Add(TWord left, TWord right);

    static abstract TWord Xor(TWord left, TWord right);

    static abstract TWord RotateLeft1(TWord value);

    static abstract TWord RotateLeft5(TWord value);

    static abstract TWord RotateLeft30(TWord value);

    /// <summary>b selects between c and d (FIPS 180-4 §4.1.1).</summary>
    static abstract TWord Choose(TWord b, TWord c, TWord d);

    static abstract TWord Parity(TWord b, TWord c, TWord d);

    static abstract TWord Majority(TWord b, TWord c, TWord d);
}

/// <summary>One message in general registers: the portable twin.</summary>
internal readonly struct Sha1Lanes1 : ISha1Lanes<uint>
{
    public static uint Broadcast(uint value) => value;

    public static uint Add(uint left, uint right) => left + right;

    public static uint Xor(uint left, uint right) => left ^ right;

    public static uint RotateLeft1(uint value) => BitOperations.RotateLeft(value, 1);

    public static uint RotateLeft5(uint value) => BitOperations.RotateLeft(value, 5);

    public static uint RotateLeft30(uint value) => BitOperations.RotateLeft(value, 30);

    public static uint Choose(uint b, uint c, uint d) => d ^ (b & (c ^ d));

    public static uint Parity(uint b, uint c, uint d) => b ^ c ^ d;

    public static uint Majority(uint b, uint c, uint d) => (b & c) | (d & (b | c));
}

/// <summary>Eight messages, AVX2.</summary>
internal readonly struct Sha1Lanes8 : ISha1Lanes<Vector256<uint>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Broadcast(uint value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> left, Vector256<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Xor(Vector256<uint> left, Vector256<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateLeft1(Vector256<uint> value) => (value << 1) | (value >>> 31);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateLeft5(Vector256<uint> value) => (value << 5) | (value >>> 27);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateLeft30(Vector256<uint> value) => (value << 30) | (value >>> 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Choose(Vector256<uint> b, Vector256<uint> c, Vector256<uint> d) => d ^ (b & (c ^ d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Parity(Vector256<uint> b, Vector256<uint> c, Vector256<uint> d) => b ^ c ^ d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Majority(Vector256<uint> b, Vector256<uint> c, Vector256<uint> d) =>
        (b & c) | (d & (b | c));
}

/// <summary>Sixteen messages, AVX-512: rotation and any function of three words are one instruction each.</summary>
internal readonly struct Sha1Lanes16 : ISha1Lanes<Vector512<uint>>
{
    // Truth tables: bit (4b + 2c + d) of the constant is the result.
    private const byte ChooseTable = 0xCA;
    private const byte ParityTable = 0x96;
    private const byte MajorityTable = 0xE8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Broadcast(uint value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Add(Vector512<uint> left, Vector512<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Xor(Vector512<uint> left, Vector512<uint> right) => left ^ right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateLeft1(Vector512<uint> value) => Avx512F.RotateLeft(value, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateLeft5(Vector512<uint> value) => Avx512F.RotateLeft(value, 5);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateLeft30(Vector512<uint> value) => Avx512F.RotateLeft(value, 30);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Choose(Vector512<uint> b, Vector512<uint> c, Vector512<uint> d) =>
        Avx512F.TernaryLogic(b, c, d, ChooseTable);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Parity(Vector512<uint> b, Vector512<uint> c, Vector512<uint> d) =>
        Avx512F.TernaryLogic(b, c, d, ParityTable);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Majority(Vector512<uint> b, Vector512<uint> c, Vector512<uint> d) =>
        Avx512F.TernaryLogic(b, c, d, MajorityTable);
}
