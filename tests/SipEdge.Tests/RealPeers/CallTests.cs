using System.Text.Json;

namespace SipEdge.Tests.RealPeers;

/// <summary>Calls through the edge between SIPp on both sides, with media endpoints that compare every byte.</summary>
public sealed class CallTests
{
    private const int Packets = 200;

    [PeerFact("sipp")]
    public Task A_challenged_call_over_udp_carries_every_byte_both_ways() => DigestCall(tcp: false, seed: 11);

    [PeerFact("sipp")]
    public Task A_challenged_call_over_tcp_carries_every_byte_both_ways() => DigestCall(tcp: true, seed: 12);

    [PeerFact("sipp")]
    public async Task A_caller_that_gives_up_while_it_rings_stops_the_ringing()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed));
        var (calling, callee) = await Connect(bed, "call-cancel", "answer-cancelled");
        await calling.Succeeds();
        await callee.Succeeds();

        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal("cancelled", record.Text("outcome"));
        Assert.Equal("cancelled", record.Text("reason"));
        Assert.Equal(487, record.GetProperty("status").GetInt32());
    }

    [PeerFact("sipp")]
    public async Task Ringing_is_told_reliably_on_both_legs_and_a_session_is_refreshed_on_one()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed));
        var (calling, callee) = await Connect(bed, "call-reliable", "answer-reliable");
        await calling.Succeeds();
        await callee.Succeeds();

        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal("caller_hung_up", record.Text("reason"));
    }

    [PeerFact("sipp")]
    public async Task A_busy_callee_is_busy_for_the_caller()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed));
        var (calling, callee) = await Connect(bed, "call-refused", "refuse", ("status", "486 Busy Here"), ("code", "486"));
        await calling.Succeeds();
        await callee.Succeeds();

        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal("gateway_refused", record.Text("reason"));
        Assert.Equal(486, record.GetProperty("status").GetInt32());
    }

    [PeerFact("sipp")]
    public async Task A_callee_that_hangs_up_ends_the_call_for_the_caller()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed));
        var (calling, callee) = await Connect(bed, "call-until-bye", "answer-then-bye");
        await calling.Succeeds();
        await callee.Succeeds();
        Assert.Equal(0, (await edge.Status()).Media.Sessions);

        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal("callee_hung_up", record.Text("reason"));
        Assert.Equal("callee", record.Text("ended_by"));
    }

    [PeerFact("sipp")]
    public Task A_call_can_be_held_and_taken_back() => HeldAndTakenBack();

    /// <summary>As phones did before RFC 3264 §8.4; the other side is told by today's word.</summary>
    [PeerFact("sipp")]
    public Task A_call_can_be_held_by_the_address_0_0_0_0() => HeldAndTakenBack(("hold_host", "0.0.0.0"), ("hold_direction", ""));

    [PeerFact("sipp")]
    public async Task A_gateway_that_answers_503_is_followed_by_the_next()
    {
        await using var bed = new TestBed();
        var refusing = await SippProcess.Answer(
            bed, "refuse", new SippSettings(bed.SecondCallee).With(("status", "503 Full")));
        var record = await FailOver(bed, $"{{ name: broken, address: {bed.SecondCallee}, direction: outbound }}");
        await refusing.Succeeds();

        Assert.Equal(503, record.GetProperty("attempts")[0].GetProperty("status").GetInt32());
    }

    [PeerFact("sipp")]
    public Task A_gateway_that_refuses_connections_is_followed_by_the_next() => FailOver(
        $"{{ name: broken, address: {{0}}, transport: tcp, direction: outbound }}", silent: false);

    [PeerFact("sipp")]
    public Task A_gateway_that_never_answers_is_followed_by_the_next() => FailOver(
        $"{{ name: broken, address: {{0}}, direction: outbound }}", silent: true);

    private static async Task HeldAndTakenBack(params (string, string)[] hold)
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed));
        var caller = bed.Own(new RtpProbe(bed.Caller));
        var callee = bed.Own(new RtpProbe(bed.Callee));
        var answering = await SippProcess.Answer(bed, "answer-hold", new SippSettings(bed.Callee).WithMedia(callee.Local));
        var calling = SippProcess.Call(
            bed,
            "call-hold",
            new SippSettings(bed.Caller).WithMedia(caller.Local).With(hold),
            bed.Target);
        var before = await calling.MediaAddress("answer");
        Assert.Equal(before, await calling.MediaAddress("held"));
        Assert.Equal(before, await calling.MediaAddress("resumed"));
        caller.Remote = before;
        callee.Remote = await answering.MediaAddress("resume");
        Assert.Equal(await answering.MediaAddress("offer"), callee.Remote);
        await RtpProbe.Exchange(caller, callee, 50, seed: 13);
        Assert.DoesNotContain("hanging up", calling.Log.Lines);

        await calling.Succeeds();
        await answering.Succeeds();
        Assert.Contains("a=sendonly", answering.Messages);
        Assert.Contains("a=recvonly", calling.Messages);
        Assert.Equal("caller_hung_up", Assert.Single(await edge.StopAndReadRecords()).Text("reason"));
    }

    private static async Task FailOver(string gateway, bool silent)
    {
        await using var bed = new TestBed();
        if (silent)
        {
            bed.Own(new NextHopSpy(bed.SecondCallee));
        }

        var record = await FailOver(bed, gateway.Replace("{0}", bed.SecondCallee.ToString(), StringComparison.Ordinal));
        Assert.NotEqual("answered", record.GetProperty("attempts")[0].Text("reason"));
    }

    // T1 is short so that timer B, 64*T1, ends the wait for a silent gateway after 3.2 s.
    private static async Task<JsonElement> FailOver(TestBed bed, string firstGateway)
    {
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Gateways = [firstGateway, $"{{ name: working, address: {bed.Callee}, direction: outbound }}"],
            More = "timers: { t1: 50ms, t2: 400ms, t4: 500ms }",
        });
        var (calling, callee) = await Connect(bed, "call", "answer");
        await calling.Succeeds();
        await callee.Succeeds();

        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal("answered", record.Text("outcome"));
        var attempts = record.GetProperty("attempts");
        Assert.Equal(["broken", "working"], attempts.EnumerateArray().Select(attempt => attempt.Text("gateway")));
        return record;
    }

    private static async Task<(SippProcess Caller, SippProcess Callee)> Connect(
        TestBed bed, string callerScenario, string calleeScenario, params (string, string)[] marks)
    {
        var hold = TimeSpan.FromMilliseconds(300);
        var callee = await SippProcess.Answer(bed, calleeScenario, new SippSettings(bed.Callee) { Hold = hold }.With(marks));
        var caller = SippProcess.Call(bed, callerScenario, new SippSettings(bed.Caller) { Hold = hold }.With(marks), bed.Target);
        return (caller, callee);
    }

    private static async Task DigestCall(bool tcp, int seed)
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Accounts = { ["alice"] = "correct horse" },
            Acls = new() { ["phones"] = "{ accounts: [ alice ] }" },
            Gateways = [$"{{ name: first, address: {bed.Callee}, direction: outbound, transport: {(tcp ? "tcp" : "udp")} }}"],
        });
        var caller = bed.Own(new RtpProbe(bed.Caller));
        var callee = bed.Own(new RtpProbe(bed.Callee));
        var answering = await SippProcess.Answer(
            bed, "answer", new SippSettings(bed.Callee) { Tcp = tcp }.WithMedia(callee.Local));
        var calling = SippProcess.Call(
            bed,
            "call-digest",
            new SippSettings(bed.Caller) { Tcp = tcp, User = "alice", Password = "correct horse" }.WithMedia(caller.Local),
            bed.Target);

        caller.Remote = await calling.MediaAddress("answer");
        callee.Remote = await answering.MediaAddress("offer");
        Assert.Equal(bed.Edge, caller.Remote.Address);
        Assert.Equal(bed.Edge, callee.Remote.Address);
        await RtpProbe.Exchange(caller, callee, Packets, seed);
        Assert.DoesNotContain("hanging up", calling.Log.Lines);

        Assert.Equal(new SippStatistics(1, 0, 0, 0, 0), await calling.Succeeds());
        Assert.Equal(0, (await answering.Succeeds()).Retransmissions);
        Assert.Equal(0, (await edge.Status()).Calls);

        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal("call", record.Text("type"));
        Assert.Equal("answered", record.Text("outcome"));
        Assert.Equal("alice", record.Text("account"));
        Assert.Equal(tcp ? "tcp" : "udp", record.GetProperty("caller").Text("transport"));
        foreach (var side in (string[])["caller_media", "callee_media"])
        {
            var media = record.GetProperty(side);
            Assert.Equal(Packets, media.GetProperty("packets_received").GetInt64());
            Assert.Equal(Packets, media.GetProperty("packets_sent").GetInt64());
            Assert.Equal(Packets * (RtpProbe.HeaderLength + 160), media.GetProperty("bytes_sent").GetInt64());
        }
    }
}
