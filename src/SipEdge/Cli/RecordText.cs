using System.Text.Json;
using SipEdge.Core.Admission;

namespace SipEdge.Cli;

/// <summary>A line of the records file for people, when that is all that is left of an attempt.</summary>
internal static class RecordText
{
    public static async Task WriteAsync(Terminal terminal, string line)
    {
        using var record = JsonDocument.Parse(line);
        await terminal.Output.WriteLineAsync("The edge no longer remembers the message; this is its record:")
            .ConfigureAwait(false);
        await terminal.Output.WriteLineAsync().ConfigureAwait(false);
        foreach (var field in record.RootElement.EnumerateObject())
        {
            await terminal.Output.WriteLineAsync($"  {field.Name,-16} {field.Value}").ConfigureAwait(false);
        }
        var reason = record.RootElement.TryGetProperty("reason", out var name) ? name.GetString() : null;
        foreach (var code in ReasonCodes.All.Where(code => ReasonCodes.Name(code) == reason))
        {
            await terminal.Output.WriteLineAsync().ConfigureAwait(false);
            await terminal.Output.WriteLineAsync($"{reason}: {ReasonCodes.Meaning(code)} {ReasonCodes.Remedy(code)}".TrimEnd())
                .ConfigureAwait(false);
        }
    }
}
