using System.Globalization;
using SipEdge.Admin;

namespace SipEdge.Cli;

/// <summary>An attempt of the past for people: what became of it, and why.</summary>
internal static class AttemptText
{
    public static async Task WriteAsync(Terminal terminal, AttemptReport attempt)
    {
        var output = terminal.Output;
        var fate = attempt.Reason is null
            ? "under way"
            : string.Create(CultureInfo.InvariantCulture, $"{attempt.Reason}, status {attempt.Status}");
        var when = attempt.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await output.WriteLineAsync($"Attempt {attempt.Id} of {when}: {fate}").ConfigureAwait(false);
        foreach (var tried in attempt.Tried)
        {
            var answer = tried.Status == 0 ? "no answer" : tried.Status.ToString(CultureInfo.InvariantCulture);
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"  tried {tried.Trunk}/{tried.Gateway}: {answer}, {tried.Reason}, {tried.Seconds:0.000} s");
            await output.WriteLineAsync(line).ConfigureAwait(false);
        }
        if (attempt.ConfigurationChanged)
        {
            await output.WriteLineAsync(
                "The configuration was changed since. The steps are those of then, or of today where it was changed more than once.")
                .ConfigureAwait(false);
        }
        await output.WriteLineAsync().ConfigureAwait(false);
        if (attempt.Explanation is { } explanation)
        {
            ExplanationText.Write(terminal, explanation);
            return;
        }
        await output.WriteLineAsync("Its message is no longer kept, so the steps cannot be told.").ConfigureAwait(false);
    }
}
