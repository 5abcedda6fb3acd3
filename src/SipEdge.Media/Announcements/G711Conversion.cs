namespace SipEdge.Media.Announcements;

/// <summary>
/// From one law of G.711 to the other, byte for byte: the code whose level is nearest. G.711's own tables 3 and 4 differ
/// from it in a few codes by one step, which nobody hears. Immutable.
/// </summary>
public static class G711Conversion
{
    private static readonly byte[] MuToA = Nearest(LinearOfMu, LinearOfA);
    private static readonly byte[] AToMu = Nearest(LinearOfA, LinearOfMu);

    public static byte ToA(byte mu) => MuToA[mu];

    public static byte ToMu(byte a) => AToMu[a];

    /// <summary>The level of an A-law code in 16 bits (G.711 table 1, bits inverted as they travel).</summary>
    public static int LinearOfA(byte code)
    {
        var bits = code ^ 0x55;
        var segment = (bits >> 4) & 7;
        var step = ((bits & 15) << 4) + 8;
        var level = segment == 0 ? step : (step + 0x100) << (segment - 1);
        return (bits & 0x80) != 0 ? level : -level;
    }

    /// <summary>The level of a mu-law code in 16 bits (G.711 table 2, bits inverted as they travel).</summary>
    public static int LinearOfMu(byte code)
    {
        var bits = ~code & 0xFF;
        var level = ((((bits & 15) << 3) + 0x84) << ((bits >> 4) & 7)) - 0x84;
        return (bits & 0x80) != 0 ? -level : level;
    }

    private static byte[] Nearest(Func<byte, int> from, Func<byte, int> to)
    {
        var table = new byte[256];
        for (var code = 0; code < 256; code++)
        {
            var level = from((byte)code);
            var best = 0;
            for (var other = 1; other < 256; other++)
            {
                var (distance, least) = (Math.Abs(to((byte)other) - level), Math.Abs(to((byte)best) - level));

                // Of two zeros, and of two neighbours as near, the one of the same sign.
                var sameSign = (other ^ code) < 0x80;
                best = distance < least || (distance == least && sameSign) ? other : best;
            }

            table[code] = (byte)best;
        }

        return table;
    }
}
