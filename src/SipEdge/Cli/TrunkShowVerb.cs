using System.CommandLine;
using System.Globalization;
using SipEdge.Admin;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SipEdge.Cli;

/// <summary><c>sipedge trunk show</c>: where a trunk's registration stands.</summary>
internal static class TrunkShowVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = TrunkVerb.Name();
        var socket = SharedOptions.Socket();
        var json = SharedOptions.Json();
        var verb = new Verb(
            "show",
            "Show where a trunk's registration at its carrier stands",
            "sipedge trunk show carrier")
        {
            name, json, socket,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var client = SharedOptions.Client(parsed.GetValue(socket));
            var all = await client.GetAsync("registrations", AdminJson.Default.IReadOnlyListRegistrationReport, stop)
                .ConfigureAwait(false);
            var trunk = parsed.GetRequiredValue(name);
            if (all.FirstOrDefault(one => one.Trunk == trunk) is not { } found)
            {
                await terminal.Error.WriteLineAsync($"sipedge: no trunk '{trunk}' registers").ConfigureAwait(false);
                return ExitCode.Failed;
            }

            await terminal.PrintAsync(parsed.GetValue(json), found, AdminJson.Default.RegistrationReport, Render)
                .ConfigureAwait(false);
            return ExitCode.Success;
        });
        return verb;
    }

    public static IRenderable Render(RegistrationReport one)
    {
        var facts = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 3, 0) }).AddColumn();
        Add(facts, "Registration", $"{one.State}, since {Time(one.ChangedAt)}");
        Add(facts, "Registrar", one.Registrar ?? "its name has no address");
        Add(facts, "Last answer", string.Create(CultureInfo.InvariantCulture, $"{one.Code} {one.Reason}"));
        if (one.ExpiresAt is { } expires)
        {
            Add(facts, "Granted", string.Create(CultureInfo.InvariantCulture, $"{one.GrantedSeconds:0} s, until {Time(expires)}"));
        }

        if (one.NextTry is { } next)
        {
            Add(facts, one.ExpiresAt is null ? "Next try" : "Next refresh", Time(next));
        }

        Add(facts, "Call-ID", string.Create(CultureInfo.InvariantCulture, $"{one.CallId}, CSeq {one.CSeq}"));
        return facts;
    }

    private static void Add(Grid facts, string name, string value) => facts.AddRow(new Text(name), new Text(value));

    private static string Time(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z");
}
