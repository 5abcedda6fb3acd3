using SipEdge.Configuration;
using SipEdge.Core.Configuration;
using SipEdge.Hosting;

namespace SipEdge.Cli;

/// <summary>
/// A configuration as verbs look at it: as far as it could be read, also when it has errors that would keep it from use.
/// </summary>
internal sealed class ConfigurationView
{
    private readonly LoadedConfiguration _loaded;

    private ConfigurationView(LoadedConfiguration loaded, EdgeOptions options)
    {
        _loaded = loaded;
        Options = options;
    }

    public EdgeOptions Options { get; }

    public string? File => _loaded.File;

    /// <summary>Null, and every problem told, when the file says nothing that could be shown.</summary>
    public static ConfigurationView? Read(Terminal terminal, string? config)
    {
        var loaded = ConfigurationSource.Find(config).Load();
        if (loaded.Options is { } options)
        {
            return new ConfigurationView(loaded, options);
        }

        foreach (var problem in loaded.Problems)
        {
            terminal.Error.WriteLine(problem.ToString());
        }

        return null;
    }

    /// <summary>0 when it was written nowhere.</summary>
    public int Line(string path) => _loaded.Positions.Find(path).Line;

    /// <summary>The first error of a configuration that cannot be used, for verbs that need a whole one.</summary>
    public static async Task<int> RefuseAsync(Terminal terminal, LoadedConfiguration loaded)
    {
        var first = loaded.Problems.First(static problem => problem.Severity == ProblemSeverity.Error);
        await terminal.Error.WriteLineAsync($"sipedge: {first}").ConfigureAwait(false);
        await terminal.Error.WriteLineAsync(
            "The configuration cannot be used: 'sipedge check' tells every problem.").ConfigureAwait(false);
        return ExitCode.Failed;
    }

    public static int NoSuch(Terminal terminal, string kind, string name, IEnumerable<string> known)
    {
        var suggestion = NearestName.Find(name, known);
        terminal.Error.WriteLine(
            $"sipedge: there is no {kind} '{name}'{(suggestion is null ? string.Empty : $"; did you mean '{suggestion}'?")}");
        return ExitCode.Failed;
    }
}
