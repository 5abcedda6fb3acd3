using System.CommandLine;
using SipEdge.Admin;
using SipEdge.Configuration;
using SipEdge.Core.Configuration;
using SipEdge.Doctor;
using SipEdge.Hosting;

namespace SipEdge.Cli;

/// <summary><c>sipedge trunk test</c>: every layer a call to a trunk stands on, and the first that fails with its likely cure.</summary>
internal static class TrunkTestVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = TrunkVerb.Name();
        var gateway = new Option<string?>("--gateway") { Description = "Only this gateway. Default: every one that calls go to", HelpName = "name" };
        var register = new Option<bool>("--register")
        {
            Description = "Register for real, with a Contact of the test's own, and take it back; else REGISTER only asks",
        };
        var call = new Option<string?>("--call")
        {
            Description = "Call this number, written as the carrier wants it: a second of audio when it is answered, CANCEL when it rings",
            HelpName = "number",
        };
        var timeout = SharedOptions.Timeout();
        var config = SharedOptions.Config();
        var socket = SharedOptions.Socket();
        var json = SharedOptions.Json();
        var verb = new Verb(
            "test",
            "Test a trunk from this process: DNS, reachability, TLS, OPTIONS, REGISTER, a call; tell the first layer that fails and what to do",
            "sipedge trunk test carrier",
            "sipedge trunk test carrier --call +31201234567",
            "sipedge trunk test carrier --gateway main --register --json | jq .first_failure")
        {
            name, gateway, register, call, timeout, config, socket, json,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var loaded = ConfigurationSource.Find(parsed.GetValue(config)).Load();
            if (!loaded.Usable)
            {
                return await ConfigurationView.RefuseAsync(terminal, loaded).ConfigureAwait(false);
            }
            var trunk = parsed.GetRequiredValue(name);
            if (loaded.Model.Trunks.FirstOrDefault(one => one.Name == trunk) is not { } found)
            {
                return ConfigurationView.NoSuch(terminal, "trunk", trunk, loaded.Options.Trunks.Keys);
            }
            var plan = new TestPlan(
                parsed.GetValue(timeout) ?? SharedOptions.UsualTimeout, parsed.GetValue(register), parsed.GetValue(call), parsed.GetValue(gateway));
            if (plan.Call is { } number && !IsDialable(number))
            {
                await terminal.Error.WriteLineAsync($"sipedge: --call '{ScreenText.Of(number)}' is nothing that can be dialled").ConfigureAwait(false);
                return ExitCode.Usage;
            }
            if (plan.Gateway is { } only && !found.Outbound.Any(one => one.Name == only))
            {
                return ConfigurationView.NoSuch(
                    terminal, "gateway of this trunk that calls go to", only, found.Outbound.Select(static one => one.Name));
            }
            var report = await TestAsync(terminal, loaded, trunk, plan, parsed.GetValue(json), parsed.GetValue(socket), stop)
                .ConfigureAwait(false);
            await terminal.PrintAsync(parsed.GetValue(json), report, DoctorJson.Default.TestReport, TestTables.Report).ConfigureAwait(false);
            return report.Passed ? ExitCode.Success : ExitCode.Failed;
        });
        return verb;
    }

    private static async Task<TestReport> TestAsync(
        Terminal terminal, LoadedConfiguration loaded, string trunk, TestPlan plan, bool json, string? socket, CancellationToken stop)
    {
        IReadOnlyList<TestStep> steps = [];
        var edge = await EdgeAsync(socket, loaded.Options, trunk, stop).ConfigureAwait(false);
        await terminal.WorkAsync(trunk, json, async progress =>
            steps = await new TrunkTest(loaded, trunk, plan, progress).RunAsync(stop).ConfigureAwait(false)).ConfigureAwait(false);
        return TestReport.Of(trunk, steps, edge);
    }

    /// <summary>A test needs no running edge; where one runs, what it knows stands beside.</summary>
    private static async Task<RegistrationReport?> EdgeAsync(
        string? socket, EdgeOptions? options, string trunk, CancellationToken stop)
    {
        try
        {
            using var client = SharedOptions.Client(socket, options);
            var all = await client.GetAsync("registrations", AdminJson.Default.IReadOnlyListRegistrationReport, stop).ConfigureAwait(false);
            return all.FirstOrDefault(one => one.Trunk == trunk);
        }
        catch (EdgeNotRunningException)
        {
            return null;
        }
    }

    /// <summary>Nothing in it ends the user part or the line.</summary>
    private static bool IsDialable(string number) =>
        number.Length is > 0 and <= 64 && number.All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '*' or '-' or '.' or '_');
}
