using System.CommandLine;
using System.Text.Json;
using SipEdge.Admin;
using SipEdge.Configuration.Editing;
using SipEdge.Core.Configuration;
using SipEdge.Hosting;

namespace SipEdge.Cli;

/// <summary>What every verb that edits the configuration has: its flags, and how the outcome is told.</summary>
internal sealed class EditFlags
{
    private readonly bool _reloads;
    private readonly Option<string?> _config = SharedOptions.Config();
    private readonly Option<bool> _dryRun = new("--dry-run", "-n") { Description = "Write nothing, show what would change" };
    private readonly Option<bool> _reload;
    private readonly Option<bool> _json = SharedOptions.Json();
    private readonly Option<string?> _socket = SharedOptions.Socket();

    /// <param name="reloads">The running edge reads the file without being told: the verb is about what it does now.</param>
    public EditFlags(bool reloads = false)
    {
        _reloads = reloads;
        _reload = reloads
            ? new Option<bool>("--no-reload") { Description = "Only write the file, and leave the running edge as it is" }
            : new Option<bool>("--reload") { Description = "Have the running edge read the file then" };
    }

    /// <summary>Whether the running edge is to read the file.</summary>
    public bool Reloads(ParseResult parsed) => parsed.GetValue(_reload) != _reloads && !parsed.GetValue(_dryRun);

    /// <summary>The running edge that the flags name, or the file's own.</summary>
    public AdminClient Client(ParseResult parsed) => SharedOptions.Client(
        parsed.GetValue(_socket), ConfigurationSource.Find(parsed.GetValue(_config)).Load().Options);

    public void AddTo(Command verb)
    {
        foreach (Option option in new Option[] { _config, _dryRun, _reload, _json, _socket })
        {
            verb.Add(option);
        }
    }

    /// <summary>Host names of the file that the flags name, as far as it can be read.</summary>
    public IReadOnlyList<string> Domains(ParseResult parsed) =>
        [.. ConfigurationSource.Find(parsed.GetValue(_config)).Load().Options?.Domains.Keys ?? []];

    /// <summary>Takes the steps on the file that the flags name. The steps refuse with an exception for the operator.</summary>
    public async Task<int> RunAsync(Terminal terminal, ParseResult parsed, Action<AccessEdits> steps, CancellationToken stop)
    {
        var path = ConfigurationPath.Resolve(parsed.GetValue(_config), Environment.GetEnvironmentVariable, File.Exists);
        if (path is null)
        {
            return await FailAsync(
                terminal, "there is no configuration file to edit; 'sipedge init' writes one").ConfigureAwait(false);
        }

        try
        {
            var result = FileEdit.Apply(path, steps, parsed.GetValue(_dryRun));
            return await (parsed.GetValue(_json)
                ? TellJsonAsync(terminal, parsed, result, stop)
                : TellAsync(terminal, parsed, result, stop)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is EditRefusedException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(terminal, $"{path}: {e.Message}").ConfigureAwait(false);
        }
    }

    private async Task<int> TellAsync(Terminal terminal, ParseResult parsed, FileEditResult result, CancellationToken stop)
    {
        var dryRun = parsed.GetValue(_dryRun);
        foreach (var problem in result.Problems.Where(problem => Concerns(problem, result)))
        {
            await terminal.Error.WriteLineAsync(problem.ToString()).ConfigureAwait(false);
        }

        if (result.HasErrors)
        {
            return await FailAsync(
                terminal, $"{result.File}: nothing was written, because the file would not be valid").ConfigureAwait(false);
        }

        if (dryRun && result.Diff is { } diff)
        {
            await terminal.Output.WriteAsync(diff).ConfigureAwait(false);
        }
        else
        {
            foreach (var change in result.Changes)
            {
                await terminal.Output.WriteLineAsync(change.ToString()).ConfigureAwait(false);
            }
        }

        foreach (var secret in result.Secrets)
        {
            await terminal.Output.WriteLineAsync(
                secret.Content is null
                    ? $"{(dryRun ? "Would make" : "Made")} a new password in {secret.File}"
                    : $"{(dryRun ? "Would keep" : "Kept")} the password in {secret.File}").ConfigureAwait(false);
        }

        foreach (var note in result.Notes)
        {
            await terminal.Output.WriteLineAsync($"Note: {note}").ConfigureAwait(false);
        }

        await terminal.Output.WriteLineAsync(
            result.Diff is null ? $"Nothing to change in {result.File}"
            : dryRun ? $"Nothing was written to {result.File}"
            : $"Wrote {result.File}").ConfigureAwait(false);
        return await ReloadAsync(terminal, parsed, result, stop).ConfigureAwait(false);
    }

    private async Task<int> ReloadAsync(Terminal terminal, ParseResult parsed, FileEditResult result, CancellationToken stop)
    {
        if (parsed.GetValue(_dryRun))
        {
            return ExitCode.Success;
        }

        using var client = Client(parsed);
        if (Reloads(parsed) && IsToRead(client))
        {
            var report = await client.PostAsync("reload", AdminJson.Default.ReloadReport, stop).ConfigureAwait(false);
            // Its warnings are those of the file: what the edit has to do with was told above.
            return await ReloadVerb.TellAsync(terminal, terminal.Output, report.Applied ? report with { Problems = [] } : report)
                .ConfigureAwait(false);
        }

        if (result.Written && File.Exists(client.SocketPath))
        {
            await terminal.Output.WriteLineAsync(
                $"An edge that runs has it after: sipedge reload --socket {client.SocketPath}").ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    private async Task<int> TellJsonAsync(Terminal terminal, ParseResult parsed, FileEditResult result, CancellationToken stop)
    {
        var dryRun = parsed.GetValue(_dryRun);
        ReloadReport? reload = null;
        EdgeNotRunningException? absent = null;
        if (Reloads(parsed) && !result.HasErrors)
        {
            using var client = Client(parsed);
            try
            {
                reload = !IsToRead(client) ? null : await client.PostAsync("reload", AdminJson.Default.ReloadReport, stop).ConfigureAwait(false);
            }
            catch (EdgeNotRunningException e)
            {
                // What was written is told first.
                absent = e;
            }
        }

        var report = new EditReport(
            result.File,
            result.Written,
            [.. result.Changes.Select(static change => new EditChangeReport(Name(change.Outcome), change.What, change.Path))],
            result.Notes,
            [.. result.Secrets.Select(static secret => secret.File)],
            [.. result.Problems.Select(ProblemReport.Of)],
            dryRun ? result.Diff : null,
            reload);
        await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(report, EditJson.Default.EditReport)).ConfigureAwait(false);
        return absent is not null ? throw absent
            : result.HasErrors || reload is { Applied: false } ? ExitCode.Failed
            : ExitCode.Success;
    }

    /// <summary>Who says --reload means an edge that runs; a verb that reloads by itself takes the one that is there.</summary>
    private bool IsToRead(AdminClient client) => !_reloads || File.Exists(client.SocketPath);

    /// <summary>Every error, and the warnings about what was edited: the others were there before.</summary>
    private static bool Concerns(Problem problem, FileEditResult result) =>
        problem.Severity == ProblemSeverity.Error
        || result.Changes.Any(change => problem.Path == change.Path
            || problem.Path.StartsWith(change.Path + ".", StringComparison.Ordinal));

    private static string Name(EditOutcome outcome) => outcome switch
    {
        EditOutcome.Added => "added",
        EditOutcome.AlreadyThere => "already_there",
        EditOutcome.Removed => "removed",
        EditOutcome.Changed => "changed",
        _ => "not_there",
    };

    private static async Task<int> FailAsync(Terminal terminal, string why)
    {
        await terminal.Error.WriteLineAsync($"sipedge: {why}").ConfigureAwait(false);
        return ExitCode.Failed;
    }
}
