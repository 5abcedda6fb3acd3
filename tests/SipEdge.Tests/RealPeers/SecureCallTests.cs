using System.Text.RegularExpressions;

namespace SipEdge.Tests.RealPeers;

/// <summary>A TLS and SRTP phone on one side, UDP and RTP on the other.</summary>
public sealed partial class SecureCallTests
{
    private const int CallerTone = Conversation.CallerTone;
    private const int CalleeTone = Conversation.CalleeTone;

    [PeerFact("sipp", "baresip")]
    public async Task A_tls_and_srtp_phone_and_a_udp_and_rtp_callee_hear_each_other()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var edge = await EdgeProcess.Start(TlsPhone.Edge(bed, authority));
        var callee = bed.Own(new RtpProbe(bed.Callee));
        var answering = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee).WithMedia(callee.Local));
        var phone = await BaresipProcess.Start(bed, Phone(bed, authority));
        await phone.Dial($"sip:1000@{EdgeConfiguration.Domain}");
        callee.Remote = await answering.MediaAddress("offer");
        await phone.Event("CALL_ESTABLISHED");

        var heard = callee.Listen(100);
        await callee.Play(CalleeTone, 110);
        Assert.InRange(Tone.Share(await heard, CallerTone), 0.95, 1.01);

        await phone.HangUp();
        await answering.Succeeds();
        var heardByPhone = await phone.QuitAndListen();
        Assert.InRange(heardByPhone.Length, 90 * 160, 110 * 160);
        Assert.InRange(Tone.Share(heardByPhone, CalleeTone), 0.95, 1.01);

        var offer = answering.Messages;
        Assert.Contains("RTP/AVP ", offer);
        Assert.DoesNotContain("RTP/SAVP", offer);
        Assert.DoesNotContain("a=crypto", offer);
        Assert.Contains("a=crypto", phone.Trace);

        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal("tls", record.GetProperty("caller").Text("transport"));
        Assert.Equal("udp", record.GetProperty("callee").Text("transport"));
        Assert.NotEqual(record.GetProperty("caller").Text("media"), record.GetProperty("callee").Text("media"));
        Assert.Equal(110, record.GetProperty("callee_media").GetProperty("packets_received").GetInt64());
        Assert.InRange(record.GetProperty("callee_media").GetProperty("packets_sent").GetInt64(), 100, 1000);
        record.HasSoundMedia("caller_media");
    }

    [PeerFact("sipp", "baresip")]
    public async Task A_tls_and_srtp_phone_can_hold_and_take_back()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var edge = await EdgeProcess.Start(TlsPhone.Edge(bed, authority));
        var callee = bed.Own(new RtpProbe(bed.Callee));
        var answering = await SippProcess.Answer(bed, "answer-hold", new SippSettings(bed.Callee).WithMedia(callee.Local));
        var phone = await BaresipProcess.Start(bed, Phone(bed, authority));
        await phone.Dial($"sip:1000@{EdgeConfiguration.Domain}");
        callee.Remote = await answering.MediaAddress("offer");
        await phone.Event("CALL_ESTABLISHED");
        await callee.Listen(20);
        await phone.Hold();
        Assert.Equal(callee.Remote, await answering.MediaAddress("hold"));
        await phone.Resume();
        Assert.Equal(callee.Remote, await answering.MediaAddress("resume"));

        // What was under way before the hold may still come; the newest packets are the tone again.
        await callee.Play(CalleeTone, 100);
        var heardByCallee = await callee.Listen(100);
        Assert.InRange(Tone.Share(heardByCallee.AsSpan()[^(40 * 160)..], CallerTone), 0.95, 1.01);
        await phone.HangUp();
        await answering.Succeeds();
        Assert.Contains("a=sendonly", answering.Messages);
        await phone.Event("CALL_CLOSED");

        // baresip records nothing after a hold, but its own summary counts what it could decrypt.
        await phone.QuitAndListen();
        Assert.Matches(@"packets: +\d+ +100\s", phone.Trace);
        Assert.Matches(@"errors: +0 +0\s", phone.Trace);

        var record = Assert.Single(await edge.StopAndReadRecords());
        var rejected = record.GetProperty("caller_media").GetProperty("rejected");
        Assert.Equal(0, rejected.GetProperty("replayed").GetInt64());

        // baresip's first and last RTCP packets go out in the clear, before and after it has keys; and those that come from another
        // address than it signalled, before its RTP does, are a stranger's.
        Assert.InRange(rejected.EnumerateObject().Sum(reason => reason.Value.GetInt64()), 0, 4);
    }

    [PeerFact("baresip")]
    public async Task Two_tls_and_srtp_phones_talk_with_keys_of_their_own_on_each_side()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var edge = await EdgeProcess.Start(TlsPhone.Edge(bed, authority) with
        {
            Gateways =
            [
                $"{{ name: first, address: {bed.Callee}, direction: outbound, "
                    + "transport: tls, tls_name: callee.test, media: srtp_sdes }",
            ],
            AuthorityFile = authority.File,
        });
        var callee = await BaresipProcess.Start(bed, new BaresipSettings(
            bed.Callee, $"<sip:1000@{bed.Callee};transport=tls>;regint=0;audio_codecs=PCMU;answermode=auto;mediaenc=srtp-mand")
        {
            ToneFrequency = CalleeTone,
            CertificateFile = authority.Issue("callee.test", bed.Callee).Both,
        });
        var caller = await BaresipProcess.Start(bed, Phone(bed, authority));
        await caller.Dial($"sip:1000@{EdgeConfiguration.Domain}");
        await caller.Event("CALL_ESTABLISHED");
        await callee.Event("CALL_ESTABLISHED");
        await caller.UntilHeard(TimeSpan.FromSeconds(2));
        await callee.UntilHeard(TimeSpan.FromSeconds(2));
        await caller.HangUp();
        await callee.Event("CALL_CLOSED");
        Assert.InRange(Tone.Share(await caller.QuitAndListen(), CalleeTone), 0.95, 1.01);
        Assert.InRange(Tone.Share(await callee.QuitAndListen(), CallerTone), 0.95, 1.01);

        var keys = Keys(caller.Trace);
        Assert.Equal(2, keys.Count);
        Assert.Equal(2, Keys(callee.Trace).Count);
        Assert.Empty(keys.Intersect(Keys(callee.Trace)));

        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal("tls", record.GetProperty("callee").Text("transport"));
        Assert.DoesNotContain(keys, master => record.GetRawText().Contains(master, StringComparison.Ordinal));
        Assert.DoesNotContain(keys, master => edge.Log.Contains(master, StringComparison.Ordinal));
    }

    // As caller baresip 1.0.0 offers the suite with the long tag alone; what it takes when it is called is more.
    [PeerFact("baresip")]
    public Task A_gateway_takes_AES_CM_128_with_the_long_tag() => TakenSuite("AES_CM_128_HMAC_SHA1_80");

    [PeerFact("baresip")]
    public Task A_gateway_takes_AES_CM_128_with_the_short_tag() => TakenSuite("AES_CM_128_HMAC_SHA1_32");

    [PeerFact("baresip")]
    public Task A_gateway_takes_AES_GCM_128() => TakenSuite("AEAD_AES_128_GCM", padded: true);

    [PeerFact("baresip")]
    public Task A_gateway_takes_AES_GCM_256() => TakenSuite("AEAD_AES_256_GCM", padded: true);

    /// <summary>mediaenc=srtp: a=crypto under RTP/AVP, as RFC 8643 has it.</summary>
    [PeerFact("baresip")]
    public async Task A_phone_that_would_have_SRTP_but_not_insists_gets_it()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed) { Policy = "{ nat: yes }" });
        var callee = await Plain(bed, bed.Callee, $"<sip:1000@{bed.Callee}>;answermode=auto", CalleeTone);
        var caller = await Plain(bed, bed.Caller, $"{Anonymous(bed)};mediaenc=srtp", CallerTone);
        await Conversation.Hold(caller, callee, $"sip:1000@{EdgeConfiguration.Domain}");

        Assert.Contains("RTP/AVP", caller.Trace);
        Assert.Equal(2, Keys(caller.Trace).Count);
        Assert.DoesNotContain("a=crypto", callee.Trace);
        Assert.Single(await edge.StopAndReadRecords()).HasSoundMedia("caller_media", "callee_media");
    }

    private static async Task TakenSuite(string suite, bool padded = false)
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Gateways =
            [
                $"{{ name: first, address: {bed.Callee}, direction: outbound, media: srtp_sdes, srtp_suites: [ {suite} ], "
                    + "insecure_sdes_ok: true }",
            ],
            // baresip 1.0.0 takes the last two bytes of a GCM salt for missing when "=" does not end their base64.
            CarrierMedia = padded ? "{ srtp: { sdes_base64_padding: true } }" : "{}",
            Policy = "{ nat: yes }", // on loopback baresip sends from another address than it signals
        });
        var callee = await Plain(bed, bed.Callee, $"<sip:1000@{bed.Callee}>;answermode=auto;mediaenc=srtp-mand", CalleeTone);
        var caller = await Plain(bed, bed.Caller, Anonymous(bed), CallerTone);
        await Conversation.Hold(caller, callee, $"sip:1000@{EdgeConfiguration.Domain}");

        Assert.Equal(2, Regex.Count(callee.Trace, $"a=crypto:1 {suite} inline:"));
        Assert.DoesNotContain("a=crypto", caller.Trace);
        Assert.Single(await edge.StopAndReadRecords()).HasSoundMedia("caller_media", "callee_media");
    }

    private static string Anonymous(TestBed bed) => $"<sip:alice@{EdgeConfiguration.Domain}>;outbound=\"sip:{bed.Edge}:5060\"";

    private static Task<BaresipProcess> Plain(TestBed bed, System.Net.IPAddress address, string account, int tone) =>
        BaresipProcess.Start(bed, new BaresipSettings(address, $"{account};regint=0;audio_codecs=PCMU") { ToneFrequency = tone });

    private static BaresipSettings Phone(TestBed bed, TestAuthority authority) =>
        TlsPhone.Settings(bed, authority, "srtp-mand", CallerTone);

    // One in the offer and one in the answer.
    private static HashSet<string> Keys(string trace) =>
        [.. MasterKey().Matches(trace).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("AES_CM_128_HMAC_SHA1_80 inline:([A-Za-z0-9+/]{40})")]
    private static partial Regex MasterKey();
}
