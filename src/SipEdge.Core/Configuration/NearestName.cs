namespace SipEdge.Core.Configuration;

/// <summary>Finds what was probably meant: the known name with the smallest edit distance, if it is close at all.</summary>
public static class NearestName
{
    private const int LongestCompared = 64;

    public static string? Find(string written, IEnumerable<string> known)
    {
        if (written.Length is 0 or > LongestCompared)
        {
            return null;
        }
        string? best = null;
        // A third of the word may be wrong; more than that is another word.
        var bestDistance = Math.Max(1, written.Length / 3) + 1;
        foreach (var name in known)
        {
            if (name.Length > LongestCompared || Math.Abs(name.Length - written.Length) >= bestDistance)
            {
                continue;
            }
            var distance = Distance(written, name);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (name, distance);
            }
        }
        return best;
    }

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours, ignoring case and '-' against '_'.</summary>
    internal static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        Span<int> before = stackalloc int[LongestCompared + 1];
        Span<int> previous = stackalloc int[LongestCompared + 1];
        Span<int> current = stackalloc int[LongestCompared + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Fold(a[i - 1]) == Fold(b[j - 1]) ? 0 : 1;
                var value = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && Fold(a[i - 1]) == Fold(b[j - 2]) && Fold(a[i - 2]) == Fold(b[j - 1]))
                {
                    value = Math.Min(value, before[j - 2] + 1);
                }
                current[j] = value;
            }
            previous[..(b.Length + 1)].CopyTo(before);
            current[..(b.Length + 1)].CopyTo(previous);
        }
        return previous[b.Length];
    }

    private static char Fold(char c) => c == '-' ? '_' : char.ToLowerInvariant(c);
}
