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
        var effective = new Option<string?>("--effective")
        {
            Description = "Print every value in force and where it comes from; of one trunk when it is named",
            HelpName = "trunk",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var resolve = new Option<bool>("--resolve")
        {
            Description = "Look up every host name of it too, and show where each leads. Exit code 1 also when one leads nowhere",
        };
        var verb = new Verb(
            "check",
            "Check a configuration and tell every problem with file, line and column. Exit code 1 when there is an error",
            "sipedge check --config sipedge.yaml",
            "sipedge check --config sipedge.yaml --effective carrier",
            "sipedge check --config sipedge.yaml --resolve",
            "sipedge check --config sipedge.yaml --json | jq '.problems[].message'")
        {
            config, effective, resolve, json,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var source = ConfigurationSource.Find(parsed.GetValue(config));
            var values = parsed.GetResult(effective) is null ? null : new EffectiveValues();
            var trunk = parsed.GetValue(effective);
            var loaded = source.Load(values);
            if (trunk is not null && loaded.Options?.Trunks.ContainsKey(trunk) == false)
            {
                return ConfigurationView.NoSuch(terminal, "trunk", trunk, loaded.Options.Trunks.Keys);
            }

            var reports = values is null ? null : EffectiveReport.Of(values, trunk);
            IReadOnlyList<ResolvedName>? names = parsed.GetValue(resolve) && loaded.Usable
                ? [.. (await NameLookup.AllAsync(loaded.Options, stop).ConfigureAwait(false))
                    .Select(static found => ResolvedName.Of(found.Name, found.Plan))]
                : null;
            await (parsed.GetValue(json)
                ? PrintJsonAsync(terminal, source, loaded, reports, names)
                : PrintAsync(terminal, source, loaded, reports, trunk, names)).ConfigureAwait(false);
            return !loaded.Usable || names?.Any(static name => name.Places.Count == 0) == true ? ExitCode.Failed : ExitCode.Success;
        });
        return verb;
    }

    private static async Task PrintAsync(
        Terminal terminal, ConfigurationSource source, LoadedConfiguration loaded, IReadOnlyList<EffectiveReport>? effective,
        string? trunk, IReadOnlyList<ResolvedName>? names)
    {
        if (effective is not null)
        {
            EffectiveReport.Print(terminal, effective, trunk);
        }

        foreach (var line in names?.SelectMany(static name => name.Lines) ?? [])
        {
            await terminal.Output.WriteLineAsync(line).ConfigureAwait(false);
        }

        if (names is { Count: 0 })
        {
            await terminal.Output.WriteLineAsync("There are no host names in it to look up.").ConfigureAwait(false);
        }

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
        Terminal terminal, ConfigurationSource source, LoadedConfiguration loaded, IReadOnlyList<EffectiveReport>? effective,
        IReadOnlyList<ResolvedName>? names) =>
        terminal.Output.WriteLineAsync(JsonSerializer.Serialize(
        new CheckReport(
            source.Name,
            loaded.Usable,
            [.. loaded.Problems.Select(ProblemReport.Of)],
            effective,
            names),
        CheckJson.Default.CheckReport));

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? string.Empty : "s")}");
}

/// <summary>Effective: only with <c>--effective</c>; Names: only with <c>--resolve</c>.</summary>
internal sealed record CheckReport(
    string Configuration, bool Valid, IReadOnlyList<ProblemReport> Problems, IReadOnlyList<EffectiveReport>? Effective = null,
    IReadOnlyList<ResolvedName>? Names = null);

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
