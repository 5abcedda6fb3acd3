using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using SipEdge.Tests.Cli;

namespace SipEdge.Tests.Hosting;

/// <summary>What README and docs point at is there: a rename has to reach them.</summary>
public sealed partial class DocumentationTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/cli.md")]
    [InlineData("docs/operations.md")]
    [InlineData("docs/records.md")]
    [InlineData("docs/metrics.md")]
    public void Every_path_and_link_leads_somewhere(string page)
    {
        var root = Root();
        var text = File.ReadAllText(Path.Combine(root, page));
        var links = Link().Matches(text).Select(m => Path.Combine(root, Path.GetDirectoryName(page)!, m.Groups[1].Value.Split('#')[0]));
        var paths = SourcePath().Matches(text).Select(m => Path.Combine(root, m.Groups[1].Value));

        var missing = links.Concat(paths).Where(path => !File.Exists(path) && !Directory.Exists(path));

        Assert.Empty(missing);
    }

    [Fact]
    public async Task Every_verb_is_on_the_page_of_the_command_line()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs/cli.md"));
        var help = await Sipedge.RunAsync("--help");

        foreach (var verb in VerbLine().Matches(help.Output.Split("Commands:")[1]).Select(m => m.Groups[1].Value))
        {
            Assert.Contains($"| `{verb}` |", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_instrument_is_on_the_page_of_metrics()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs/metrics.md"));
        await using var edge = await RunningEdge.StartAsync();
        using var listener = new MeterListener();
        var instruments = new List<string>();
        listener.InstrumentPublished = (instrument, _) =>
        {
            // Tests beside this one have meters of their own; the product's are named for its namespaces.
            if (instrument.Meter.Name is "SipEdge" or "SipEdge.Sip.Transport" && !instrument.Name.StartsWith("sipedge.test.", StringComparison.Ordinal))
            {
                instruments.Add(instrument.Name);
            }
        };
        listener.Start();

        Assert.NotEmpty(instruments);
        Assert.All(
            instruments.Where(static name => name != "sipedge.record.dropped"),
            name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\]\((?!https?:)([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests|config|systemd|docs|build|bench)/[^`*]+?)`")]
    private static partial Regex SourcePath();

    [GeneratedRegex(@"^  ([a-z]+)  ", RegexOptions.Multiline)]
    private static partial Regex VerbLine();

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "SipEdge.sln")))
        {
            directory = Path.GetDirectoryName(directory.TrimEnd('/')) ?? throw new InvalidOperationException("outside of the repository");
        }

        return directory;
    }
}
