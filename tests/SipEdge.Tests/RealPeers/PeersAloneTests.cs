using System.Net;

namespace SipEdge.Tests.RealPeers;

/// <summary>The peers without an edge between them: what fails here is not the edge's fault.</summary>
public sealed class PeersAloneTests
{
    [PeerFact("sipp")]
    public Task Two_sipps_talk_over_udp() => Talk(tcp: false);

    [PeerFact("sipp")]
    public Task Two_sipps_talk_over_tcp() => Talk(tcp: true);

    [PeerFact("sipp")]
    public async Task Every_pair_of_scenarios_fits_together()
    {
        (string Caller, string Callee)[] pairs =
        [
            ("call-until-bye", "answer-then-bye"),
            ("call-cancel", "answer-cancelled"),
            ("call-hold", "answer-hold"),
            ("call-refused", "refuse"),
        ];
        var hold = TimeSpan.FromMilliseconds(50);
        foreach (var (caller, callee) in pairs)
        {
            await using var bed = new TestBed();
            var answering = await SippProcess.Answer(
                bed, callee, new SippSettings(bed.Callee) { Hold = hold }.With(("status", "486 Busy Here")));
            var calling = SippProcess.Call(
                bed,
                caller,
                new SippSettings(bed.Caller) { Hold = hold }.With(("code", "486")),
                new IPEndPoint(bed.Callee, 5060));
            await calling.Succeeds();
            await answering.Succeeds();
        }
    }

    [PeerFact("sipp", "baresip")]
    public async Task Baresip_and_a_probe_hear_each_others_tone()
    {
        await using var bed = new TestBed();
        var callee = bed.Own(new RtpProbe(bed.Callee));
        var answering = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee).WithMedia(callee.Local));
        var caller = await BaresipProcess.Start(
            bed, new BaresipSettings(bed.Caller, $"<sip:alice@{bed.Callee}>;regint=0;audio_codecs=PCMU"));
        await caller.Dial($"sip:1000@{bed.Callee}");
        callee.Remote = await answering.MediaAddress("offer");
        await caller.Event("CALL_ESTABLISHED");

        var heard = callee.Listen(50);
        await callee.Play(440, 60);
        Assert.InRange(Tone.Share(await heard, 1000), 0.95, 1.01);

        await caller.HangUp();
        await answering.Succeeds();
        var heardByBaresip = await caller.QuitAndListen();
        Assert.InRange(heardByBaresip.Length, 40 * 160, 60 * 160);
        Assert.InRange(Tone.Share(heardByBaresip, 440), 0.95, 1.01);
    }

    [PeerFact("baresip")]
    public async Task Two_baresips_talk_over_tls_and_srtp()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var callee = await BaresipProcess.Start(bed, new BaresipSettings(
            bed.Callee, $"<sip:bob@{bed.Callee};transport=tls>;regint=0;audio_codecs=PCMU;answermode=auto;mediaenc=srtp-mand")
        {
            ToneFrequency = 440,
            CertificateFile = authority.Issue("callee.test", bed.Callee).Both,
        });
        var caller = await BaresipProcess.Start(bed, new BaresipSettings(
            bed.Caller, $"<sip:alice@{bed.Callee};transport=tls>;regint=0;audio_codecs=PCMU;mediaenc=srtp-mand")
        {
            AuthorityFile = authority.File,
        });
        await caller.Dial($"sip:bob@{bed.Callee}:5061;transport=tls");
        await caller.Event("CALL_ESTABLISHED");
        await callee.Event("CALL_ESTABLISHED");
        await caller.UntilHeard(TimeSpan.FromSeconds(1));
        await callee.UntilHeard(TimeSpan.FromSeconds(1));
        await caller.HangUp();
        Assert.InRange(Tone.Share(await caller.QuitAndListen(), 440), 0.9, 1.01);
        Assert.InRange(Tone.Share(await callee.QuitAndListen(), 1000), 0.9, 1.01);
    }

    private static async Task Talk(bool tcp)
    {
        await using var bed = new TestBed();
        var caller = bed.Own(new RtpProbe(bed.Caller));
        var callee = bed.Own(new RtpProbe(bed.Callee));
        var answering = await SippProcess.Answer(
            bed, "answer", new SippSettings(bed.Callee) { Tcp = tcp }.WithMedia(callee.Local));
        var calling = SippProcess.Call(
            bed,
            "call",
            new SippSettings(bed.Caller) { Tcp = tcp, Hold = TimeSpan.FromSeconds(1) }.WithMedia(caller.Local),
            new IPEndPoint(bed.Callee, 5060));

        caller.Remote = await calling.MediaAddress("answer");
        callee.Remote = await answering.MediaAddress("offer");
        await RtpProbe.Exchange(caller, callee, 100, seed: 1);
        Assert.DoesNotContain("hanging up", calling.Log.Lines);

        Assert.Equal(new SippStatistics(1, 0, 0, 0, 0), await calling.Succeeds());
        await answering.Succeeds();
    }
}
