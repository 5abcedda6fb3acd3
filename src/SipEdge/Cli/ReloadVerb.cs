using System.CommandLine;
using SipEdge.Admin;

namespace SipEdge.Cli;

/// <summary><c>sipedge reload</c>: a running edge reads its configuration again, and this verb says how that went.</summary>
internal static class ReloadVerb
{
    public static Command Create(Terminal terminal)
    {
        var socket = SharedOptions.Socket();
        var verb = new Verb(
            "reload",
            "Have a running edge read its configuration again. One with an error changes nothing and is refused with every problem",
            "sipedge reload")
        {
            socket,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var client = SharedOptions.Client(parsed.GetValue(socket));
            var report = await client.PostAsync("reload", AdminJson.Default.ReloadReport, stop).ConfigureAwait(false);
            return await TellAsync(terminal, terminal.Output, report).ConfigureAwait(false);
        });
        return verb;
    }

    /// <summary>Also of a reload that another verb asked for.</summary>
    public static async Task<int> TellAsync(Terminal terminal, TextWriter applied, ReloadReport report)
    {
        foreach (var problem in report.Problems)
        {
            await terminal.Error.WriteLineAsync(problem).ConfigureAwait(false);
        }

        await (report.Applied ? applied : terminal.Error).WriteLineAsync(report.Message).ConfigureAwait(false);
        return report.Applied ? ExitCode.Success : ExitCode.Failed;
    }
}
