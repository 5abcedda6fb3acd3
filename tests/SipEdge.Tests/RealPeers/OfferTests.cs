using System.Net;

namespace SipEdge.Tests.RealPeers;

/// <summary>Offers that are not the plain audio offer in an INVITE, between SIPp on both sides.</summary>
public sealed class OfferTests
{
    private const string Fax = "m=image {0} udptl t38\na=T38FaxVersion:0\na=T38FaxRateManagement:transferredTCF";

    [PeerFact("sipp")]
    public async Task An_offer_in_the_200_is_answered_in_the_ACK()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed));
        var (caller, callee) = (bed.Own(new RtpProbe(bed.Caller)), bed.Own(new RtpProbe(bed.Callee)));
        var answering = await SippProcess.Answer(bed, "answer-late", new SippSettings(bed.Callee).WithMedia(callee.Local));
        var calling = SippProcess.Call(bed, "call-late", new SippSettings(bed.Caller).WithMedia(caller.Local), bed.Target);
        caller.Remote = await calling.MediaAddress("offer");
        callee.Remote = await answering.MediaAddress("answer");
        Assert.Equal((bed.Edge, bed.Edge), (caller.Remote.Address, callee.Remote.Address));
        await RtpProbe.Exchange(caller, callee, 50, seed: 14);
        Assert.DoesNotContain("hanging up", calling.Log.Lines);

        await calling.Succeeds();
        await answering.Succeeds();
        Assert.Equal("caller_hung_up", Assert.Single(await edge.StopAndReadRecords()).Text("reason"));
    }

    [PeerFact("sipp")]
    public async Task A_call_that_goes_over_to_T38_carries_every_datagram_where_both_sides_may()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed) { Policy = "{ fax: true }" });
        var (caller, callee) = (bed.Own(new RtpProbe(bed.Caller)), bed.Own(new RtpProbe(bed.Callee)));
        var answering = await SippProcess.Answer(
            bed, "answer-reoffer", new SippSettings(bed.Callee).WithMedia(callee.Local).With(("reanswer", Line(Fax, callee))));
        var calling = SippProcess.Call(
            bed,
            "call-reoffer",
            new SippSettings(bed.Caller).WithMedia(caller.Local).With(("reoffer", Line(Fax, caller))),
            bed.Target);
        caller.Remote = await calling.MediaAddress("fax");
        callee.Remote = await answering.MediaAddress("fax");
        for (byte i = 0; i < 20; i++)
        {
            await Carry(caller, callee, [0, i, 1, 2, 3]); // UDPTL begins with a sequence number, which no RTP does (X.691)
            await Carry(callee, caller, [0, i, 9]);
        }

        Assert.DoesNotContain("hanging up", calling.Log.Lines);
        await calling.Succeeds();
        await answering.Succeeds();
        Assert.Equal("caller_hung_up", Assert.Single(await edge.StopAndReadRecords()).Text("reason"));
    }

    [PeerFact("sipp")]
    public Task T38_that_the_callees_side_may_not_is_refused_and_the_call_goes_on() => RefusedFax("{ fax: true }", "{ fax: false }");

    [PeerFact("sipp")]
    public Task T38_that_the_callers_side_may_not_is_refused_and_the_call_goes_on() => RefusedFax("{ fax: false }", "{ fax: true }");

    [PeerFact("sipp")]
    public async Task A_caller_that_has_no_codec_we_may_pass_is_told_which_way_it_failed()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed) { Policy = "{ allow: [ opus ] }" });
        var calling = SippProcess.Call(bed, "call-refused", new SippSettings(bed.Caller).With(("code", "488")), bed.Target);
        await calling.Succeeds();
        Assert.Contains("Warning: 305 ", calling.Messages);
        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal(("codec_not_allowed", 488), (record.Text("reason"), record.GetProperty("status").GetInt32()));
    }

    /// <summary>
    /// A PBX that takes itself out of the media: its call back to the edge names the port that the edge named to it, and so does
    /// its answer. Those two ports are the edge's own.
    /// </summary>
    [PeerFact("sipp")]
    public async Task A_call_that_comes_back_with_the_edges_own_ports_is_heard()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Acls = new()
            {
                ["caller"] = $"{{ addresses: [ {{ prefix: {bed.Caller} }}, {{ prefix: {bed.Callee} }} ] }}",
            },
            Trunks = { ["desks"] = $"{{ gateways: [ {{ name: desk, address: {bed.SecondCallee}, direction: outbound }} ] }}" },
            Routes = ["{ prefix: \"2\", to: desks }", "{ to: carrier }"],
        });
        var (caller, desk) = (bed.Own(new RtpProbe(bed.Caller)), bed.Own(new RtpProbe(bed.SecondCallee)));
        var pbx = bed.Own(new BypassingPbx(bed.Callee));
        var answering = await SippProcess.Answer(bed, "answer-then-bye", new SippSettings(bed.SecondCallee) { Hold = TimeSpan.FromSeconds(4) }.WithMedia(desk.Local));
        var calling = SippProcess.Call(bed, "call", new SippSettings(bed.Caller).WithMedia(caller.Local), bed.Target);

        var offered = await pbx.Invited();
        var back = SippProcess.Call(
            bed,
            "call-until-bye",
            new SippSettings(bed.Callee) { Port = 5070, Number = "2000" }.WithMedia(offered),
            bed.Target);
        var answered = await back.MediaAddress("answer");
        Assert.Equal((bed.Edge, bed.Edge), (offered.Address, answered.Address));
        await pbx.Answer(answered);

        caller.Remote = await calling.MediaAddress("answer");
        desk.Remote = await answering.MediaAddress("offer");
        await RtpProbe.Exchange(caller, desk, 50, seed: 16);
        Assert.DoesNotContain("hanging up", calling.Log.Lines);
        await calling.Succeeds();
        await answering.Succeeds();
        await back.Succeeds();
        var records = await edge.StopAndReadRecords();
        Assert.Equal(2, records.Length);
        Assert.All(records, static record => Assert.Equal("answered", record.Text("outcome")));
    }

    private static async Task RefusedFax(string policy, string carrier)
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed) { Policy = policy, CarrierMedia = carrier });
        var (caller, callee) = (bed.Own(new RtpProbe(bed.Caller)), bed.Own(new RtpProbe(bed.Callee)));
        var answering = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee).WithMedia(callee.Local));
        var calling = SippProcess.Call(
            bed,
            "call-reoffer",
            new SippSettings(bed.Caller).WithMedia(caller.Local).With(("reoffer", Line(Fax, caller))),
            bed.Target);
        caller.Remote = await calling.MediaAddress("answer");
        callee.Remote = await answering.MediaAddress("offer");
        await calling.Log.WaitFor(static line => line == "reoffer refused", TestBed.Patience, () => "a refused T.38");
        await RtpProbe.Exchange(caller, callee, 50, seed: 15);
        Assert.DoesNotContain("hanging up", calling.Log.Lines);

        await calling.Succeeds();
        await answering.Succeeds();
        Assert.DoesNotContain("m=image", answering.Messages);
        Assert.Contains("Warning: 304 ", calling.Messages);
        Assert.Equal("caller_hung_up", Assert.Single(await edge.StopAndReadRecords()).Text("reason"));
    }

    private static string Line(string text, RtpProbe probe) =>
        text.Replace("{0}", probe.Local.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static async Task Carry(RtpProbe from, RtpProbe to, byte[] datagram)
    {
        await from.Send(datagram);
        var (received, relay) = await to.Receive(TestBed.Patience, "A UDPTL datagram");
        Assert.Equal(datagram, received);
        Assert.Equal(to.Remote, (IPEndPoint)relay);
    }
}
