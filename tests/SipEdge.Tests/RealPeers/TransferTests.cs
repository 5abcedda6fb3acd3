using System.Text.RegularExpressions;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// Calls of a PBX that are transferred, or taken over by another of its phones. The edge has so many loops that two calls hardly ever
/// meet on one.
/// </summary>
public sealed partial class TransferTests
{
    private const int PbxPort = 5070;

    [PeerFact("sipp")]
    public async Task An_attended_transfer_joins_the_far_ends_of_two_calls_of_two_loops()
    {
        await using var bed = new TestBed();
        var edge = await Start(bed);
        var (stays, target) = (bed.Own(new RtpProbe(bed.Callee)), bed.Own(new RtpProbe(bed.SecondCallee)));
        var asked = await SippProcess.Answer(bed, "answer-asked", new SippSettings(bed.Callee).WithMedia(stays.Local));
        var joined = await SippProcess.Answer(
            bed, "answer-transferred", new SippSettings(bed.SecondCallee) { Hold = TimeSpan.FromSeconds(4) }.WithMedia(target.Local));
        var consulting = SippProcess.Call(
            bed, "call-until-bye", new SippSettings(bed.Caller) { Port = PbxPort, Number = "2000" }, bed.Target);
        var dialog = await DialogOf(consulting);
        var transferring = SippProcess.Call(
            bed,
            "call-transfer",
            new SippSettings(bed.Caller).With(
                ("refer_to", $"2000@{EdgeConfiguration.Domain}?Replaces={Uri.EscapeDataString(dialog)}")),
            bed.Target);

        (stays.Remote, target.Remote) = (await asked.MediaAddress("joined"), await joined.MediaAddress("joined"));
        await RtpProbe.Exchange(stays, target, 50, seed: 31);
        await transferring.Succeeds();
        await consulting.Succeeds();
        await joined.Succeeds();
        await asked.Succeeds();
        var records = await edge.StopAndReadRecords();
        Assert.Equal(3, records.Length);
        var made = records.Single(static record => record.Text("reason") != "transferred");
        Assert.All(
            records.Where(static record => record.Text("reason") == "transferred"),
            record => Assert.Equal(made.Text("id"), record.Text("transferred_to")));
    }

    [PeerFact("sipp")]
    public async Task An_INVITE_with_Replaces_takes_the_place_of_another_phone_of_the_PBX()
    {
        await using var bed = new TestBed();
        var edge = await Start(bed);
        var (desk, stays) = (bed.Own(new RtpProbe(bed.Caller)), bed.Own(new RtpProbe(bed.Callee)));
        var answering = await SippProcess.Answer(
            bed, "answer-transferred", new SippSettings(bed.Callee) { Hold = TimeSpan.FromSeconds(4) }.WithMedia(stays.Local));
        var first = SippProcess.Call(bed, "call-until-bye", new SippSettings(bed.Caller), bed.Target);
        var dialog = await DialogOf(first);
        var second = SippProcess.Call(
            bed,
            "call-until-bye",
            new SippSettings(bed.Caller) { Port = PbxPort }.WithMedia(desk.Local).With(("headers", $"Replaces: {dialog}")),
            bed.Target);

        await first.Succeeds(); // it hears a BYE
        (desk.Remote, stays.Remote) = (await second.MediaAddress("answer"), await answering.MediaAddress("joined"));
        await RtpProbe.Exchange(desk, stays, 50, seed: 32);
        await second.Succeeds();
        await answering.Succeeds();
        Assert.Contains("\nSupported: replaces", second.Messages.ReplaceLineEndings("\n"));
        Assert.Equal(
            ["callee_hung_up", "transferred"], (await edge.StopAndReadRecords()).Select(static record => record.Text("reason")).Order());
    }

    [PeerFact("sipp")]
    public async Task Who_is_not_of_the_trunk_hears_that_there_is_no_such_call()
    {
        await using var bed = new TestBed();
        var edge = await Start(bed, others: "replaces: accept,");
        var answering = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee));
        var first = SippProcess.Call(bed, "call", new SippSettings(bed.Caller) { Hold = TimeSpan.FromSeconds(2) }, bed.Target);
        var dialog = await DialogOf(first);
        var stranger = SippProcess.Call(
            bed, "call-refused", new SippSettings(bed.SecondCallee) { Port = PbxPort }.With(("headers", $"Replaces: {dialog}"), ("code", "481")),
            bed.Target);
        await stranger.Succeeds();
        await first.Succeeds();
        await answering.Succeeds();
        Assert.Equal(
            ["caller_hung_up", "replaces_unknown"], (await edge.StopAndReadRecords()).Select(static record => record.Text("reason")).Order());
    }

    [PeerFact("baresip", "sipp")]
    public async Task A_phone_sends_whom_it_called_to_somebody_else()
    {
        await using var bed = new TestBed();
        var edge = await Start(bed);
        var (stays, target) = (bed.Own(new RtpProbe(bed.Callee)), bed.Own(new RtpProbe(bed.SecondCallee)));
        var answering = await SippProcess.Answer(
            bed, "answer-transferred", new SippSettings(bed.Callee) { Hold = TimeSpan.FromSeconds(4) }.WithMedia(stays.Local));
        var called = await SippProcess.Answer(bed, "answer-late", new SippSettings(bed.SecondCallee).WithMedia(target.Local));
        var phone = await BaresipProcess.Start(bed, new BaresipSettings(
            bed.Caller, $"<sip:200@{EdgeConfiguration.Domain}>;regint=0;audio_codecs=PCMU;outbound=\"sip:{bed.Edge}:5060\""));
        await phone.Dial($"sip:1000@{EdgeConfiguration.Domain}");
        await phone.Event("CALL_ESTABLISHED");
        await phone.Transfer($"sip:2000@{EdgeConfiguration.Domain}");

        (stays.Remote, target.Remote) = (await answering.MediaAddress("joined"), await called.MediaAddress("answer"));
        var packet = stays.NextPacket(new byte[160]); // the other way what the phone had said may still lie there
        await stays.Send(packet);
        Assert.Equal(packet, (await target.Receive(TestBed.Patience, "the audio of who was sent on")).Packet);
        await phone.Event("CALL_CLOSED");
        await answering.Succeeds();
        await called.Succeeds();
        Assert.Equal(
            ["caller_hung_up", "transferred"], (await edge.StopAndReadRecords()).Select(static record => record.Text("reason")).Order());
    }

    /// <summary>A PBX that transfers, and two carriers by the first digit.</summary>
    private static Task<EdgeProcess> Start(TestBed bed, string others = "") => EdgeProcess.Start(new EdgeConfiguration(bed)
    {
        Acls = [],
        Loops = 16,
        Gateways = [$"{{ name: first, address: {bed.Callee} }}"],
        Trunks =
        {
            ["pbx"] = $"{{ refer: terminate, replaces: accept, gateways: [ {{ name: main, address: {bed.Caller} }} ] }}",
            ["second"] = $"{{ {others} gateways: [ {{ name: first, address: {bed.SecondCallee} }} ] }}",
        },
        Routes = ["{ prefix: \"2\", to: second }", "{ to: carrier }"],
        Policy = "{ nat: yes }", // on loopback baresip sends from another address than it signals
    });

    /// <summary>What a Replaces says of the call of a caller that was answered: to-tag is the edge's.</summary>
    private static async Task<string> DialogOf(SippProcess caller)
    {
        await caller.Says("answer");
        var answer = Answered().Match(caller.Messages);
        Assert.True(answer.Success, caller.Messages);
        return $"{caller.CallId};to-tag={answer.Groups[2].Value};from-tag={answer.Groups[1].Value}";
    }

    [GeneratedRegex("SIP/2.0 200 OK.*?\\nFrom: [^\\n]*;tag=([^\\r\\n]+).*?\\nTo: [^\\n]*;tag=([^\\r\\n]+)", RegexOptions.Singleline)]
    private static partial Regex Answered();
}
