using System.CommandLine;
using System.Globalization;
using SipEdge.Admin;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SipEdge.Cli;

/// <summary><c>sipedge calls</c>: the live calls of a running edge.</summary>
internal static class CallsVerb
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(1);

    public static Command Create(Terminal terminal)
    {
        var socket = SharedOptions.Socket();
        var json = SharedOptions.Json();
        var watch = new Option<bool>("--watch", "-w") { Description = "Refresh every second until Ctrl-C" };
        var verb = new Verb(
            "calls",
            "List the live calls of a running edge",
            "sipedge calls",
            "sipedge calls --watch",
            "sipedge calls --json | jq '.[] | select(.seconds > 3600)'")
        {
            json, watch, socket,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var client = SharedOptions.Client(parsed.GetValue(socket));
            if (parsed.GetValue(watch))
            {
                await WatchAsync(terminal, client, stop).ConfigureAwait(false);
                return ExitCode.Success;
            }

            var calls = await ReadAsync(client, stop).ConfigureAwait(false);
            await terminal.PrintAsync(parsed.GetValue(json), calls, AdminJson.Default.IReadOnlyListCallReport, Render)
                .ConfigureAwait(false);
            return ExitCode.Success;
        });
        return verb;
    }

    /// <summary>Fits 100 columns; long identities are cut, <c>--json</c> has them whole.</summary>
    public static IRenderable Render(IReadOnlyList<CallReport> calls)
    {
        if (calls.Count == 0)
        {
            return new Text("No calls.\n");
        }

        var table = new TextTable(
            ("Call", 24), ("State", 11), ("Time", 8), ("From", 17), ("Called", 12), ("To", 9), ("Audio", 7))
        {
            Caption = calls.Count == 1 ? "1 call" : string.Create(CultureInfo.InvariantCulture, $"{calls.Count} calls"),
        };
        foreach (var call in calls)
        {
            table.Add(call.Id, call.State, Duration(call.Seconds), call.From, call.Called, call.To, Audio(call));
        }

        return table.Rendered;
    }

    /// <summary>Which directions are heard: "both", "caller", "callee" or "none"; the echo is heard when its caller is.</summary>
    private static string Audio(CallReport call)
    {
        var caller = call.Caller.Audio is { Received: > 0 };
        var callee = call.Callee is null ? caller : call.Callee.Audio is { Received: > 0 };
        return (caller, callee) switch
        {
            (true, true) => "both",
            (true, false) => "caller",
            (false, true) => "callee",
            _ => "none",
        };
    }

    private static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
    }

    private static Task<IReadOnlyList<CallReport>> ReadAsync(AdminClient client, CancellationToken stop) =>
        client.GetAsync("calls", AdminJson.Default.IReadOnlyListCallReport, stop);

    private static async Task WatchAsync(Terminal terminal, AdminClient client, CancellationToken stop)
    {
        var first = await ReadAsync(client, stop).ConfigureAwait(false);
        using var timer = new PeriodicTimer(Refresh);
        try
        {
            await terminal.Console.Live(Render(first)).StartAsync(async live =>
            {
                while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
                {
                    live.UpdateTarget(Render(await ReadAsync(client, stop).ConfigureAwait(false)));
                }
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C is how a watch ends.
        }
    }
}
