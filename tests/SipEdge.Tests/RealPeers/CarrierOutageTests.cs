using System.Text.Json;
using SipEdge.Admin;
using SipEdge.Cli;
using SipEdge.Tests.Cli;

namespace SipEdge.Tests.RealPeers;

/// <summary>A carrier with two gateways (kamailio) that die and come back, as `sipedge trunk list --json` shows it.</summary>
public sealed class CarrierOutageTests
{
    private const string Name = "sip.carrier.test";

    [PeerFact("sipp", "kamailio")]
    public Task Over_UDP_a_dead_gateway_is_told_passed_over_and_taken_back() => Outage("udp", "no answer");

    [PeerFact("sipp", "kamailio")]
    public Task Over_TCP_a_dead_gateway_is_told_passed_over_and_taken_back() => Outage("tcp", "it could not be sent: connection_refused");

    [PeerFact("sipp", "kamailio")]
    public Task Over_TLS_a_dead_gateway_is_told_passed_over_and_taken_back() => Outage("tls", "it could not be sent: connection_refused");

    private static async Task Outage(string transport, string why)
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var (certificate, key, _) = authority.Issue(EdgeConfiguration.Domain, bed.Edge);
        var tls = transport == "tls" ? new KamailioTls(authority.Issue(Name, bed.Callee), authority.File) : null;
        var first = new KamailioCarrier(bed.Callee, bed.Edge) { AsksCalls = false, Transport = transport, Tls = tls };
        var second = first with { Address = bed.SecondCallee };
        var (north, south) = (await first.Start(bed), await second.Start(bed));
        var more = $"direction: outbound, transport: {transport}{(tls is null ? "" : $", tls_name: {Name}")}";
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Tls = (certificate, key),
            AuthorityFile = authority.File,
            Carrier = ["health: { interval: 1s, jitter: 0s, timeout: 1s, down_after: 2, up_after: 2 }"],
            Gateways =
            [
                $"{{ name: north, address: {bed.Callee}, {more} }}",
                $"{{ name: south, address: {bed.SecondCallee}, {more}, priority: 1 }}",
            ],
            More = "timers: { t1: 100ms, t2: 800ms, t4: 1s }",
        });
        await Until(bed, edge, trunk => trunk is { Status: "ok", Reason: "" } && trunk.Gateways.All(gateway => gateway.Health == "up"));

        await north.Kill();
        var report = await Until(bed, edge, static trunk => trunk.Status == "degraded");
        Assert.Equal((false, $"down: {why}"), (report.Gateways[0].Up, report.Gateways[0].Why));
        Assert.True(report.Gateways[1].Up);
        await Call(bed, south);

        await south.Kill();
        report = await Until(bed, edge, static trunk => trunk.Status == "down");
        Assert.All(report.Gateways, gateway => Assert.Equal((false, $"down: {why}"), (gateway.Up, gateway.Why)));

        (north, south) = (await first.Start(bed), await second.Start(bed));
        await Until(bed, edge, static trunk => trunk is { Status: "ok", Reason: "" });
        await Call(bed, north);

        var calls = await edge.StopAndReadRecords();
        Assert.Equal(["south", "north"], calls.Select(static call => Assert.Single(call.GetProperty("attempts").EnumerateArray()).Text("gateway")));
        Assert.Equal(
            [("north", "gateway_down")],
            calls[0].GetProperty("skipped").EnumerateArray().Select(static skipped => (skipped.Text("gateway"), skipped.Text("reason"))));
    }

    private static async Task Call(TestBed bed, KamailioProcess by)
    {
        var hold = TimeSpan.FromMilliseconds(200);
        var telephone = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Address(21)));
        var caller = SippProcess.Call(bed, "call", new SippSettings(bed.Caller) { Number = "+31600000021", Hold = hold }, bed.Target);
        await caller.Succeeds();
        await telephone.Succeeds();
        Assert.Single(by.Said.Lines, static line => line.Contains("called sip:", StringComparison.Ordinal));
    }

    private static async Task<TrunkReport> Until(TestBed bed, EdgeProcess edge, Func<TrunkReport, bool> reached)
    {
        TrunkReport? last = null;
        await TestBed.Until(
            async () =>
            {
                var listed = await Sipedge.RunAsync(["trunk", "list", "--json", "--socket", bed.PathOf("admin.sock")]);
                Assert.True(listed.ExitCode == ExitCode.Success, listed.ToString());
                last = Assert.Single(JsonSerializer.Deserialize(listed.Output, AdminJson.Default.IReadOnlyListTrunkReport)!);
                return reached(last);
            },
            TestBed.Patience,
            () => $"a trunk as wanted; it is {last} with {string.Join(' ', last!.Gateways)}\n{edge.Log}");
        return last!;
    }
}
