using System.Numerics;

namespace SipEdge.Media.Srtp;

/// <summary>The AES substitution box and the key schedule (FIPS 197 §5.1.1, §5.2), computed once at start.</summary>
internal static class AesTables
{
    public const int Rounds = 10;

    /// <summary>32-bit words of an expanded 128-bit key.</summary>
    public const int ScheduleWords = 4 * (Rounds + 1);

    public static readonly byte[] SubstitutionBox = MakeSubstitutionBox();

    /// <summary>Substitution and the first column of MixColumns in one look-up: bytes 2s, s, s, 3s from the top.</summary>
    public static readonly uint[] MixedColumn = MakeMixedColumn();

    /// <summary>Expands a key into big-endian words.</summary>
    public static void ExpandKey(ReadOnlySpan<byte> key, Span<uint> schedule)
    {
        for (var i = 0; i < 4; i++)
        {
            schedule[i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(key[(4 * i)..]);
        }

        byte constant = 1;
        for (var i = 4; i < ScheduleWords; i++)
        {
            var word = schedule[i - 1];
            if (i % 4 == 0)
            {
                word = Substitute(BitOperations.RotateLeft(word, 8)) ^ ((uint)constant << 24);
                constant = Double(constant);
            }

            schedule[i] = schedule[i - 4] ^ word;
        }
    }

    private static uint Substitute(uint word) =>
        ((uint)SubstitutionBox[word >> 24] << 24)
        | ((uint)SubstitutionBox[(byte)(word >> 16)] << 16)
        | ((uint)SubstitutionBox[(byte)(word >> 8)] << 8)
        | SubstitutionBox[(byte)word];

    /// <summary>Multiplication by x in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1.</summary>
    private static byte Double(byte value) => (byte)((value << 1) ^ ((value >> 7) * 0x1B));

    private static byte[] MakeSubstitutionBox()
    {
        // Walk the multiplicative group by the generator 3 and, in step, by its inverse: p * q stays 1.
        var box = new byte[256];
        byte p = 1;
        byte q = 1;
        do
        {
            p ^= Double(p);
            q ^= (byte)(q << 1);
            q ^= (byte)(q << 2);
            q ^= (byte)(q << 4);
            q ^= (byte)((q >> 7) * 0x09);
            box[p] = (byte)(0x63 ^ q ^ Rotate(q, 1) ^ Rotate(q, 2) ^ Rotate(q, 3) ^ Rotate(q, 4));
        }
        while (p != 1);
        box[0] = 0x63;
        return box;
    }

    private static byte Rotate(byte value, int count) => (byte)((value << count) | (value >> (8 - count)));

    private static uint[] MakeMixedColumn()
    {
        var table = new uint[256];
        for (var i = 0; i < 256; i++)
        {
            var s = SubstitutionBox[i];
            var twice = Double(s);
            table[i] = ((uint)twice << 24) | ((uint)s << 16) | ((uint)s << 8) | (byte)(twice ^ s);
        }

        return table;
    }
}
