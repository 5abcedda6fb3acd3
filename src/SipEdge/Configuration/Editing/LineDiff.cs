using System.Globalization;
using System.Text;

namespace SipEdge.Configuration.Editing;

/// <summary>What changes between two texts, in the unified form that patch(1) reads.</summary>
internal static class LineDiff
{
    private const int Context = 3;

    public static string Write(string file, string before, string after)
    {
        var (old, fresh) = (Lines(before), Lines(after));
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"--- {file}\n+++ {file}\n");
        var edits = Compare(old, fresh);
        for (var first = 0; first < edits.Count;)
        {
            var last = first;
            while (last + 1 < edits.Count && edits[last + 1].Old - edits[last].OldEnd <= 2 * Context)
            {
                last++;
            }
            WriteHunk(text, old, fresh, edits, first, last);
            first = last + 1;
        }
        return text.ToString();
    }

    /// <summary>For each line of the second text the line of the first that it is, counted from 1; 0: a line that is not there.</summary>
    public static int[] Origins(string before, string after)
    {
        var (old, fresh) = (Lines(before), Lines(after));
        var origins = new int[fresh.Length];
        var (i, j) = (0, 0);
        foreach (var edit in Compare(old, fresh))
        {
            for (; j < edit.New; i++, j++)
            {
                origins[j] = i + 1;
            }
            (i, j) = (edit.OldEnd, edit.NewEnd);
        }
        for (; j < fresh.Length; i++, j++)
        {
            origins[j] = i + 1;
        }
        return origins;
    }

    /// <summary>A run of lines [Old, OldEnd) that became [New, NewEnd).</summary>
    private readonly record struct Edit(int Old, int OldEnd, int New, int NewEnd);

    private static void WriteHunk(StringBuilder text, string[] old, string[] fresh, List<Edit> edits, int first, int last)
    {
        var start = Math.Max(0, edits[first].Old - Context);
        var end = Math.Min(old.Length, edits[last].OldEnd + Context);
        var newStart = edits[first].New - (edits[first].Old - start);
        var newEnd = edits[last].NewEnd + (end - edits[last].OldEnd);
        text.Append(CultureInfo.InvariantCulture, $"@@ -{start + 1},{end - start} +{newStart + 1},{newEnd - newStart} @@\n");
        var at = start;
        for (var i = first; i <= last; i++)
        {
            Append(text, ' ', old, at, edits[i].Old);
            Append(text, '-', old, edits[i].Old, edits[i].OldEnd);
            Append(text, '+', fresh, edits[i].New, edits[i].NewEnd);
            at = edits[i].OldEnd;
        }
        Append(text, ' ', old, at, end);
    }

    private static void Append(StringBuilder text, char mark, string[] lines, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            text.Append(mark).Append(lines[i]).Append('\n');
        }
    }

    /// <summary>
    /// Walks both and, where they differ, takes the nearest place at which they meet again. Edits insert and remove a few lines,
    /// so the place is near.
    /// </summary>
    private static List<Edit> Compare(string[] old, string[] fresh)
    {
        var edits = new List<Edit>();
        var (i, j) = (0, 0);
        while (i < old.Length || j < fresh.Length)
        {
            if (i < old.Length && j < fresh.Length && old[i] == fresh[j])
            {
                (i, j) = (i + 1, j + 1);
                continue;
            }
            var (skipped, added) = Meet(old, i, fresh, j);
            edits.Add(new Edit(i, i + skipped, j, j + added));
            (i, j) = (i + skipped, j + added);
        }
        return edits;
    }

    private static (int Skipped, int Added) Meet(string[] old, int i, string[] fresh, int j)
    {
        var (oldLeft, newLeft) = (old.Length - i, fresh.Length - j);
        for (var distance = 1; distance <= oldLeft + newLeft; distance++)
        {
            for (var skipped = Math.Max(0, distance - newLeft); skipped <= Math.Min(distance, oldLeft); skipped++)
            {
                var added = distance - skipped;
                var oldEnds = skipped == oldLeft;
                if (oldEnds == (added == newLeft) && (oldEnds || old[i + skipped] == fresh[j + added]))
                {
                    return (skipped, added);
                }
            }
        }
        return (oldLeft, newLeft);
    }

    private static string[] Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}
