using System.Text.Json;
using SipEdge.Admin;
using SipEdge.Cli;
using SipEdge.Tests.Cli;
using SipEdge.Tests.RealPeers;

namespace SipEdge.Tests.Hosting;

/// <summary>What an operator is told of the gateways of a running edge: one that answers and fails its calls, one that is silent.</summary>
public sealed class TrunkStateOnLoopbackTests
{
    [Fact]
    public async Task Trunk_list_and_show_tell_which_gateway_is_well_and_why_the_others_are_not()
    {
        await using var failing = new FailingGateway();
        await using var edge = await RunningEdge.StartAsync(
            $$"""
            trunks:
              callers:
                gateways: [{ name: here, address: 127.0.0.1, direction: inbound }]
              carrier:
                gateways:
                  - { name: failing, address: 127.0.0.1, port: {{failing.Port}}, direction: outbound }
                  - { name: silent, address: 127.0.0.3, port: {{RunningEdge.FreePort()}}, direction: outbound }
                health: { interval: 2s, timeout: 2s, down_after: 2 } # time for an answer that a busy machine is late with
                circuit: { calls: 2, open: 5m }
            """,
            to: "carrier");
        await UntilAsync(edge, static gateways => gateways[0].Health == "up" && gateways[1].Health == "down");
        Assert.Equal("degraded", (await TrunkAsync(edge)).Status);
        await edge.InviteAsync();
        await edge.InviteAsync();
        await UntilAsync(edge, static gateways => gateways[0].Circuit!.State == "open");

        var list = await Sipedge.RunAsync("trunk", "list", "--socket", edge.Socket);
        Assert.Equal(ExitCode.Success, list.ExitCode);
        Assert.Matches(@"127\.0\.0\.1:\d+\s+carrier\s.*\bdown\b", list.Output);
        Assert.Contains("carrier is down: failing: circuit open: 2 of 2 calls in 30 s failed, last 503; a ", list.Output, StringComparison.Ordinal);
        Assert.Contains("callers", list.Output, StringComparison.Ordinal);
        Assert.InRange(list.Widest, 60, 100);

        var show = await Sipedge.RunAsync("trunk", "show", "carrier", "--socket", edge.Socket);
        Assert.Equal((ExitCode.Success, ""), (show.ExitCode, show.Error));
        Assert.Matches($@"Gateway\s+failing, 127\.0\.0\.1:{failing.Port} over udp\n", Trimmed(show.Output));
        Assert.Matches(@"OPTIONS\s+up since \S+ \S+Z, last answer 200, \d+ asked, \d+ failed\n", Trimmed(show.Output));
        Assert.Matches(@"Round trip\s+[\d.]+ ms", show.Output);
        Assert.Matches(@"Circuit\s+open since \S+ \S+Z: 2 of 2 calls in 30 s failed, last 503;", show.Output);
        Assert.Matches(@"OPTIONS\s+down since \S+ \S+Z, last no answer, \d+ asked, \d+ failed\n", Trimmed(show.Output));
        Assert.Matches(@"Calls\s+go elsewhere: down: \S", show.Output);

        using var json = JsonDocument.Parse((await Sipedge.RunAsync("trunk", "list", "--json", "--socket", edge.Socket)).Output);
        var gateways = json.RootElement.EnumerateArray().Single(static trunk => trunk.GetProperty("name").GetString() == "carrier")
            .GetProperty("gateways");
        Assert.Equal(("up", "down"), (gateways[0].GetProperty("health").GetString(), gateways[1].GetProperty("health").GetString()));
        Assert.Equal("open", gateways[0].GetProperty("circuit").GetProperty("state").GetString());
        using var one = JsonDocument.Parse((await Sipedge.RunAsync("trunk", "show", "carrier", "--json", "--socket", edge.Socket)).Output);
        Assert.Equal("gateway_failed", one.RootElement.GetProperty("last_failure").GetProperty("reason").GetString());
        Assert.False(one.RootElement.TryGetProperty("registration", out _));

        var route = await Sipedge.RunAsync("route", "test", "100", "--from", "callers", "--config", edge.ConfigFile, "--socket", edge.Socket);
        Assert.Contains(
            $"Calls of the running edge pass carrier/failing at 127.0.0.1:{failing.Port} by: circuit open: 2 of 2", route.Output, StringComparison.Ordinal);
    }

    private static string Trimmed(string output) => string.Join('\n', output.Split('\n').Select(static line => line.TrimEnd()));

    private static async Task<TrunkReport> TrunkAsync(RunningEdge edge)
    {
        using var admin = new AdminClient(edge.Socket);
        var trunks = await admin.GetAsync("trunks", AdminJson.Default.IReadOnlyListTrunkReport, default);
        return trunks.Single(static trunk => trunk.Name == "carrier");
    }

    private static async Task UntilAsync(RunningEdge edge, Func<IReadOnlyList<TrunkGatewayReport>, bool> enough)
    {
        TrunkReport? last = null;
        await TestBed.Until(
            async () => enough((last = await TrunkAsync(edge)).Gateways), TestBed.Patience,
            () => $"the state of the gateways; it is {string.Join(", ", last!.Gateways)}");
    }
}
