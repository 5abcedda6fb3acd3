using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SipEdge.Configuration;
using SipEdge.Core.Configuration;
using SipEdge.Hosting;

namespace SipEdge.Cli;

/// <summary><c>sipedge check</c>: everything that is wrong with a configuration, at once, each with its place.</summary>
internal static class CheckVerb
{
    public static Command Create(Terminal terminal)
    {
        var config = SharedOptions.Config();
        var json = SharedOptions.Json();
        var verb = new Verb(
            "check",
            "Check a configuration and tell every problem with file, line and column. Exit code 1 when there is an error",
            "sipedge check --config sipedge.yaml",
            "sipedge check --config sipedge.yaml --json | jq '.problems[].message'")
        {
            config, json,
        };
        verb.SetAction(async (parsed, _) =>
        {
            var source = ConfigurationSource.Find(parsed.GetValue(config));
            var loaded = source.Load();
            await (parsed.GetValue(json) ? PrintJsonAsync(terminal, source, loaded) : PrintAsync(terminal, source,
                loaded)).ConfigureAwait(false);
            return !loaded.Usable ? ExitCode.Failed : ExitCode.Success;
        });
        return verb;
    }

    private static async Task PrintAsync(Terminal terminal, ConfigurationSource source, LoadedConfiguration loaded)
    {
        foreach (var problem in loaded.Problems)
        {
            await terminal.Error.WriteLineAsync(problem.ToString()).ConfigureAwait(false);
        }

        var errors = loaded.Problems.Count(static problem => problem.Severity == ProblemSeverity.Error);
        var warnings = loaded.Problems.Count - errors;
        if (!loaded.Usable)
        {
            await terminal.Error.WriteLineAsync($"{source.Name}: {Count(errors, "error")}, {Count(warnings, "warning")}").ConfigureAwait(false);
        }
        else
        {
            await terminal.Output.WriteLineAsync(
                $"{source.Name}: valid{(warnings > 0 ? $", {Count(warnings, "warning")}" : string.Empty)}").ConfigureAwait(false);
        }
    }

    private static Task PrintJsonAsync(
        Terminal terminal, ConfigurationSource source, LoadedConfiguration loaded) =>
        terminal.Output.WriteLineAsync(JsonSerializer.Serialize(
        new CheckReport(
            source.Name,
            loaded.Usable,
            [.. loaded.Problems.Select(ProblemReport.Of)]),
        CheckJson.Default.CheckReport));

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? string.Empty : "s")}");
}

internal sealed record CheckReport(string Configuration, bool Valid, IReadOnlyList<ProblemReport> Problems);

internal sealed record ProblemReport(
    string Severity, string? File, int Line, int Column, string Path, string Message, string? Expected, string? Suggestion)
{
    public static ProblemReport Of(Problem problem) => new(
        problem.Severity == ProblemSeverity.Error ? "error" : "warning",
        problem.File,
        problem.Position.Line,
        problem.Position.Column,
        problem.Path,
        problem.Message,
        problem.Expected,
        problem.Suggestion);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CheckReport))]
internal sealed partial class CheckJson : JsonSerializerContext;
