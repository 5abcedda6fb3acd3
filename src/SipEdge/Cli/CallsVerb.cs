using System.CommandLine;
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
        var media = new Option<bool>("--media", "-m") { Description = "How each side is heard, one line a side" };
        var one = new Argument<string?>("call")
        {
            Description = "Only this call, with all that is known of its media",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var verb = new Verb(
            "calls",
            "List the live calls of a running edge",
            "sipedge calls",
            "sipedge calls --watch",
            "sipedge calls --media",
            "sipedge calls 0000000083b5f02c1e5d4a77",
            "sipedge calls --json | jq '.[] | select(.seconds > 3600)'")
        {
            one, media, json, watch, socket,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var client = SharedOptions.Client(parsed.GetValue(socket));
            if (parsed.GetValue(watch))
            {
                await WatchAsync(terminal, client, parsed.GetValue(media), stop).ConfigureAwait(false);
                return ExitCode.Success;
            }

            var calls = await ReadAsync(client, stop).ConfigureAwait(false);
            if (parsed.GetValue(one) is { } id)
            {
                calls = [.. calls.Where(call => call.Id == id)];
                if (calls.Count == 0)
                {
                    terminal.Error.WriteLine($"sipedge: there is no live call {id}; the records have those that ended");
                    return ExitCode.Failed;
                }
            }

            await terminal.PrintAsync(
                parsed.GetValue(json),
                calls,
                AdminJson.Default.IReadOnlyListCallReport,
                list => parsed.GetValue(one) is null ? Render(list, parsed.GetValue(media)) : CallTables.One(list[0]))
                .ConfigureAwait(false);
            return ExitCode.Success;
        });
        return verb;
    }

    private static IRenderable Render(IReadOnlyList<CallReport> calls, bool media) => calls.Count == 0
        ? new Text("No calls.\n")
        : media ? CallTables.Media(calls) : CallTables.Calls(calls);

    private static Task<IReadOnlyList<CallReport>> ReadAsync(AdminClient client, CancellationToken stop) =>
        client.GetAsync("calls", AdminJson.Default.IReadOnlyListCallReport, stop);

    private static async Task WatchAsync(Terminal terminal, AdminClient client, bool media, CancellationToken stop)
    {
        var first = await ReadAsync(client, stop).ConfigureAwait(false);
        using var timer = new PeriodicTimer(Refresh);
        try
        {
            await terminal.Console.Live(Render(first, media)).StartAsync(async live =>
            {
                while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
                {
                    live.UpdateTarget(Render(await ReadAsync(client, stop).ConfigureAwait(false), media));
                }
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C is how a watch ends.
        }
    }
}
