using System.CommandLine;
using System.Globalization;
using SipEdge.Admin;
using SipEdge.Configuration.Editing;

namespace SipEdge.Cli;

/// <summary>
/// <c>sipedge trunk disable|drain|enable|remove</c>: edits the file and has the running edge read it, so that what is in force and
/// what is written stay one.
/// </summary>
internal static class TrunkStateVerb
{
    public static Command Disable(Terminal terminal)
    {
        var name = TrunkVerb.Name();
        var now = new Option<bool>("--now") { Description = "End its live calls too, with a BYE that says why" };
        var flags = new EditFlags(reloads: true);
        var verb = new Verb(
            "disable",
            "Switch a trunk off: no new calls either way. Calls that are up go on",
            "sipedge trunk disable carrier",
            "sipedge trunk disable carrier --now")
        {
            name, now,
        };
        flags.AddTo(verb);
        verb.SetAction(async (parsed, stop) =>
        {
            var trunk = parsed.GetValue(name)!;
            var ends = parsed.GetValue(now);
            if (ends && !flags.Reloads(parsed))
            {
                await terminal.Error.WriteLineAsync("sipedge: --now is for the running edge, which is left out here")
                    .ConfigureAwait(false);
                return ExitCode.Usage;
            }

            var code = await flags.RunAsync(terminal, parsed, edits => edits.DisableTrunk(trunk), stop).ConfigureAwait(false);
            return ends && code == ExitCode.Success
                ? await EndCallsAsync(terminal, flags, parsed, trunk, stop).ConfigureAwait(false)
                : code;
        });
        return verb;
    }

    public static Command Drain(Terminal terminal) => Simple(
        terminal,
        static (edits, trunk) => edits.DrainTrunk(trunk),
        reloads: true,
        "drain",
        "Drain a trunk: no new calls either way but to emergency numbers. It stays registered",
        "sipedge trunk drain carrier");

    public static Command Enable(Terminal terminal) => Simple(
        terminal,
        static (edits, trunk) => edits.EnableTrunk(trunk),
        reloads: true,
        "enable",
        "Have a trunk that was switched off or drained take calls again",
        "sipedge trunk enable carrier");

    public static Command Remove(Terminal terminal) => Simple(
        terminal,
        static (edits, trunk) => edits.RemoveTrunk(trunk),
        reloads: false,
        "remove",
        "Take a trunk out of the configuration. Refused, with every place, while something refers to it. Its calls go on",
        "sipedge trunk remove carrier --reload");

    private static Verb Simple(
        Terminal terminal, Action<AccessEdits, string> change, bool reloads, string verbName, string description, string example)
    {
        var name = TrunkVerb.Name();
        var flags = new EditFlags(reloads);
        var verb = new Verb(verbName, description, example) { name };
        flags.AddTo(verb);
        verb.SetAction((parsed, stop) => flags.RunAsync(
            terminal, parsed, edits => change(edits, parsed.GetValue(name)!), stop));
        return verb;
    }

    private static async Task<int> EndCallsAsync(
        Terminal terminal, EditFlags flags, ParseResult parsed, string trunk, CancellationToken stop)
    {
        using var client = flags.Client(parsed);
        var report = await client.DeleteAsync(
            $"trunks/{Uri.EscapeDataString(trunk)}/calls", AdminJson.Default.EndCallsReport, stop).ConfigureAwait(false);
        await terminal.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"Ended {report.Calls} call{(report.Calls == 1 ? string.Empty : "s")}.")).ConfigureAwait(false);
        return ExitCode.Success;
    }
}
