using SipEdge.Configuration;

namespace SipEdge.Cli;

/// <summary>
/// A value in force, as <c>check --effective</c> tells it. Origin: "configuration", "profile" or "default"; file and line where it
/// is written.
/// </summary>
internal sealed record EffectiveReport(string Path, string Value, string Origin, string? File, int? Line)
{
    private const string Profile = "profile ";

    /// <summary>Everything that has a value; of one trunk when there is a name.</summary>
    public static IReadOnlyList<EffectiveReport> Of(EffectiveValues values, string? trunk) =>
        [.. (trunk is null ? values.All : values.OfTrunk(trunk)).Where(static value => value.Value is not null).Select(Of)];

    /// <summary>Of one trunk without the start that all paths have.</summary>
    public static void Print(Terminal terminal, IReadOnlyList<EffectiveReport> values, string? trunk)
    {
        var start = trunk is null ? string.Empty : $"trunks.{trunk}.";
        var table = new TextTable(("Key", 41), ("Value", 26), ("From", 26));
        foreach (var value in values)
        {
            table.Add(value.Path[start.Length..], value.Value, value.Place);
        }

        table.Print(terminal);
    }

    private string Place => Origin switch
    {
        "default" => Origin,
        "profile" => FormattableString.Invariant($"{File![Profile.Length..]}:{Line}"),
        _ => FormattableString.Invariant($"{System.IO.Path.GetFileName(File)}:{Line}"),
    };

    private static EffectiveReport Of(EffectiveValue value) => value.Written is not { } line
        ? new EffectiveReport(value.Path, value.Value!, "default", null, null)
        : new EffectiveReport(
            value.Path,
            value.Value!,
            line.File?.StartsWith(Profile, StringComparison.Ordinal) == true ? "profile" : "configuration",
            line.File,
            line.Line);
}
