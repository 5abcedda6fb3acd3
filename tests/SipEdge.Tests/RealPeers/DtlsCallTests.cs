namespace SipEdge.Tests.RealPeers;

/// <summary>A phone that makes its keys on the media port (RFC 5763), on one side or the other.</summary>
public sealed class DtlsCallTests
{
    private const int CallerTone = 1000;
    private const int CalleeTone = 440;

    [PeerFact("sipp", "baresip")]
    public Task A_tls_and_dtls_srtp_phone_and_a_udp_and_rtp_callee_hear_each_other() => PhoneAndPlainCallee(rtcpMux: true);

    [PeerFact("sipp", "baresip")]
    public Task A_phone_that_keeps_rtcp_on_its_own_port_is_heard_all_the_same() => PhoneAndPlainCallee(rtcpMux: false);

    [PeerFact("baresip")]
    public async Task A_gateway_that_wants_dtls_gets_it_from_an_rtp_caller()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Gateways = [$"{{ name: first, address: {bed.Callee}, direction: outbound, media: srtp_dtls }}"],
            Policy = "{ nat: yes }", // on loopback baresip sends from another address than it signals
        });
        var callee = await BaresipProcess.Start(bed, new BaresipSettings(
            bed.Callee, $"<sip:1000@{bed.Callee}>;regint=0;audio_codecs=PCMU;answermode=auto;mediaenc=dtls_srtp")
        {
            ToneFrequency = CalleeTone,
            RtcpMux = true,
        });
        var caller = await BaresipProcess.Start(bed, new BaresipSettings(
            bed.Caller, $"<sip:alice@{EdgeConfiguration.Domain}>;regint=0;audio_codecs=PCMU;outbound=\"sip:{bed.Edge}:5060\"")
        {
            ToneFrequency = CallerTone,
        });
        await caller.Dial($"sip:1000@{EdgeConfiguration.Domain}");
        await caller.Event("CALL_ESTABLISHED");
        await callee.Event("CALL_ESTABLISHED");
        await callee.UntilHeard(TimeSpan.FromSeconds(3));
        await caller.UntilHeard(TimeSpan.FromSeconds(3));
        await caller.HangUp();
        await callee.Event("CALL_CLOSED");
        Assert.InRange(Tone.Share((await caller.QuitAndListen()).AsSpan()[^(50 * 160)..], CalleeTone), 0.95, 1.01);
        Assert.InRange(Tone.Share((await callee.QuitAndListen()).AsSpan()[^(50 * 160)..], CallerTone), 0.95, 1.01);
        Assert.Contains("a=setup:actpass", callee.Trace);
        Assert.DoesNotContain("a=fingerprint", caller.Trace);

        Assert.Single(await edge.StopAndReadRecords());
    }

    private static async Task PhoneAndPlainCallee(bool rtcpMux)
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var edge = await EdgeProcess.Start(TlsPhone.Edge(bed, authority));
        var callee = bed.Own(new RtpProbe(bed.Callee));
        var answering = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee).WithMedia(callee.Local));
        var phone = await BaresipProcess.Start(
            bed, TlsPhone.Settings(bed, authority, "dtls_srtp", CallerTone) with { RtcpMux = rtcpMux });
        await phone.Dial($"sip:1000@{EdgeConfiguration.Domain}");
        callee.Remote = await answering.MediaAddress("offer");
        await phone.Event("CALL_ESTABLISHED");

        // Its first packets come when the handshake is done, so whoever hears them speaks to keys that are there.
        var heard = callee.Listen(100);
        await heard;
        await callee.Play(CalleeTone, 110);
        Assert.InRange(Tone.Share(await heard, CallerTone), 0.95, 1.01);

        await phone.HangUp();
        await answering.Succeeds();
        var heardByPhone = await phone.QuitAndListen();
        Assert.InRange(Tone.Share(heardByPhone.AsSpan()[^(50 * 160)..], CalleeTone), 0.95, 1.01);

        var offer = answering.Messages;
        Assert.Contains("RTP/AVP ", offer);
        Assert.DoesNotContain("fingerprint", offer);
        Assert.Contains("UDP/TLS/RTP/SAVPF", phone.Trace);

        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal(110, record.GetProperty("callee_media").GetProperty("packets_received").GetInt64());
    }
}
