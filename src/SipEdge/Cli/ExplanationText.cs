using System.Globalization;
using SipEdge.Admin;
using Spectre.Console;

namespace SipEdge.Cli;

/// <summary>An explanation for people: the steps as a table, then what came of them, then what leaves.</summary>
internal static class ExplanationText
{
    public static void Write(Terminal terminal, ExplanationReport report)
    {
        var output = terminal.Output;
        output.WriteLine($"{report.Method} {report.RequestUri} from {report.Source} over {report.Transport}");
        output.WriteLine();
        WriteDecision(terminal, report);
        foreach (var gateway in report.Gateways)
        {
            output.WriteLine();
            output.WriteLine($"To {gateway.Trunk}/{gateway.Gateway} at {gateway.Address} over {gateway.Transport}, with {gateway.Media}:");
            output.WriteLine(gateway.Message is { } message ? Indented(message) : $"  nothing: {gateway.Refusal}");
        }
    }

    /// <summary>The steps and what came of them.</summary>
    public static void WriteDecision(Terminal terminal, ExplanationReport report)
    {
        var steps = new Table { Border = TableBorder.None, ShowHeaders = false, Expand = false };
        steps.AddColumn(new TableColumn("check") { NoWrap = true, Padding = new Padding(2, 0, 2, 0) });
        steps.AddColumn(new TableColumn("outcome") { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        steps.AddColumn(new TableColumn("text") { Padding = new Padding(0, 0, 2, 0) });
        steps.AddColumn(new TableColumn("line") { NoWrap = true, Padding = new Padding(0, 0, 0, 0) });
        foreach (var step in report.Steps)
        {
            steps.AddRow(
                new Text(step.Check.Replace('_', ' ')), new Text(Word(step.Outcome)), new Text(step.Text),
                new Text(Path.GetFileName(step.Line) ?? ""));
        }
        terminal.Console.Write(steps);
        terminal.Output.WriteLine();
        foreach (var sentence in Sentences(report))
        {
            terminal.Console.WriteLine(sentence);
        }
    }

    private static IEnumerable<string> Sentences(ExplanationReport report)
    {
        var decided = report.DecidedBy is null ? "" : $" ({report.DecidedBy})";
        switch (report.Decision)
        {
            case "placed":
                yield return $"Placed{decided}. {report.Meaning}";
                yield break;
            case "answered":
                yield return $"Answered by the edge{decided}. {report.Meaning}";
                yield break;
            default:
                var answer = report.Status == 0
                    ? "nothing is answered"
                    : string.Create(CultureInfo.InvariantCulture, $"answered with {report.Status}");
                var word = char.ToUpperInvariant(report.Decision[0]) + report.Decision[1..];
                yield return $"{word}: {report.Reason}{decided}, {answer}.";
                yield return report.Meaning;
                if (report.Remedy.Length > 0)
                {
                    yield return $"What to do: {report.Remedy}";
                }
                yield break;
        }
    }

    private static string Word(string outcome) => outcome switch
    {
        "passed" => "ok",
        "decided" => "decides",
        "refused" => "refuses",
        "near_miss" => "near miss",
        "skipped" => "-",
        _ => "note",
    };

    private static string Indented(string message) =>
        string.Join('\n', message.TrimEnd().Split("\r\n").Select(static line => $"  {ScreenText.Of(line)}"));
}
