using System.CommandLine;
using System.Globalization;
using System.Text.Json;
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
            using var client = new AdminClient(parsed.GetValue(socket)
                ?? AdminSocket.ForClient(Environment.GetEnvironmentVariable, File.Exists));
            if (parsed.GetValue(watch))
            {
                await WatchAsync(terminal, client, stop).ConfigureAwait(false);
                return ExitCode.Success;
            }

            var calls = await ReadAsync(client, stop).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(calls, AdminJson.Default.IReadOnlyListCallReport))
                    .ConfigureAwait(false);
            }
            else
            {
                terminal.Console.Write(Render(calls));
            }

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

        var table = new Table { Border = TableBorder.Simple, Expand = false };
        table.AddColumns(
            Column("Call", 24), Column("State", 11), Column("Time", 8), Column("From", 17), Column("Called", 12), Column("To", 9),
            Column("Audio", 7));
        foreach (var call in calls)
        {
            table.AddRow(
                Cell(call.Id, 24), Cell(call.State, 11), Cell(Duration(call.Seconds), 8), Cell(call.From,
                17), Cell(call.Called, 12),
                Cell(call.To, 9), Cell(Audio(call), 6));
        }

        table.Caption = new TableTitle(calls.Count == 1 ? "1 call" : string.Create(CultureInfo.InvariantCulture,
            $"{calls.Count} calls"));
        return table;
    }

    private static TableColumn Column(string title, int width) =>
        new(title) { NoWrap = true, Width = width, Padding = new Padding(0, 0, 1, 0) };

    // Text and not markup: what a caller puts in From must not be able to colour the operator's screen.
    private static Text Cell(string text, int width) => new(ScreenText.Of(text, width))
    {
        Overflow = Overflow.Ellipsis, // a narrow terminal cuts cells instead of folding them
    };

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
