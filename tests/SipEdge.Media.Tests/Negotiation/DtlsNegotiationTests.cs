using SipEdge.Media.Dtls;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;
using static SipEdge.Media.Tests.Negotiation.NegotiationPair;

namespace SipEdge.Media.Tests.Negotiation;

public sealed class DtlsNegotiationTests
{
    private const string Fingerprint = "a=fingerprint:sha-256 " + FingerprintText + ";";
    private const string FingerprintText =
        "19:E2:1C:3B:4B:9F:81:E6:B8:5C:F4:A5:A8:D8:73:04:BB:05:2F:70:9F:04:A9:0E:05:E9:26:33:E8:70:88:A2";

    private const string Plain = Peer + "m=audio 4000 RTP/AVP 0;";

    /// <summary>As Chrome 130 offers audio, shortened: trickle ICE, BUNDLE, and far more codecs than anybody speaks.</summary>
    private const string Browser = "v=0;o=- 4611731400430051336 2 IN IP4 127.0.0.1;s=-;t=0 0;a=group:BUNDLE 0 1;a=extmap-allow-mixed;"
        + "a=msid-semantic: WMS;m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126;c=IN IP4 0.0.0.0;a=rtcp:9 IN IP4 0.0.0.0;"
        + "a=ice-ufrag:8hhY;a=ice-pwd:asd88fgpdd777uzjYhagZgab;a=ice-options:trickle;a=fingerprint:sha-256 " + FingerprintText
        + ";a=setup:actpass;a=mid:0;a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level;a=sendrecv;a=msid:- x;a=rtcp-mux;"
        + "a=rtcp-rsize;a=rtpmap:111 opus/48000/2;a=rtcp-fb:111 transport-cc;a=fmtp:111 minptime=10~useinbandfec=1;"
        + "a=rtpmap:63 red/48000/2;a=fmtp:63 111/111;a=rtpmap:9 G722/8000;a=rtpmap:0 PCMU/8000;a=rtpmap:8 PCMA/8000;"
        + "a=rtpmap:13 CN/8000;a=rtpmap:110 telephone-event/48000;a=rtpmap:126 telephone-event/8000;a=ssrc:1 cname:x;"
        + "m=application 0 UDP/DTLS/SCTP webrtc-datachannel;c=IN IP4 0.0.0.0;a=bundle-only;a=mid:1;";

    private static readonly LegPolicy Required = LegPolicy.Default with { Srtp = SrtpOffer.Required, Keying = SrtpKeying.Dtls };

    [Fact]
    public void A_browser_is_answered_as_by_a_lite_agent_without_a_bundle()
    {
        var pair = new NegotiationPair(dtls: true);
        var (offered, answered) = pair.Exchange(
            MediaSide.A,
            Browser,
            Peer + "m=audio 7000 RTP/AVP 0 126;a=rtpmap:126 telephone-event/8000;");
        Assert.Equal(
            ToB + "m=audio 40000 RTP/AVP 111 9 0 8 13 110 126;a=rtpmap:111 opus/48000/2;a=fmtp:111 minptime=10~useinbandfec=1;"
            + "a=rtpmap:9 G722/8000;a=rtpmap:0 PCMU/8000;a=rtpmap:8 PCMA/8000;a=rtpmap:13 CN/8000;"
            + "a=rtpmap:110 telephone-event/48000;a=rtpmap:126 telephone-event/8000;a=sendrecv;",
            offered);
        var settings = pair.Settings(MediaSide.A);
        var local = settings.Ice!.Local;
        Assert.Equal(
            ToA + "a=ice-lite;m=audio 30000 UDP/TLS/RTP/SAVPF 0 126;a=fingerprint:" + NegotiationPair.Certificate
            + ";a=setup:passive;a=ice-ufrag:" + Text(local.Fragment) + ";a=ice-pwd:" + Text(local.Password)
            + ";a=candidate:1 1 UDP 2130706431 198.51.100.1 30000 typ host;a=end-of-candidates;"
            + "a=rtpmap:126 telephone-event/8000;a=mid:0;a=rtcp-mux;a=sendrecv;"
            + "m=application 0 UDP/DTLS/SCTP webrtc-datachannel;",
            answered);
        Assert.Equal("8hhY", Text(settings.Ice.Remote.Fragment));
        Assert.Equal(DtlsRole.Passive, settings.Dtls!.Role);
        Assert.True(settings.RtcpMux);
        Assert.True(settings.Sends && pair.Settings(MediaSide.B).Sends); // 0.0.0.0 is no hold where candidates are to come
        Assert.Equal("dtls", pair.Media.Security(0, MediaSide.A));
    }

    [Fact]
    public void An_offer_of_ours_says_actpass_and_what_a_lite_agent_says()
    {
        var pair = new NegotiationPair(null, Required, dtls: true);
        var offered = pair.Offer(MediaSide.A, Plain);
        Assert.StartsWith(
            ToB + "a=ice-lite;m=audio 40000 UDP/TLS/RTP/SAVPF 0;a=fingerprint:" + NegotiationPair.Certificate
            + ";a=setup:actpass;a=ice-ufrag:",
            offered,
            StringComparison.Ordinal);
        Assert.Contains(
            ";a=candidate:1 1 UDP 2130706431 198.51.100.2 40000 typ host;"
            + "a=end-of-candidates;a=rtcp-mux;",
            offered,
            StringComparison.Ordinal);

        const string answer = Peer + "m=audio 7000 UDP/TLS/RTP/SAVPF 0;";
        Assert.Equal(SdpStatus.NoCommonCrypto, pair.TryAnswer(answer, out _));
        Assert.Equal(SdpStatus.BadSetup, pair.TryAnswer(answer + Fingerprint + "a=setup:actpass;", out _));
        Assert.Equal(SdpStatus.BadSetup, pair.TryAnswer(answer + Fingerprint + "a=setup:holdconn;", out _));
        Assert.Equal(SdpStatus.SrtpRequired, pair.TryAnswer(Peer + "m=audio 7000 RTP/AVP 0;" + Fingerprint, out _));
        pair.Answer(answer + Fingerprint + "a=setup:active;a=rtcp-mux;");
        var settings = pair.Settings(MediaSide.B);
        Assert.Equal(DtlsRole.Passive, settings.Dtls!.Role);
        Assert.True(settings.RtcpMux);
        Assert.Null(settings.Ice);
        pair.Answer(answer + Fingerprint + "a=setup:passive;");
        Assert.Equal(DtlsRole.Active, pair.Settings(MediaSide.B).Dtls!.Role);
        Assert.False(pair.Settings(MediaSide.B).RtcpMux);
    }

    [Theory]
    [InlineData("a=setup:actpass;", DtlsRole.Passive, "a=setup:passive;")]
    [InlineData("a=setup:active;", DtlsRole.Passive, "a=setup:passive;")]
    [InlineData("", DtlsRole.Passive, "a=setup:passive;")]
    [InlineData("a=setup:passive;", DtlsRole.Active, "a=setup:active;")]
    public void An_offered_role_is_answered_by_the_other(string setup, DtlsRole role, string answered)
    {
        // As baresip has it: certificate and role for the whole session, in upper case, no ICE, no rtcp-mux.
        var offer = Peer + Fingerprint.Replace("sha", "SHA", StringComparison.Ordinal) + setup + "m=audio 4000 UDP/TLS/RTP/SAVP 0;";
        var pair = new NegotiationPair(dtls: true);
        var (_, answer) = pair.Exchange(MediaSide.A, offer, Plain);
        Assert.Contains("m=audio 30000 UDP/TLS/RTP/SAVP 0;", answer, StringComparison.Ordinal);
        Assert.Contains(answered, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("ice", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("rtcp-mux", answer, StringComparison.Ordinal);
        Assert.Equal(role, pair.Settings(MediaSide.A).Dtls!.Role);
        Assert.Null(pair.Settings(MediaSide.A).Ice);
    }

    [Fact]
    public void The_association_goes_on_until_certificate_tls_id_or_credentials_change()
    {
        var pair = new NegotiationPair(dtls: true);
        const string offer = Peer + "m=audio 4000 UDP/TLS/RTP/SAVPF 0;a=setup:actpass;a=rtcp-mux;a=ice-ufrag:8hhY;"
            + "a=ice-pwd:asd88fgpdd777uzjYhagZgab;a=tls-id:1234567890abcdefghij;" + Fingerprint;
        pair.Exchange(MediaSide.A, offer, Plain);
        var first = pair.Settings(MediaSide.A);
        pair.Exchange(MediaSide.A, offer + "a=sendonly;", Plain);
        Assert.Same(first.Dtls, pair.Settings(MediaSide.A).Dtls);
        Assert.Same(first.Ice, pair.Settings(MediaSide.A).Ice);

        // The other side re-offers: the same credentials of ours, actpass, and the peer keeps its role.
        var offered = pair.Offer(MediaSide.B, Plain + "a=sendonly;");
        Assert.Contains("a=setup:actpass;a=ice-ufrag:" + Text(first.Ice!.Local.Fragment), offered, StringComparison.Ordinal);
        pair.Answer(offer.Replace("actpass", "active", StringComparison.Ordinal));
        pair.Media.EndOffer();
        Assert.Same(first.Dtls, pair.Settings(MediaSide.A).Dtls);
        Assert.Same(first.Ice, pair.Settings(MediaSide.A).Ice);

        pair.Exchange(MediaSide.A, offer.Replace("8hhY", "9hhY", StringComparison.Ordinal), Plain);
        Assert.Same(first.Dtls, pair.Settings(MediaSide.A).Dtls);
        Assert.NotEqual(first.Ice.Local, pair.Settings(MediaSide.A).Ice!.Local);
        pair.Exchange(MediaSide.A, offer.Replace("tls-id:1", "tls-id:2", StringComparison.Ordinal), Plain);
        Assert.Equal(1, pair.Settings(MediaSide.A).Dtls!.Association);
    }

    [Fact]
    public void Who_offers_keys_of_both_kinds_gets_what_policy_would_offer()
    {
        const string offer = Peer + "m=audio 4000 RTP/SAVP 0;a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:"
            + "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz;a=setup:actpass;" + Fingerprint;
        var sdes = new NegotiationPair(dtls: true);
        Assert.Contains("a=crypto:1 ", sdes.Exchange(MediaSide.A, offer, Plain).Answered, StringComparison.Ordinal);
        Assert.Null(sdes.Settings(MediaSide.A).Dtls);
        var dtls = new NegotiationPair(Required, dtls: true);
        var answered = dtls.Exchange(MediaSide.A, offer, Plain).Answered;
        Assert.Contains("a=fingerprint:", answered, StringComparison.Ordinal);
        Assert.DoesNotContain("a=crypto:", answered, StringComparison.Ordinal);
    }

    /// <summary>RFC 8643 §3.1 with DTLS: the certificate goes into a plain offer.</summary>
    [Fact]
    public void Optional_offers_a_certificate_in_a_plain_profile()
    {
        var pair = new NegotiationPair(null, Required with { Srtp = SrtpOffer.Optional }, dtls: true);
        Assert.Contains("m=audio 40000 RTP/AVP 0;a=fingerprint:", pair.Offer(MediaSide.A, Plain), StringComparison.Ordinal);
        pair.Answer(Plain);
        Assert.Null(pair.Settings(MediaSide.B).Dtls);
        pair.Answer(Plain + Fingerprint + "a=setup:active;");
        Assert.NotNull(pair.Settings(MediaSide.B).Dtls);
    }

    [Fact]
    public void Without_a_certificate_of_ours_nothing_is_agreed()
    {
        Assert.Equal(SdpStatus.NoCommonCrypto, new NegotiationPair().TryOffer(MediaSide.A, Browser, out _));
        Assert.Equal(SdpStatus.SrtpRequired, new NegotiationPair(null, Required).TryOffer(MediaSide.A, Plain, out _));
        Assert.Equal(SdpStatus.NoCommonCrypto, MediaNegotiation.Check(Bytes(Browser), LegPolicy.Default, dtls: false));
        Assert.Equal(SdpStatus.Ok, MediaNegotiation.Check(Bytes(Browser), LegPolicy.Default));
    }

    [Theory]
    [InlineData("a=fingerprint:sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB;")]
    [InlineData("a=fingerprint:sha-256 19:E2;")]
    [InlineData("")]
    public void A_certificate_that_is_not_believed_is_none(string fingerprint) =>
        Assert.Equal(SdpStatus.NoCommonCrypto, new NegotiationPair(dtls: true).TryOffer(
            MediaSide.A, Peer + "m=audio 4000 UDP/TLS/RTP/SAVP 0;a=setup:actpass;" + fingerprint, out _));

    [Fact]
    public void The_built_in_destination_speaks_DTLS()
    {
        var pair = new NegotiationPair(dtls: true);
        pair.Media.Reset();
        pair.Media.BeginLeg(MediaSide.A, LegPolicy.Default, 11, NegotiationPair.CertificateFingerprint);
        var answered = pair.Echo(Browser);
        Assert.Contains("a=ice-lite;m=audio 30000 UDP/TLS/RTP/SAVPF 111 110;a=fingerprint:", answered, StringComparison.Ordinal);
        Assert.Contains("a=setup:passive;a=ice-ufrag:", answered, StringComparison.Ordinal);
        Assert.NotNull(pair.Settings(MediaSide.A).Ice);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.ASCII.GetString(bytes);
}
