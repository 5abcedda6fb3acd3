using System.CommandLine;
using System.CommandLine.Parsing;
using SipEdge.Admin;
using SipEdge.Configuration;
using SipEdge.Core.Configuration;
using SipEdge.Doctor;
using SipEdge.Hosting;
using Spectre.Console;

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
        var timeout = new Option<TimeSpan>("--timeout")
        {
            Description = "For each answer. Default: 5s",
            HelpName = "duration",
            DefaultValueFactory = static _ => TimeSpan.FromSeconds(5),
            CustomParser = Duration,
        };
        var config = SharedOptions.Config();
        var socket = SharedOptions.Socket();
        var json = SharedOptions.Json();
        var verb = new Verb(
            "test",
            "Test a trunk from this process: DNS, reachability, TLS, OPTIONS, REGISTER; tell the first layer that fails and what to do",
            "sipedge trunk test carrier",
            "sipedge trunk test carrier --gateway main --register --json | jq .first_failure")
        {
            name, gateway, register, timeout, config, socket, json,
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
            var plan = new TestPlan(parsed.GetValue(timeout), parsed.GetValue(register), parsed.GetValue(gateway));
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
        var edge = await EdgeAsync(socket, trunk, stop).ConfigureAwait(false);
        if (json || !terminal.Console.Profile.Capabilities.Interactive)
        {
            steps = await new TrunkTest(loaded, trunk, plan, static _ => { }).RunAsync(stop).ConfigureAwait(false);
        }
        else
        {
            await terminal.Console.Status().StartAsync(trunk, async status =>
                steps = await new TrunkTest(loaded, trunk, plan, doing => status.Status(Markup.Escape(doing)))
                    .RunAsync(stop).ConfigureAwait(false)).ConfigureAwait(false);
        }
        return TestReport.Of(trunk, steps, edge);
    }

    /// <summary>A test needs no running edge; where one runs, what it knows stands beside.</summary>
    private static async Task<RegistrationReport?> EdgeAsync(string? socket, string trunk, CancellationToken stop)
    {
        try
        {
            using var client = SharedOptions.Client(socket);
            var all = await client.GetAsync("registrations", AdminJson.Default.IReadOnlyListRegistrationReport, stop).ConfigureAwait(false);
            return all.FirstOrDefault(one => one.Trunk == trunk);
        }
        catch (EdgeNotRunningException)
        {
            return null;
        }
    }

    private static TimeSpan Duration(ArgumentResult given)
    {
        var text = given.Tokens[0].Value;
        if (DurationText.TryParse(text, out var time) && time > TimeSpan.Zero && time <= TimeSpan.FromMinutes(1))
        {
            return time;
        }
        given.AddError($"--timeout '{text}' is no duration up to 1m, such as 500ms or 5s");
        return default;
    }
}
