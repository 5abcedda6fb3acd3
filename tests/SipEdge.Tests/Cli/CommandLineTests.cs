using SipEdge.Cli;

namespace SipEdge.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public async Task An_unknown_verb_is_a_usage_error_on_stderr()
    {
        var run = await Sipedge.RunAsync("cals");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("cals", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_verb_has_help_with_an_example()
    {
        var help = await Sipedge.RunAsync("--help");
        var verbs = help.Output.Split("Commands:\n")[1].Split('\n').Where(l => l.StartsWith("  ", StringComparison.Ordinal))
            .Where(l => l[2] != ' ').Select(l => l.Trim().Split(' ')[0]).ToList();

        Assert.NotEmpty(verbs);
        foreach (var verb in verbs)
        {
            Assert.Contains($"  sipedge {verb}", (await Sipedge.RunAsync(verb, "--help")).Output, StringComparison.Ordinal);
        }
    }
}
