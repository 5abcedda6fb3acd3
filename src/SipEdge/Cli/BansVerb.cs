using System.CommandLine;
using System.Globalization;
using SipEdge.Admin;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SipEdge.Cli;

/// <summary><c>sipedge bans</c>: who is not listened to, and how to change that.</summary>
internal static class BansVerb
{
    public static Command Create(Terminal terminal)
    {
        var verb = new Verb(
            "bans",
            "List the addresses that a running edge does not listen to; ban one, or lift a ban",
            "sipedge bans",
            "sipedge bans --json | jq '.[] | select(.kind == \"automatic\") | .source'",
            "sipedge bans add 198.51.100.7 --for 1h --reason 'guesses numbers'",
            "sipedge bans lift 198.51.100.7");
        verb.Add(CreateAdd(terminal));
        verb.Add(CreateLift(terminal));
        verb.Shows(terminal, "bans", AdminJson.Default.IReadOnlyListBanReport, Render);
        return verb;
    }

    /// <summary>Fits 100 columns; long reasons are cut, <c>--json</c> has them whole.</summary>
    public static IRenderable Render(IReadOnlyList<BanReport> bans)
    {
        if (bans.Count == 0)
        {
            return new Text("No bans.\n");
        }

        var table = new TextTable(("Source", 28), ("Kind", 9), ("Left", 9), ("Evidence", 8), ("Dropped", 9), ("Reason", 22))
        {
            Caption = bans.Count == 1 ? "1 ban" : string.Create(CultureInfo.InvariantCulture, $"{bans.Count} bans"),
        };
        foreach (var ban in bans)
        {
            table.Add(
                ban.Source, ban.Kind, Left(ban.SecondsLeft), Number(ban.Evidence), Number(ban.Dropped), ban.Note ?? ban.Reason);
        }

        return table.Rendered;
    }

    private static Verb CreateAdd(Terminal terminal)
    {
        var socket = SharedOptions.Socket();
        var prefix = new Argument<string>("address") { Description = "An address, or a network as address/length" };
        var duration = new Option<string>("--for")
        {
            Description = "For how long: 30m, 1h, 7d",
            DefaultValueFactory = static _ => "1h",
            HelpName = "duration",
        };
        var reason = new Option<string?>("--reason") { Description = "Why, for the list and the records", HelpName = "text" };
        var force = new Option<bool>("--force")
        {
            Description = "Also an address that the configuration names, or one of this machine",
        };
        var verb = new Verb(
            "add",
            "Ban an address or a network",
            "sipedge bans add 198.51.100.7 --for 1h --reason 'guesses numbers'",
            "sipedge bans add 203.0.113.0/24 --for 7d")
        {
            prefix, duration, reason, force, socket,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var client = SharedOptions.Client(parsed.GetValue(socket));
            var path = $"bans?prefix={Escaped(parsed.GetValue(prefix))}&for={Escaped(parsed.GetValue(duration))}";
            path += parsed.GetValue(reason) is { } text ? $"&reason={Escaped(text)}" : string.Empty;
            path += parsed.GetValue(force) ? "&force=true" : string.Empty;
            var change = await client.PostAsync(path, AdminJson.Default.BanChange, stop).ConfigureAwait(false);
            return await SayAsync(terminal, change).ConfigureAwait(false);
        });
        return verb;
    }

    private static Verb CreateLift(Terminal terminal)
    {
        var socket = SharedOptions.Socket();
        var prefix = new Argument<string?>("address")
        {
            Description = "As `sipedge bans` lists it",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var all = new Option<bool>("--all") { Description = "Every ban" };
        var verb = new Verb("lift", "Lift a ban, or all", "sipedge bans lift 198.51.100.7", "sipedge bans lift --all")
        {
            prefix, all, socket,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(prefix) is null != result.GetValue(all))
            {
                result.AddError("one of an address and --all is needed");
            }
        });
        verb.SetAction(async (parsed, stop) =>
        {
            using var client = SharedOptions.Client(parsed.GetValue(socket));
            var path = parsed.GetValue(all) ? "bans?all=true" : $"bans?prefix={Escaped(parsed.GetValue(prefix))}";
            var change = await client.DeleteAsync(path, AdminJson.Default.BanChange, stop).ConfigureAwait(false);
            return await SayAsync(terminal, change).ConfigureAwait(false);
        });
        return verb;
    }

    private static string Escaped(string? text) => Uri.EscapeDataString(text ?? string.Empty);

    private static async Task<int> SayAsync(Terminal terminal, BanChange change)
    {
        await (change.Done ? terminal.Output : terminal.Error).WriteLineAsync(change.Message).ConfigureAwait(false);
        return change.Done ? ExitCode.Success : ExitCode.Failed;
    }

    private static string Number(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Left(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return time.TotalDays >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time.Hours} h")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
    }
}
