using System.CommandLine;
using System.Globalization;
using SipEdge.Admin;
using SipEdge.Core.Configuration;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SipEdge.Cli;

/// <summary><c>sipedge trunk show</c>: how one trunk does: its calls, its registration, and each address of its gateways.</summary>
internal static class TrunkShowVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = TrunkVerb.Name();
        var socket = SharedOptions.Socket();
        var json = SharedOptions.Json();
        var verb = new Verb(
            "show",
            "Show how a trunk does: its calls, its registration, and each address of its gateways",
            "sipedge trunk show carrier",
            "sipedge trunk show carrier --json | jq '.gateways[] | select(.up | not) | .why'")
        {
            name, json, socket,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var client = SharedOptions.Client(parsed.GetValue(socket));
            var all = await client.GetAsync("trunks", AdminJson.Default.IReadOnlyListTrunkReport, stop).ConfigureAwait(false);
            var trunk = parsed.GetRequiredValue(name);
            if (all.FirstOrDefault(one => one.Name == trunk) is not { } found)
            {
                var nearest = NearestName.Find(trunk, all.Select(static one => one.Name));
                await terminal.Error.WriteLineAsync(
                    $"sipedge: the running edge has no trunk '{trunk}'" + (nearest is null ? "" : $"; did you mean '{nearest}'?"))
                    .ConfigureAwait(false);
                return ExitCode.Failed;
            }

            await terminal.PrintAsync(parsed.GetValue(json), found, AdminJson.Default.TrunkReport, Render).ConfigureAwait(false);
            return ExitCode.Success;
        });
        return verb;
    }

    public static IRenderable Render(TrunkReport trunk)
    {
        var facts = new Facts();
        facts.Add("Trunk", trunk.Reason.Length == 0 ? $"{trunk.Name} is {trunk.Status}" : $"{trunk.Name} is {trunk.Status}: {trunk.Reason}");
        facts.Add("Calls", string.Create(CultureInfo.InvariantCulture, $"{trunk.ActiveCalls}: {trunk.Inbound} from it, {trunk.Outbound} to it"));
        if (trunk.LastFailure is { } failure)
        {
            facts.Add("Failed last", string.Create(
                CultureInfo.InvariantCulture,
                $"{Time(failure.Time)}: {failure.Gateway} at {failure.Address}, {failure.Reason}, {Answer(failure.Status)}"));
        }
        if (trunk.Registration is { } registration)
        {
            Add(facts, registration);
        }
        foreach (var gateway in trunk.Gateways)
        {
            Add(facts, gateway);
        }
        return facts.Rendered;
    }

    private static void Add(Facts facts, RegistrationReport one)
    {
        facts.Add("", "");
        facts.Add("Registration", $"{one.State}, since {Time(one.ChangedAt)}");
        facts.Add("Registrar", one.Registrar ?? "its name has no address");
        facts.Add("Last answer", one.Code == 0 ? one.Reason : string.Create(CultureInfo.InvariantCulture, $"{one.Code} {one.Reason}"));
        if (one.ExpiresAt is { } expires)
        {
            facts.Add("Granted", string.Create(CultureInfo.InvariantCulture, $"{one.GrantedSeconds:0} s, until {Time(expires)}"));
        }

        if (one.NextTry is { } next)
        {
            facts.Add(one.ExpiresAt is null ? "Next try" : "Next refresh", Time(next));
        }

        if (one.State is "failed" or "backing_off")
        {
            facts.Add("Find out why", $"sipedge trunk test {one.Trunk}");
        }

        facts.Add("Call-ID", string.Create(CultureInfo.InvariantCulture, $"{one.CallId}, CSeq {one.CSeq}"));
    }

    private static void Add(Facts facts, TrunkGatewayReport one)
    {
        facts.Add("", "");
        facts.Add("Gateway", one.Address.Length == 0 ? one.Name : $"{one.Name}, {one.Address} over {one.Transport}");
        facts.Add("Calls", one.Up ? "go there" : $"go elsewhere: {one.Why}");
        if (one.Health is { } health)
        {
            facts.Add("OPTIONS", string.Create(
                CultureInfo.InvariantCulture,
                $"{health} since {Time(one.Since)}, last {Answer(one.Code ?? 0)}, {one.Asked} asked, {one.Failed} failed"));
        }
        if (one.RttMs is { } rtt)
        {
            var differs = one.SteadyRttMs is { } steady && Math.Abs(steady - rtt) >= 0.1;
            facts.Add("Round trip", string.Create(CultureInfo.InvariantCulture, $"{rtt:0.#} ms")
                + (differs ? string.Create(CultureInfo.InvariantCulture, $"; calls that prefer the nearest still take it for {one.SteadyRttMs:0.#} ms") : ""));
        }
        if (one.Circuit is { } circuit)
        {
            facts.Add("Circuit", circuit.Since is null
                ? circuit.State
                : $"{circuit.State} since {Time(circuit.Since)}: {circuit.Why}");
        }
    }

    private static string Answer(int status) =>
        status == 0 ? "no answer" : string.Create(CultureInfo.InvariantCulture, $"answer {status}");

    private static string Time(DateTimeOffset? time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time?.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z");

    /// <summary>Names and what they are, in two columns; what others wrote stays text.</summary>
    private sealed class Facts
    {
        private readonly Grid _grid =
            new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 3, 0) }).AddColumn();

        public IRenderable Rendered => _grid;

        public void Add(string name, string value) => _grid.AddRow(new Text(name), new Text(ScreenText.Of(value)));
    }
}
