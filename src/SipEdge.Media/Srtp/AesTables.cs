using System.Buffers.Binary;
using System.Numerics;

namespace SipEdge.Media.Srtp;

/// <summary>The AES substitution box and the key schedule (FIPS 197 §5.1.1, §5.2), computed once at start.</summary>
internal static class AesTables
{
    /// <summary>Rounds under a 256-bit key; a 128-bit one has ten (FIPS 197 §5).</summary>
    public const int MaxRounds = 14;

    /// <summary>32-bit words of the longest expanded key.</summary>
    public const int MaxScheduleWords = 4 * (MaxRounds + 1);

    public static readonly byte[] SubstitutionBox = MakeSubstitutionBox();

    /// <summary>Substitution and the first column of MixColumns in one look-up: bytes 2s, s, s, 3s from the top.</summary>
    public static readonly uint[] MixedColumn = MakeMixedColumn();

    /// <summary>Rounds under a key of so many bytes.</summary>
    public static int Rounds(int keyLength) => 6 + (keyLength / 4);

    /// <summary>Expands a key of 16 or 32 bytes into big-endian words, and returns its rounds.</summary>
    public static int ExpandKey(ReadOnlySpan<byte> key, Span<uint> schedule)
    {
        var words = key.Length / 4;
        var rounds = Rounds(key.Length);
        for (var i = 0; i < words; i++)
        {
            schedule[i] = BinaryPrimitives.ReadUInt32BigEndian(key[(4 * i)..]);
        }

        byte constant = 1;
        for (var i = words; i < 4 * (rounds + 1); i++)
        {
            var word = schedule[i - 1];
            if (i % words == 0)
            {
                word = Substitute(BitOperations.RotateLeft(word, 8)) ^ ((uint)constant << 24);
                constant = Double(constant);
            }
            else if (words == 8 && i % words == 4)
            {
                word = Substitute(word);
            }

            schedule[i] = schedule[i - words] ^ word;
        }

        return rounds;
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
