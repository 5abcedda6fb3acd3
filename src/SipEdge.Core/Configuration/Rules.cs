using System.Collections.Immutable;
using System.Globalization;

namespace SipEdge.Core.Configuration;

/// <summary>The complaints that every validator has in common.</summary>
internal static class Rules
{
    public static void Reference<T>(
        ProblemList problems, string path, string name, ImmutableSortedDictionary<string, T> known, string kind)
    {
        if (!known.ContainsKey(name))
        {
            NoSuch(problems, path, name, known.Keys, kind);
        }
    }

    public static void NoSuch(ProblemList problems, string path, string name, IEnumerable<string> known, string kind) =>
        problems.Error(path, $"there is no {kind} '{name}'", null, NearestName.Find(name, known));

    public static void Range(ProblemList problems, string path, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            problems.Error(path, string.Create(CultureInfo.InvariantCulture, $"{value} is out of range"),
                string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));
        }
    }

    public static void Range(ProblemList problems, string path, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            problems.Error(path, $"{DurationText.Write(value)} is out of range",
                $"{DurationText.Write(least)} to {DurationText.Write(most)}");
        }
    }

    public static void Port(ProblemList problems, string path, int? port)
    {
        if (port is { } value)
        {
            Range(problems, path, value, 1, 65_535);
        }
    }

    /// <summary>Names end up in logs, metrics and paths of the command line.</summary>
    public static void Name(ProblemList problems, string path, string name)
    {
        if (name.Length is 0 or > 64 || name.Any(c => char.IsControl(c) || c == '"'))
        {
            problems.Error(path, "a name has 1 to 64 printable characters");
        }
    }

    /// <summary>The second and later of equal names.</summary>
    public static void Unique(ProblemList problems, IEnumerable<(string Path, string Name)> names, string kind)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, name) in names)
        {
            if (!seen.Add(name))
            {
                problems.Error(path, $"{kind} '{name}' is there already");
            }
        }
    }
}
