using System.Globalization;
using SipEdge.Doctor;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SipEdge.Cli;

/// <summary>A test's report for a terminal: one line for each layer, what is wrong and what to do below it.</summary>
internal static class TestTables
{
    public static IRenderable Report(TestReport report)
    {
        var rows = new List<IRenderable>
        {
            Line($"Test of trunk {report.Trunk}, from this process and ports of its own"),
            Line("A carrier that wants a fixed source port may refuse it and still take the edge's calls."),
        };
        rows.AddRange(Steps(report.Steps));
        rows.Add(Line(""));
        rows.AddRange(report.Checks.Select(static check => Row(check.Check, check.Outcome, check.Text)));
        rows.Add(Line(""));
        if (report.Edge is { } edge)
        {
            rows.Add(Line(string.Create(CultureInfo.InvariantCulture, $"The running edge: {edge.State}, {edge.Code} {edge.Reason}")));
        }
        rows.Add(Line(report.FirstFailure is { } first
            ? $"First failure: {SnakeCase<TestLayer>.Of(first.Layer)} of {first.Subject} ({SnakeCase<TestFault>.Of(first.Fault)})"
            : "Nothing failed."));
        return new Rows(rows);
    }

    public static IRenderable Probe(ProbeReport report)
    {
        var rows = new List<IRenderable>
        {
            Line($"What {report.Host} offers, asked from this machine without credentials"),
        };
        rows.AddRange(Steps(report.Steps));
        rows.Add(Line(""));
        foreach (var one in report.Transports)
        {
            rows.Add(Line(one.Offered ? $"{one.Transport}: offered at {string.Join(", ", one.Answered)}" : $"{one.Transport}: not offered to us"));
        }
        if (report.Preferred is { } preferred)
        {
            rows.Add(Line($"Its DNS records lead to {preferred} first."));
        }
        return new Rows(rows);
    }

    private static IEnumerable<IRenderable> Steps(IReadOnlyList<TestStep> steps)
    {
        string? subject = null;
        foreach (var step in steps)
        {
            if (step.Subject != subject)
            {
                yield return Line("");
                yield return Line(subject = step.Subject);
            }
            yield return Step(step);
        }
    }

    private static Grid Step(TestStep step)
    {
        var grid = Row(SnakeCase<TestLayer>.Of(step.Layer), step.Outcome, step.Evidence);
        if (step.Cause is { } cause)
        {
            grid.AddRow(Text(""), Text(""), Text($"Likely cause: {cause}"));
            grid.AddRow(Text(""), Text(""), Text($"What to do: {step.Remedy}"));
        }
        return grid;
    }

    private static Grid Row(string name, TestOutcome outcome, string text)
    {
        var grid = new Grid()
            .AddColumn(new GridColumn { NoWrap = true, Width = 14, Padding = new Padding(2, 0, 1, 0) })
            .AddColumn(new GridColumn { NoWrap = true, Width = 8, Padding = new Padding(0, 0, 1, 0) })
            .AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        return grid.AddRow(
            Text(name), Text(outcome == TestOutcome.Failed ? "FAILED" : SnakeCase<TestOutcome>.Of(outcome)), Text(text));
    }

    private static Text Line(string text) => Text(text);

    private static Text Text(string text) => new(ScreenText.Of(text));
}
