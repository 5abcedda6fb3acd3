using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SipEdge.Media.Srtp;

/// <summary>
/// AES with 128 or 256 bits in counter mode: a start value, and a block counter in its last bits (16 of them in
/// RFC 3711 §4.1.1, 32 in GCM). AES-NI with eight blocks in flight where the processor has it, else a portable twin;
/// chosen once at start. Immutable after construction.
/// </summary>
internal sealed class AesCounterMode
{
    private const int BlockLength = 16;

    /// <summary>What the 16-bit counter allows (RFC 3711 §4.1.1).</summary>
    public const int MaxLength = (1 << 16) * BlockLength;

    private readonly RoundKeys _keys;
    private readonly int _rounds;
    private readonly bool _hardware;

    /// <summary>A cipher on the best path of this machine.</summary>
    public AesCounterMode(ReadOnlySpan<byte> key)
        : this(key, HardwareAvailable)
    {
    }

    /// <summary>For tests, which compare the paths.</summary>
    internal AesCounterMode(ReadOnlySpan<byte> key, bool hardware)
    {
        Span<uint> schedule = stackalloc uint[AesTables.MaxScheduleWords];
        _rounds = AesTables.ExpandKey(key, schedule);
        for (var i = 0; i <= _rounds; i++)
        {
            // The hardware wants the bytes in memory order, the tables want big-endian words.
            var words = Vector128.Create<uint>(schedule.Slice(4 * i, 4));
            _keys[i] = hardware ? Vector128.Shuffle(words.AsByte(), SwapWords) : words.AsByte();
        }

        schedule.Clear();
        _hardware = hardware;
    }

    public static bool HardwareAvailable => Aes.IsSupported && Ssse3.IsSupported;

    private static Vector128<byte> SwapWords =>
        Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);

    private static Vector128<byte> SwapAll =>
        Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);

    /// <summary>
    /// XORs the key stream onto <paramref name="data"/>. The start value is the 16 bytes of the counter block as two
    /// big-endian halves; the end of <paramref name="low"/> is the first block's counter.
    /// </summary>
    public void Apply(ulong high, ulong low, Span<byte> data)
    {
        if (_hardware)
        {
            ApplyHardware(Vector128.Create(low, high), data);
        }
        else
        {
            ApplyPortable(high, low, data);
        }
    }

    private void ApplyHardware(Vector128<ulong> counter, Span<byte> data)
    {
        ref var keys = ref Unsafe.As<RoundKeys, Vector128<byte>>(ref Unsafe.AsRef(in _keys));
        var rounds = _rounds;
        ref var at = ref MemoryMarshal.GetReference(data);
        var left = data.Length;
        while (left >= 8 * BlockLength)
        {
            EightBlocks(ref keys, rounds, counter, ref at);
            counter += Vector128.CreateScalar(8UL);
            at = ref Unsafe.Add(ref at, 8 * BlockLength);
            left -= 8 * BlockLength;
        }

        if (left >= 4 * BlockLength)
        {
            FourBlocks(ref keys, rounds, counter, ref at);
            counter += Vector128.CreateScalar(4UL);
            at = ref Unsafe.Add(ref at, 4 * BlockLength);
            left -= 4 * BlockLength;
        }

        while (left >= BlockLength)
        {
            (Vector128.LoadUnsafe(ref at) ^ Encrypt(ref keys, rounds, counter)).StoreUnsafe(ref at);
            counter += Vector128.CreateScalar(1UL);
            at = ref Unsafe.Add(ref at, BlockLength);
            left -= BlockLength;
        }

        if (left == 0)
        {
            return;
        }

        var stream = Encrypt(ref keys, rounds, counter);
        if (data.Length >= BlockLength)
        {
            ref var last = ref Unsafe.Add(ref at, left - BlockLength);
            (Vector128.LoadUnsafe(ref last) ^ PartialBlock.ToEnd(stream, left)).StoreUnsafe(ref last);
            return;
        }

        for (var i = 0; i < left; i++)
        {
            Unsafe.Add(ref at, i) ^= stream.GetElement(i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Block(Vector128<ulong> counter, ulong add) =>
        Ssse3.Shuffle((counter + Vector128.CreateScalar(add)).AsByte(), SwapAll);

    private static Vector128<byte> Encrypt(ref Vector128<byte> keys, int rounds, Vector128<ulong> counter)
    {
        var block = Block(counter, 0) ^ keys;
        for (var round = 1; round < rounds; round++)
        {
            block = Aes.Encrypt(block, Unsafe.Add(ref keys, round));
        }

        return Aes.EncryptLast(block, Unsafe.Add(ref keys, rounds));
    }

    /// <summary>Eight independent blocks hide the latency of one AES round behind the others.</summary>
    private static void EightBlocks(ref Vector128<byte> keys, int rounds, Vector128<ulong> counter, ref byte data)
    {
        var key = keys;
        var b0 = Block(counter, 0) ^ key;
        var b1 = Block(counter, 1) ^ key;
        var b2 = Block(counter, 2) ^ key;
        var b3 = Block(counter, 3) ^ key;
        var b4 = Block(counter, 4) ^ key;
        var b5 = Block(counter, 5) ^ key;
        var b6 = Block(counter, 6) ^ key;
        var b7 = Block(counter, 7) ^ key;
        for (var round = 1; round < rounds; round++)
        {
            key = Unsafe.Add(ref keys, round);
            b0 = Aes.Encrypt(b0, key);
            b1 = Aes.Encrypt(b1, key);
            b2 = Aes.Encrypt(b2, key);
            b3 = Aes.Encrypt(b3, key);
            b4 = Aes.Encrypt(b4, key);
            b5 = Aes.Encrypt(b5, key);
            b6 = Aes.Encrypt(b6, key);
            b7 = Aes.Encrypt(b7, key);
        }

        key = Unsafe.Add(ref keys, rounds);
        Xor(ref data, 0, Aes.EncryptLast(b0, key));
        Xor(ref data, 1, Aes.EncryptLast(b1, key));
        Xor(ref data, 2, Aes.EncryptLast(b2, key));
        Xor(ref data, 3, Aes.EncryptLast(b3, key));
        Xor(ref data, 4, Aes.EncryptLast(b4, key));
        Xor(ref data, 5, Aes.EncryptLast(b5, key));
        Xor(ref data, 6, Aes.EncryptLast(b6, key));
        Xor(ref data, 7, Aes.EncryptLast(b7, key));
    }

    private static void FourBlocks(ref Vector128<byte> keys, int rounds, Vector128<ulong> counter, ref byte data)
    {
        var key = keys;
        var b0 = Block(counter, 0) ^ key;
        var b1 = Block(counter, 1) ^ key;
        var b2 = Block(counter, 2) ^ key;
        var b3 = Block(counter, 3) ^ key;
        for (var round = 1; round < rounds; round++)
        {
            key = Unsafe.Add(ref keys, round);
            b0 = Aes.Encrypt(b0, key);
            b1 = Aes.Encrypt(b1, key);
            b2 = Aes.Encrypt(b2, key);
            b3 = Aes.Encrypt(b3, key);
        }

        key = Unsafe.Add(ref keys, rounds);
        Xor(ref data, 0, Aes.EncryptLast(b0, key));
        Xor(ref data, 1, Aes.EncryptLast(b1, key));
        Xor(ref data, 2, Aes.EncryptLast(b2, key));
        Xor(ref data, 3, Aes.EncryptLast(b3, key));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Xor(ref byte data, nuint block, Vector128<byte> stream) =>
        (Vector128.LoadUnsafe(ref data, block * BlockLength) ^ stream).StoreUnsafe(ref data, block * BlockLength);

    /// <summary>
    /// By tables. Their look-ups depend on the key, which a process on the same core could time; a machine without AES
    /// instructions should not share its cores with strangers.
    /// </summary>
    private void ApplyPortable(ulong high, ulong low, Span<byte> data)
    {
        ReadOnlySpan<uint> schedule = MemoryMarshal.Cast<Vector128<byte>, uint>((ReadOnlySpan<Vector128<byte>>)_keys);
        Span<byte> stream = stackalloc byte[BlockLength];
        while (!data.IsEmpty)
        {
            EncryptPortable(schedule, _rounds, high, low, stream);
            low++;
            var length = Math.Min(data.Length, BlockLength);
            for (var i = 0; i < length; i++)
            {
                data[i] ^= stream[i];
            }

            data = data[length..];
        }
    }

    private static void EncryptPortable(ReadOnlySpan<uint> schedule, int rounds, ulong high, ulong low, Span<byte> output)
    {
        var a = (uint)(high >> 32) ^ schedule[0];
        var b = (uint)high ^ schedule[1];
        var c = (uint)(low >> 32) ^ schedule[2];
        var d = (uint)low ^ schedule[3];
        for (var round = 1; round < rounds; round++)
        {
            var key = schedule[(4 * round)..];
            (a, b, c, d) = (
                Mix(a, b, c, d) ^ key[0],
                Mix(b, c, d, a) ^ key[1],
                Mix(c, d, a, b) ^ key[2],
                Mix(d, a, b, c) ^ key[3]);
        }

        var last = schedule[(4 * rounds)..];
        BinaryPrimitives.WriteUInt32BigEndian(output, Substitute(a, b, c, d) ^ last[0]);
        BinaryPrimitives.WriteUInt32BigEndian(output[4..], Substitute(b, c, d, a) ^ last[1]);
        BinaryPrimitives.WriteUInt32BigEndian(output[8..], Substitute(c, d, a, b) ^ last[2]);
        BinaryPrimitives.WriteUInt32BigEndian(output[12..], Substitute(d, a, b, c) ^ last[3]);
    }

    /// <summary>SubBytes, ShiftRows and MixColumns for one column.</summary>
    private static uint Mix(uint row0, uint row1, uint row2, uint row3)
    {
        var table = AesTables.MixedColumn;
        return table[row0 >> 24]
            ^ BitOperations.RotateRight(table[(byte)(row1 >> 16)], 8)
            ^ BitOperations.RotateRight(table[(byte)(row2 >> 8)], 16)
            ^ BitOperations.RotateRight(table[(byte)row3], 24);
    }

    /// <summary>The last round has no MixColumns.</summary>
    private static uint Substitute(uint row0, uint row1, uint row2, uint row3)
    {
        var box = AesTables.SubstitutionBox;
        return ((uint)box[row0 >> 24] << 24)
            | ((uint)box[(byte)(row1 >> 16)] << 16)
            | ((uint)box[(byte)(row2 >> 8)] << 8)
            | box[(byte)row3];
    }

    [InlineArray(AesTables.MaxRounds + 1)]
    private struct RoundKeys
    {
        private Vector128<byte> _first;
    }
}
