using System.Net;
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

    [PeerFact("sipp", "kamailio")]
    public Task Over_TCP_a_carrier_that_forgot_us_is_registered_at_anew_and_calls_by_the_new_connection() => Forgotten("tcp");

    [PeerFact("sipp", "kamailio")]
    public Task Over_TLS_a_carrier_that_forgot_us_is_registered_at_anew_and_calls_by_the_new_connection() => Forgotten("tls");

    private static async Task Forgotten(string transport)
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var (certificate, key, _) = authority.Issue(EdgeConfiguration.Domain, bed.Edge);
        var tls = transport == "tls" ? new KamailioTls(authority.Issue(Name, bed.Callee), authority.File) : null;
        var settings = new KamailioCarrier(bed.Callee, bed.Edge) { Transport = transport, Tls = tls };
        var carrier = await settings.Start(bed);
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Tls = (certificate, key),
            AuthorityFile = authority.File,
            Acls = [],
            Secrets = new() { ["AT_THE_CARRIER"] = settings.Password },
            Carrier =
            [
                $"auth: {{ username: {KamailioCarrier.User}, password: {{ env: AT_THE_CARRIER }} }}",
                $"register: {{ registrar_domain: {KamailioCarrier.Domain}, retry: 1s, retry_max: 2s }}",
            ],
            Gateways = [$"{{ name: main, address: {bed.Callee}, transport: {transport}{(tls is null ? "" : $", tls_name: {Name}, media: rtp")} }}"],
            Trunks = { ["pbx"] = $"{{ gateways: [ {{ name: main, address: {bed.Caller} }} ] }}" },
            Routes = ["{ from_trunk: carrier, to: pbx }", "{ to: carrier }"],
            More = $"default_domain: {EdgeConfiguration.Domain}",
        });
        var first = await UntilRegistered(edge);
        await CallIn(bed);

        await carrier.Kill();
        await UntilRegistration(edge, static state => state.Text("state") is not "registered");
        var refused = new SippSettings(bed.Caller) { Port = 5070, Number = "+31600000021" };
        await SippProcess.Call(bed, "call-refused", refused.With(("code", "503")), bed.Target).Succeeds();

        await settings.Start(bed);
        Assert.NotEqual(first, await UntilRegistered(edge));
        await CallIn(bed);
        var told = (await edge.StopAndReadRecords()).Where(static record => record.Text("type") is "call" or "refusal");
        Assert.Equal(["caller_hung_up", "trunk_not_registered", "caller_hung_up"], told.Select(static record => record.Text("reason")!));
    }

    private static async Task CallIn(TestBed bed)
    {
        var pbx = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Caller));
        var telephone = new SippSettings(bed.Address(22)) { Number = "+31201234501", Hold = TimeSpan.FromMilliseconds(200) };
        await SippProcess.Call(bed, "call", telephone, new IPEndPoint(bed.Callee, 5060)).Succeeds();
        await pbx.Succeeds();
    }

    /// <summary>The number of the connection that it is registered by.</summary>
    private static async Task<int> UntilRegistered(EdgeProcess edge) =>
        (await UntilRegistration(edge, static state => state.Text("state") is "registered")).GetProperty("connection").GetInt32();

    private static async Task<JsonElement> UntilRegistration(EdgeProcess edge, Func<JsonElement, bool> reached)
    {
        JsonElement last = default;
        await TestBed.Until(
            async () => reached(last = JsonDocument.Parse(await edge.Ask("registrations")).RootElement.EnumerateArray().Single()),
            TestBed.Patience,
            () => $"another registration than {last}\n{edge.Log}");
        return last;
    }

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

        // More than once where the INVITE came again.
        Assert.Contains(by.Said.Lines, static line => line.Contains("called sip:", StringComparison.Ordinal));
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
