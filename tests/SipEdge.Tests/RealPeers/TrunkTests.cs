using SipEdge.Cli;
using SipEdge.Tests.Cli;

namespace SipEdge.Tests.RealPeers;

/// <summary>Trunks by profile, through an outbound proxy, and switched off while they carry a call.</summary>
public sealed class TrunkTests
{
    private const string Number = "+31201234567";

    [PeerFact("sipp")]
    public async Task A_static_carrier_by_its_profile_gets_the_call_in_its_form()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(With(bed, $"gateways: [ {{ name: main, address: {bed.Callee} }} ]"));
        var messages = await OneCall(bed);
        Assert.Contains($"INVITE sip:{Number}@{bed.Callee} SIP/2.0", messages);
        Assert.Contains("P-Asserted-Identity: <sip:alice@", messages);
        Assert.DoesNotContain("\nRoute: ", messages);
        Assert.Equal("answered", Assert.Single(await edge.StopAndReadRecords()).Text("outcome"));
    }

    [PeerFact("sipp")]
    public async Task An_outbound_proxy_gets_the_call_of_the_gateway_with_a_loose_route()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(With(
            bed, $"outbound_proxy: {bed.Callee}; gateways: [ {{ name: main, address: {bed.SecondCallee} }} ]"));
        var messages = await OneCall(bed);
        Assert.Contains($"INVITE sip:{Number}@{bed.SecondCallee} SIP/2.0", messages);
        Assert.Contains($"\nRoute: <sip:{bed.Callee};lr>", messages);
        Assert.Contains($"\nTo: <sip:{Number}@{bed.SecondCallee}>", messages);
        Assert.Equal("answered", Assert.Single(await edge.StopAndReadRecords()).Text("outcome"));
    }

    [PeerFact("sipp")]
    public async Task As_a_plain_next_hop_the_proxy_is_not_named()
    {
        await using var bed = new TestBed();
        await EdgeProcess.Start(With(bed,
            $"outbound_proxy: {bed.Callee}; outbound_proxy_style: next_hop; gateways: [ {{ name: main, address: {bed.SecondCallee} }} ]"));
        var messages = await OneCall(bed);
        Assert.Contains($"INVITE sip:{Number}@{bed.SecondCallee} SIP/2.0", messages);
        Assert.DoesNotContain("\nRoute: ", messages);
    }

    [PeerFact("sipp")]
    public async Task A_trunk_that_is_switched_off_keeps_its_call_refuses_the_next_and_ends_it_only_when_told_now()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(With(bed, $"gateways: [ {{ name: main, address: {bed.Callee} }} ]"));
        var callee = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee));
        var caller = SippProcess.Call(bed, "call-until-bye", Caller(bed), bed.Target);
        await caller.MediaAddress("answer");

        await Run(bed, "disable", "profiled");
        var refused = SippProcess.Call(bed, "call-refused", (Caller(bed) with { Port = 5070 }).With(("code", "503")), bed.Target);
        await refused.Succeeds();
        Assert.Equal(1, (await edge.Status()).Calls);

        await Run(bed, "disable", "profiled", "--now");
        await caller.Succeeds();
        await callee.Succeeds();
        Assert.Contains("Reason: SIP;cause=503;text=\"trunk_disabled\"", callee.Messages);
        Assert.Contains("Reason: SIP;cause=503;text=\"trunk_disabled\"", caller.Messages);

        var records = await edge.StopAndReadRecords();
        var change = records.First(record => record.Text("type") == "change");
        Assert.Contains("+    active: false", change.Text("diff"));
        Assert.Contains(records, record => record.Text("type") == "refusal" && record.Text("reason") == "trunk_disabled");
        Assert.Equal("trunk_disabled", Assert.Single(records, record => record.Text("type") == "call").Text("reason"));
    }

    private static EdgeConfiguration With(TestBed bed, string trunk) => new(bed)
    {
        Trunks =
        {
            // A line a key, so that the verbs can add one.
            ["profiled"] = $"\n    profile: itsp-static-udp@1\n    {trunk.Replace("; ", "\n    ")}",
        },
        Routes = ["{ to: profiled }"],
    };

    private static SippSettings Caller(TestBed bed) =>
        new(bed.Caller) { Number = Number, Hold = TimeSpan.FromMilliseconds(300) };

    private static async Task<string> OneCall(TestBed bed)
    {
        var callee = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee));
        var caller = SippProcess.Call(bed, "call", Caller(bed), bed.Target);
        await caller.Succeeds();
        await callee.Succeeds();
        return callee.Messages;
    }

    private static async Task Run(TestBed bed, params string[] arguments)
    {
        var outcome = await Sipedge.RunAsync(
            ["trunk", .. arguments, "--config", bed.PathOf("sipedge.yaml"), "--socket", bed.PathOf("admin.sock")]);
        Assert.True(outcome.ExitCode == ExitCode.Success, outcome.ToString());
    }
}
