using SipEdge.Cli;

namespace SipEdge.Tests.Cli;

public sealed class DemoVerbTests
{
    [Fact]
    public async Task Two_calls_are_placed_and_every_packet_of_both_directions_is_accounted_for()
    {
        var run = await Sipedge.RunAsync("demo");

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("--- INVITE with digest ---", run.Output, StringComparison.Ordinal);
        Assert.Contains("account demo; then to phone", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("every audio packet is accounted for in both directions.\n", run.Output, StringComparison.Ordinal);
        Assert.InRange(run.Widest, 60, 100);
    }
}
