using System.Numerics;

namespace SipEdge.Core.Abuse;

/// <summary>
/// SipHash-2-4 of sixteen bytes (Aumasson and Bernstein, 2012): with a key that no stranger knows, nobody can choose addresses
/// that meet in one place of a table.
/// </summary>
internal readonly struct KeyedHash(ulong key0, ulong key1)
{
    /// <summary>The length of what is hashed, as SipHash adds it to its last block.</summary>
    private const ulong LastBlock = 16UL << 56;

    public ulong Of(ulong first, ulong second)
    {
        var v0 = key0 ^ 0x736F6D6570736575;
        var v1 = key1 ^ 0x646F72616E646F6D;
        var v2 = key0 ^ 0x6C7967656E657261;
        var v3 = key1 ^ 0x7465646279746573;
        Block(first, ref v0, ref v1, ref v2, ref v3);
        Block(second, ref v0, ref v1, ref v2, ref v3);
        Block(LastBlock, ref v0, ref v1, ref v2, ref v3);
        v2 ^= 0xFF;
        for (var round = 0; round < 4; round++)
        {
            Round(ref v0, ref v1, ref v2, ref v3);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Block(ulong block, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= block;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= block;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
