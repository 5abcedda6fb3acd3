using System.Text.Json;
using SipEdge.Admin;

namespace SipEdge.Tests.RealPeers;

/// <summary>A carrier (kamailio) on its way to TLS: the same machine over UDP and over TLS.</summary>
public sealed class TlsRolloutTests
{
    private const string Telephone = "+31600000021";
    private const string Health = "health: { interval: 1s, jitter: 0s, timeout: 1s, down_after: 1 }";

    [PeerFact("kamailio", "sipp")]
    public async Task Who_is_in_calls_over_TLS_and_everybody_else_as_before()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var carrier = await Carrier(bed, authority, KamailioCarrier.Domain);
        var edge = await EdgeProcess.Start(Edge(bed, authority, "{ users: [ alice ] }"));
        await Call(bed, carrier, "alice", "tls");
        await Call(bed, carrier, "bob", "udp");

        var calls = await edge.StopAndReadRecords();
        Assert.Equal([["secure"], ["plain"]], calls.Select(Gateways));
        Assert.Equal("tls_rollout", Assert.Single(calls[1].GetProperty("skipped").EnumerateArray()).Text("reason"));
    }

    [PeerFact("kamailio", "sipp")]
    public async Task A_certificate_for_another_name_costs_who_is_in_one_attempt_and_is_told()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var carrier = await Carrier(bed, authority, "another.example");
        var edge = await EdgeProcess.Start(Edge(bed, authority, "{ users: [ alice ] }"));
        await Call(bed, carrier, "alice", "udp");

        var trunk = Assert.Single(await Trunks(edge));
        Assert.Equal(("secure", "tls_name_mismatch"), (trunk.LastFailure?.Gateway, trunk.LastFailure?.Reason));
        var call = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal(["secure", "plain"], Gateways(call));
        Assert.Equal("tls_name_mismatch", call.GetProperty("attempts")[0].Text("reason"));
    }

    [PeerFact("kamailio", "sipp")]
    public async Task In_the_shadow_nobody_calls_over_TLS_and_its_state_is_known()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var carrier = await Carrier(bed, authority, KamailioCarrier.Domain);
        var edge = await EdgeProcess.Start(Edge(bed, authority, "{ shadow: true }", Health));
        await Until(edge, static trunk => trunk is { Status: "ok" } && trunk.Gateways.All(static gateway => gateway.Health == "up"));
        await Call(bed, carrier, "alice", "udp");
        Assert.Equal(["plain"], Gateways(Assert.Single(await edge.StopAndReadRecords())));
    }

    [PeerFact("kamailio", "sipp")]
    public async Task In_the_shadow_a_wrong_certificate_is_known_before_a_call_needs_it()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var carrier = await Carrier(bed, authority, "another.example");
        var edge = await EdgeProcess.Start(Edge(bed, authority, "{ shadow: true }", Health));
        var trunk = await Until(edge, static trunk => trunk.Status == "degraded");
        Assert.Equal("down: it could not be sent: tls_name_mismatch", trunk.Gateways.Single(static gateway => gateway.Name == "secure").Why);
        await Call(bed, carrier, "alice", "udp");
        Assert.Equal(["plain"], Gateways(Assert.Single(await edge.StopAndReadRecords())));
    }

    private static Task<KamailioProcess> Carrier(TestBed bed, TestAuthority authority, string name) =>
        new KamailioCarrier(bed.Callee, bed.Edge)
        {
            HasAccount = false,
            AsksCalls = false,
            Transport = "tls",
            Tls = new KamailioTls(authority.Issue(name, bed.Callee), authority.File),
        }.Start(bed);

    private static EdgeConfiguration Edge(TestBed bed, TestAuthority authority, string rollout, params string[] more)
    {
        var (certificate, key, _) = authority.Issue(EdgeConfiguration.Domain, bed.Edge);
        return new EdgeConfiguration(bed)
        {
            Tls = (certificate, key),
            AuthorityFile = authority.File,
            Carrier = [$"tls_rollout: {rollout}", .. more],
            Gateways =
            [
                $"{{ name: plain, address: {bed.Callee}, direction: outbound }}",
                $"{{ name: secure, address: {bed.Callee}, direction: outbound, transport: tls, tls_name: carrier.example, media: rtp }}",
            ],
        };
    }

    private static async Task Call(TestBed bed, KamailioProcess carrier, string user, string transport)
    {
        var telephone = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Address(21)));
        var caller = new SippSettings(bed.Caller) { Number = Telephone, Hold = TimeSpan.FromMilliseconds(200) };
        await SippProcess.Call(bed, "call", caller.With(("from_user", user)), bed.Target).Succeeds();
        await telephone.Succeeds();
        Assert.EndsWith(
            $"by {transport}",
            carrier.Said.Lines.Last(static line => line.Contains("called sip:", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static string[] Gateways(JsonElement call) =>
        [.. call.GetProperty("attempts").EnumerateArray().Select(static attempt => attempt.Text("gateway")!)];

    private static async Task<IReadOnlyList<TrunkReport>> Trunks(EdgeProcess edge) =>
        JsonSerializer.Deserialize(await edge.Ask("trunks"), AdminJson.Default.IReadOnlyListTrunkReport)!;

    private static async Task<TrunkReport> Until(EdgeProcess edge, Func<TrunkReport, bool> reached)
    {
        TrunkReport? last = null;
        await TestBed.Until(
            async () => reached(last = Assert.Single(await Trunks(edge))),
            TestBed.Patience,
            () => $"a trunk as wanted; it is {last} with {string.Join(' ', last!.Gateways)}\n{edge.Log}");
        return last!;
    }
}
