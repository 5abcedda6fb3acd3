using System.CommandLine;
using System.Globalization;
using SipEdge.Admin;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SipEdge.Cli;

/// <summary><c>sipedge trunk list</c>: every trunk of a running edge, and how it does.</summary>
internal static class TrunkListVerb
{
    public static Command Create(Terminal terminal)
    {
        var verb = new Verb(
            "list",
            "List the trunks of a running edge: where they are, how they do and why",
            "sipedge trunk list",
            "sipedge trunk list --json | jq '.[] | select(.status == \"down\")'");
        verb.Shows(terminal, "trunks", AdminJson.Default.IReadOnlyListTrunkReport, Render);
        return verb;
    }

    /// <summary>Below the table: why one is not well, and what failed last.</summary>
    public static IRenderable Render(IReadOnlyList<TrunkReport> trunks)
    {
        if (trunks.Count == 0)
        {
            return new Text("No trunks.\n");
        }

        var table = new TextTable(
            ("Host", 19), ("Name", 12), ("Number", 12), ("Username", 12), ("Over", 5), ("Encryption", 10), ("Status", 8), ("Calls", 5));
        foreach (var trunk in trunks)
        {
            table.Add(
                trunk.Host, trunk.Name, trunk.VirtualNumber ?? "-", trunk.Username ?? "-", trunk.Transport, trunk.Encryption, trunk.Status,
                trunk.ActiveCalls.ToString(CultureInfo.InvariantCulture));
        }

        var notes = trunks.SelectMany(Notes).Select(static note => new Text(ScreenText.Of(note, 98) + "\n"));
        return new Rows([table.Rendered, .. notes]);
    }

    private static string Answer(TrunkFailureReport failure) =>
        failure.Status == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" {failure.Status}");

    private static IEnumerable<string> Notes(TrunkReport trunk)
    {
        if (trunk.Reason.Length > 0)
        {
            yield return $"{trunk.Name} is {trunk.Status}: {trunk.Reason}";
        }

        if (trunk.LastFailure is { } failure)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{trunk.Name} failed last {failure.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z: {failure.Gateway} {failure.Reason}{Answer(failure)}");
        }
    }
}
