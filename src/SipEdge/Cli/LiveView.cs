using System.Text.Json.Serialization.Metadata;
using Spectre.Console.Rendering;

namespace SipEdge.Cli;

internal static class LiveView
{
    /// <summary>Has a verb show what a running edge says of itself, with the options that all such verbs have.</summary>
    /// <param name="verb">Takes no argument of its own.</param>
    /// <param name="terminal">Where it is shown.</param>
    /// <param name="resource">Of the admin interface.</param>
    /// <param name="type">What is there.</param>
    /// <param name="render">For people; --json prints it as it came.</param>
    public static void Shows<T>(
        this Verb verb, Terminal terminal, string resource, JsonTypeInfo<T> type, Func<T, IRenderable> render)
    {
        var json = SharedOptions.Json();
        var socket = SharedOptions.Socket();
        verb.Add(json);
        verb.Add(socket);
        verb.SetAction(async (parsed, stop) =>
        {
            using var client = SharedOptions.Client(parsed.GetValue(socket));
            var found = await client.GetAsync(resource, type, stop).ConfigureAwait(false);
            await terminal.PrintAsync(parsed.GetValue(json), found, type, render).ConfigureAwait(false);
            return ExitCode.Success;
        });
    }
}
