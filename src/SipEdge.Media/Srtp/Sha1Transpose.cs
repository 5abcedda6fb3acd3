using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SipEdge.Media.Srtp;

/// <summary>
/// Turns one block of many messages into the words of a schedule: word i of every message side by side in vector i,
/// read as big-endian.
/// </summary>
internal static unsafe class Sha1Transpose
{
    public static void Load16(byte** messages, int offset, Vector512<uint>* words)
    {
        var half = Vector256.Create(SwapWords128, SwapWords128);
        var swap = Vector512.Create(half, half);
        for (var quad = 0; quad < 4; quad++)
        {
            // Rows 4q..4q+3, interleaved so that each 128-bit part holds one word of the four rows.
            var m = messages + (4 * quad);
            var r0 = Avx512BW.Shuffle(Vector512.Load(m[0] + offset), swap).AsUInt32();
            var r1 = Avx512BW.Shuffle(Vector512.Load(m[1] + offset), swap).AsUInt32();
            var r2 = Avx512BW.Shuffle(Vector512.Load(m[2] + offset), swap).AsUInt32();
            var r3 = Avx512BW.Shuffle(Vector512.Load(m[3] + offset), swap).AsUInt32();
            var t0 = Avx512F.UnpackLow(r0, r1).AsUInt64();
            var t1 = Avx512F.UnpackHigh(r0, r1).AsUInt64();
            var t2 = Avx512F.UnpackLow(r2, r3).AsUInt64();
            var t3 = Avx512F.UnpackHigh(r2, r3).AsUInt64();
            words[(4 * quad) + 0] = Avx512F.UnpackLow(t0, t2).AsUInt32();
            words[(4 * quad) + 1] = Avx512F.UnpackHigh(t0, t2).AsUInt32();
            words[(4 * quad) + 2] = Avx512F.UnpackLow(t1, t3).AsUInt32();
            words[(4 * quad) + 3] = Avx512F.UnpackHigh(t1, t3).AsUInt32();
        }

        // Now vector 4q+k holds words k, 4+k, 8+k, 12+k of the rows of quad q, one per 128-bit part: gather the parts.
        for (var k = 0; k < 4; k++)
        {
            var q0 = words[k];
            var q1 = words[4 + k];
            var q2 = words[8 + k];
            var q3 = words[12 + k];
            var low01 = Avx512F.Shuffle4x128(q0, q1, 0b01_00_01_00);
            var high01 = Avx512F.Shuffle4x128(q0, q1, 0b11_10_11_10);
            var low23 = Avx512F.Shuffle4x128(q2, q3, 0b01_00_01_00);
            var high23 = Avx512F.Shuffle4x128(q2, q3, 0b11_10_11_10);
            words[k] = Avx512F.Shuffle4x128(low01, low23, 0b10_00_10_00);
            words[4 + k] = Avx512F.Shuffle4x128(low01, low23, 0b11_01_11_01);
            words[8 + k] = Avx512F.Shuffle4x128(high01, high23, 0b10_00_10_00);
            words[12 + k] = Avx512F.Shuffle4x128(high01, high23, 0b11_01_11_01);
        }
    }

    public static void Load8(byte** messages, int offset, Vector256<uint>* words)
    {
        for (var half = 0; half < 2; half++)
        {
            Load8x8(messages, offset + (32 * half), words + (8 * half));
        }
    }

    private static void Load8x8(byte** messages, int offset, Vector256<uint>* words)
    {
        var swap = Vector256.Create(SwapWords128, SwapWords128);
        for (var quad = 0; quad < 2; quad++)
        {
            var m = messages + (4 * quad);
            var r0 = Avx2.Shuffle(Vector256.Load(m[0] + offset), swap).AsUInt32();
            var r1 = Avx2.Shuffle(Vector256.Load(m[1] + offset), swap).AsUInt32();
            var r2 = Avx2.Shuffle(Vector256.Load(m[2] + offset), swap).AsUInt32();
            var r3 = Avx2.Shuffle(Vector256.Load(m[3] + offset), swap).AsUInt32();
            var t0 = Avx2.UnpackLow(r0, r1).AsUInt64();
            var t1 = Avx2.UnpackHigh(r0, r1).AsUInt64();
            var t2 = Avx2.UnpackLow(r2, r3).AsUInt64();
            var t3 = Avx2.UnpackHigh(r2, r3).AsUInt64();
            words[(4 * quad) + 0] = Avx2.UnpackLow(t0, t2).AsUInt32();
            words[(4 * quad) + 1] = Avx2.UnpackHigh(t0, t2).AsUInt32();
            words[(4 * quad) + 2] = Avx2.UnpackLow(t1, t3).AsUInt32();
            words[(4 * quad) + 3] = Avx2.UnpackHigh(t1, t3).AsUInt32();
        }

        for (var k = 0; k < 4; k++)
        {
            var low = words[k];
            var high = words[4 + k];
            words[k] = Avx2.Permute2x128(low, high, 0x20);
            words[4 + k] = Avx2.Permute2x128(low, high, 0x31);
        }
    }

    private static Vector128<byte> SwapWords128 =>
        Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}
