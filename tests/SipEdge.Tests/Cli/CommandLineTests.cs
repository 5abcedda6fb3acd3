using System.CommandLine;
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

    [Theory]
    [InlineData("Try 'sipedge --help'.", "cals")]
    [InlineData("Try 'sipedge trunk --help'.", "trunk", "lst")]
    [InlineData("Try 'sipedge trunk test --help'.", "trunk", "test", "carrier", "--timeout", "long")]
    public async Task Who_is_not_understood_is_sent_to_the_help_of_the_verb_he_meant(string hint, params string[] arguments)
    {
        var run = await Sipedge.RunAsync(arguments);

        Assert.Equal((ExitCode.Usage, hint), (run.ExitCode, run.Error.Split('\n')[1]));
    }

    [Fact]
    public async Task A_verb_that_waits_for_something_does_not_keep_a_signal_waiting()
    {
        using var gate = new ManualResetEventSlim();
        var verb = new Verb("wait", "Waits as for a pipe that nobody writes to");
        verb.SetAction(_ => gate.Wait(TimeSpan.FromSeconds(20)) ? ExitCode.Success : ExitCode.Failed);
        var root = new RootCommand { verb };
        Verb.MakeInterruptible(verb);

        var running = root.Parse(["wait"]).InvokeAsync();
        gate.Set();

        Assert.Equal(ExitCode.Success, await running);
    }

    [Fact]
    public async Task A_time_that_is_none_is_told_with_one_that_is()
    {
        var run = await Sipedge.RunAsync("explain", "--from", "192.0.2.1", "--at", "yesterday", "invite.txt");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--at 'yesterday' is not a time, such as 2026-", run.Error, StringComparison.Ordinal);
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
