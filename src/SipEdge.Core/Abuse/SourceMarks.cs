namespace SipEdge.Core.Abuse;

/// <summary>
/// What else is remembered of a source, in one word: until when it counts as proven, how many bans it had and until when that is
/// held against it, and how many failures its score is made of. Times in whole minutes, counts as far as they reach.
/// </summary>
internal readonly record struct SourceMarks(long ProvenUntil, long HeldUntil, int Strikes, int Failures)
{
    public const int MostStrikes = 15;
    public const int MostFailures = 4095;

    private const long Minute = 60_000;
    private const long MinuteMask = 0xFF_FFFF;

    public static SourceMarks Read(ref long word)
    {
        var bits = Volatile.Read(ref word);
        return Of(bits);
    }

    public bool IsProven(long now) => ProvenUntil > now;

    /// <summary>Bans that still count.</summary>
    public int StrikesAt(long now) => HeldUntil > now ? Strikes : 0;

    public static void Prove(ref long word, long until)
    {
        var bits = Volatile.Read(ref word);
        while (Of(bits) is var marks && marks.ProvenUntil < until)
        {
            var before = Interlocked.CompareExchange(ref word, (marks with { ProvenUntil = until }).Bits(), bits);
            if (before == bits)
            {
                return;
            }
            bits = before;
        }
    }

    /// <summary>One more failure; the first one when the score before it had decayed.</summary>
    public static int CountFailure(ref long word, bool first)
    {
        var bits = Volatile.Read(ref word);
        while (true)
        {
            var marks = Of(bits);
            var failures = first ? 1 : Math.Min(marks.Failures + 1, MostFailures);
            var before = Interlocked.CompareExchange(ref word, (marks with { Failures = failures }).Bits(), bits);
            if (before == bits)
            {
                return failures;
            }
            bits = before;
        }
    }

    /// <summary>One more ban, remembered until a time.</summary>
    public static void Strike(ref long word, long now, long heldUntil)
    {
        var bits = Volatile.Read(ref word);
        while (true)
        {
            var marks = Of(bits);
            var strikes = Math.Min(marks.StrikesAt(now) + 1, MostStrikes);
            var struck = marks with { Strikes = strikes, HeldUntil = heldUntil, Failures = 0 };
            var before = Interlocked.CompareExchange(ref word, struck.Bits(), bits);
            if (before == bits)
            {
                return;
            }
            bits = before;
        }
    }

    private static SourceMarks Of(long bits) => new(
        (bits & MinuteMask) * Minute, ((bits >> 24) & MinuteMask) * Minute, (int)((bits >> 48) & 0xF),
        (int)((bits >> 52) & 0xFFF));

    private long Bits() =>
        Minutes(ProvenUntil) | (Minutes(HeldUntil) << 24) | ((long)Strikes << 48) | ((long)Failures << 52);

    // Rounded up: a time given is kept in full.
    private static long Minutes(long milliseconds) => Math.Min((milliseconds + Minute - 1) / Minute, MinuteMask);
}
