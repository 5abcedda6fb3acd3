using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;
using static SipEdge.Media.Tests.Negotiation.NegotiationPair;

namespace SipEdge.Media.Tests.Negotiation;

/// <summary>Several lines, lines that come and go, fax, video, and lines that stand elsewhere on the other leg.</summary>
public sealed class LineNegotiationTests
{
    private const string Audio = "m=audio 4000 RTP/AVP 0;";
    private const string Fax = "m=image 4002 udptl t38;a=T38FaxVersion:0;a=T38MaxBitRate:14400;a=T38FaxFillBitRemoval;"
        + "a=T38FaxRateManagement:transferredTCF;a=T38FaxUdpEC:t38UDPRedundancy;";

    private static readonly LegPolicy Everything = LegPolicy.Default with { Video = true, Fax = true };

    [Fact]
    public void Fax_takes_the_place_of_audio_and_gives_it_back()
    {
        var pair = new NegotiationPair(Everything, Everything);
        pair.Exchange(MediaSide.A, Peer + Audio, Peer + Audio);
        var (offered, answered) = pair.Exchange(
            MediaSide.B, Peer + Fax + "a=T38VendorInfo:0 0 37;a=T38FaxUdpEC:<script>;a=x-secret:1;", Peer + Fax);
        Assert.Equal(
            "m=image 30000 udptl t38;a=T38FaxVersion:0;a=T38MaxBitRate:14400;a=T38FaxFillBitRemoval;"
            + "a=T38FaxRateManagement:transferredTCF;a=T38FaxUdpEC:t38UDPRedundancy;a=sendrecv;",
            Lines(offered));
        Assert.StartsWith("m=image 40000 udptl t38;", Lines(answered), StringComparison.Ordinal);
        Assert.Equal(MediaKind.Fax, pair.Media.Kind(0));
        Assert.Equal(("", "udptl"), (pair.Media.Codec(0), pair.Media.Security(0, MediaSide.A)));
        Assert.Equal(MediaTransport.Udptl, pair.Settings(MediaSide.A).Transport);

        pair.Exchange(MediaSide.A, Peer + Audio, Peer + Audio);
        Assert.Equal((MediaKind.Audio, MediaTransport.Rtp), (pair.Media.Kind(0), pair.Settings(MediaSide.A).Transport));
    }

    [Fact]
    public void A_fax_line_beside_a_closed_audio_line_keeps_both_places()
    {
        var pair = new NegotiationPair(Everything, Everything);
        pair.Exchange(MediaSide.A, Peer + Audio, Peer + Audio);
        var (offered, answered) = pair.Exchange(
            MediaSide.A, Peer + "m=audio 0 RTP/AVP 0;" + Fax, Peer + "m=audio 0 RTP/AVP 0;" + Fax);
        Assert.StartsWith("m=audio 0 RTP/AVP 0;m=image 40002 udptl t38;", Lines(offered), StringComparison.Ordinal);
        Assert.StartsWith("m=audio 0 RTP/AVP 0;m=image 30002 udptl t38;", Lines(answered), StringComparison.Ordinal);
        Assert.Equal((false, true), (pair.Media.IsRelayed(0), pair.Media.IsRelayed(1)));

        // Port 0 and back.
        (offered, _) = pair.Exchange(MediaSide.A, Peer + Audio + "m=image 0 udptl t38;", Peer + Audio + "m=image 0 udptl t38;");
        Assert.Equal("m=audio 40000 RTP/AVP 0;a=sendrecv;m=image 0 udptl t38;", Lines(offered));
        Assert.Equal((true, false), (pair.Media.IsRelayed(0), pair.Media.IsRelayed(1)));
    }

    [Fact]
    public void Fax_that_one_policy_does_not_allow_is_refused()
    {
        var pair = new NegotiationPair(Everything);
        pair.Exchange(MediaSide.A, Peer + Audio, Peer + Audio);
        Assert.Equal(SdpStatus.NoMedia, pair.TryOffer(MediaSide.A, Peer + Fax, out _));
        pair.Media.EndOffer();
        Assert.Equal(SdpStatus.NoMedia, pair.TryOffer(MediaSide.B, Peer + Fax, out _));
        var secure = new NegotiationPair(Everything, Everything with { Srtp = SrtpOffer.Required });
        Assert.Equal(SdpStatus.SrtpRequired, secure.TryOffer(MediaSide.A, Peer + Fax, out _));
        Assert.True(pair.Media.IsRelayed(0));
    }

    [Fact]
    public void Video_passes_where_both_policies_let_it_with_its_feedback_and_repair()
    {
        const string video = "m=video 4002 RTP/AVPF 97 98 99 100;b=AS:2000;a=rtpmap:97 H264/90000;a=fmtp:97 profile-level-id=42e01f;"
            + "a=rtpmap:98 rtx/90000;a=fmtp:98 apt=97;a=rtpmap:99 VP8/90000;a=rtpmap:100 rtx/90000;a=fmtp:100 apt=99~rtx-time=3000;"
            + "a=rtcp-fb:97 nack pli;a=rtcp-fb:* ccm fir;a=rtcp-fb:97 transport-cc;a=rtcp-fb:99 nack;a=imageattr:97 send *;a=ssrc:1 cname:me;";
        var b = Everything with { Codecs = CodecRulesTests.Rules([], ["vp8"]) };
        var pair = new NegotiationPair(Everything, b);
        var (offered, answered) = pair.Exchange(
            MediaSide.A,
            Peer + Audio + video,
            Peer + Audio + "m=video 7002 RTP/AVPF 120 121;a=rtpmap:120 H264/90000;a=rtpmap:121 rtx/90000;a=fmtp:121 apt=120;");
        Assert.Equal(
            "m=audio 40000 RTP/AVP 0;a=sendrecv;m=video 40002 RTP/AVPF 97 98;a=rtpmap:97 H264/90000;"
            + "a=fmtp:97 profile-level-id=42e01f;a=rtpmap:98 rtx/90000;a=fmtp:98 apt=97;a=rtcp-fb:97 nack pli;a=rtcp-fb:* ccm fir;"
            + "a=sendrecv;",
            Lines(offered));
        Assert.Equal(
            "m=audio 30000 RTP/AVP 0;a=sendrecv;m=video 30002 RTP/AVPF 97 98;a=rtpmap:97 H264/90000;a=rtpmap:98 rtx/90000;"
            + "a=fmtp:98 apt=97;a=sendrecv;",
            Lines(answered));
        Assert.Equal((97, 98), (pair.Settings(MediaSide.B, 1).Map![120], pair.Settings(MediaSide.B, 1).Map![121]));
        Assert.Equal((90000, "H264"), (pair.Settings(MediaSide.A, 1).ClockRate, pair.Media.Codec(1)));
        Assert.Equal(
            "m=audio 40000 RTP/AVP 0;a=sendrecv;",
            Lines(new NegotiationPair(Everything).Offer(MediaSide.A, Peer + Audio + video)));
    }

    [Fact]
    public void Lines_keep_their_places_on_each_leg()
    {
        var pair = new NegotiationPair(LegPolicy.Default, Everything);

        // The caller's first line is not relayed, so its second is the callee's first.
        pair.Exchange(MediaSide.A, Peer + "m=video 4002 RTP/AVP 31;" + Audio, Peer + Audio);
        var (offered, answered) = pair.Exchange(MediaSide.B, Peer + Audio + "a=sendonly;", Peer + "m=video 0 RTP/AVP 31;" + Audio);
        Assert.Equal("m=video 0 RTP/AVP 31;m=audio 30000 RTP/AVP 0;a=sendonly;", Lines(offered));
        Assert.Equal("m=audio 40000 RTP/AVP 0;a=recvonly;", Lines(answered));
        Assert.Equal(4000, pair.Settings(MediaSide.A).Remote.Port);
    }

    [Fact]
    public void A_line_that_is_added_comes_behind_the_others_and_can_be_refused()
    {
        var pair = new NegotiationPair(Everything, Everything);
        pair.Exchange(MediaSide.A, Peer + Audio, Peer + Audio);
        const string video = "m=video 4002 RTP/AVP 31;";
        var (_, answered) = pair.Exchange(MediaSide.A, Peer + Audio + video, Peer + Audio + "m=video 0 RTP/AVP 31;");
        Assert.Equal("m=audio 30000 RTP/AVP 0;a=sendrecv;m=video 0 RTP/AVP 31;", Lines(answered));
        Assert.Equal((true, false), (pair.Media.IsRelayed(0), pair.Media.IsRelayed(1)));
        (_, answered) = pair.Exchange(MediaSide.A, Peer + Audio + video, Peer + Audio + video);
        Assert.Equal((true, true), (pair.Media.IsRelayed(0), pair.Media.IsRelayed(1)));
    }

    [Fact]
    public void Four_lines_are_relayed_and_the_fifth_is_refused()
    {
        var pair = new NegotiationPair(Everything, Everything);
        var five = string.Concat(Enumerable.Repeat(Audio, 5));
        var (offered, answered) = pair.Exchange(MediaSide.A, Peer + five, Peer + string.Concat(Enumerable.Repeat(Audio, 4)));
        Assert.Equal(4, offered.Split("m=audio").Length - 1);
        Assert.Equal(5, answered.Split("m=audio").Length - 1);
        Assert.EndsWith("m=audio 0 RTP/AVP 0;", answered, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_can_be_closed_and_opened_again()
    {
        var pair = new NegotiationPair();
        pair.Exchange(MediaSide.A, Peer + Audio, Peer + Audio);
        var (offered, answered) = pair.Exchange(MediaSide.A, Peer + "m=audio 0 RTP/AVP 0;", Peer + "m=audio 0 RTP/AVP 0;");
        Assert.Equal("m=audio 0 RTP/AVP 0;", Lines(offered));
        Assert.Equal("m=audio 0 RTP/AVP 0;", Lines(answered));
        Assert.False(pair.Media.IsRelayed(0));
        pair.Exchange(MediaSide.B, Peer + Audio, Peer + Audio);
        Assert.True(pair.Media.IsRelayed(0));
    }

    /// <summary>V-23: the ends send to each other.</summary>
    [Fact]
    public void Direct_media_passes_addresses_keys_and_payload_types_and_nothing_else()
    {
        var direct = LegPolicy.Default with { Direct = true };
        var pair = new NegotiationPair(direct, direct);
        const string keys = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz;";
        var (offered, answered) = pair.Exchange(
            MediaSide.A,
            Peer + "a=tool:x;m=audio 4000 RTP/SAVP 96;c=IN IP4 192.0.2.50;a=rtcp:4005;a=rtpmap:96 opus/48000/2;a=secret;" + keys,
            Peer + "m=audio 7000 RTP/SAVP 111;a=rtpmap:111 opus/48000/2;" + keys);
        Assert.Equal(
            "v=0;o=- 22 1 IN IP4 192.0.2.50;s=-;c=IN IP4 192.0.2.50;t=0 0;m=audio 4000 RTP/SAVP 96;c=IN IP4 192.0.2.50;"
            + "a=rtcp:4005 IN IP4 192.0.2.50;" + keys + "a=rtpmap:96 opus/48000/2;a=sendrecv;",
            offered);
        Assert.Equal(
            "v=0;o=- 11 1 IN IP4 192.0.2.9;s=-;c=IN IP4 192.0.2.9;t=0 0;m=audio 7000 RTP/SAVP 111;c=IN IP4 192.0.2.9;" + keys
            + "a=rtpmap:111 opus/48000/2;a=sendrecv;",
            answered);
        Assert.False(pair.Media.IsRelayed(0));
        Assert.Equal("opus", pair.Media.Codec(0));

        var half = new NegotiationPair(direct);
        Assert.Contains("c=IN IP4 198.51.100.2;", half.Offer(MediaSide.A, Peer + Audio), StringComparison.Ordinal);
    }

    [Fact]
    public void Digits_towards_INFO_are_not_offered_as_events()
    {
        var info = LegPolicy.Default with { Dtmf = DtmfMode.Info };
        const string events = Peer + "m=audio 4000 RTP/AVP 0 101;a=rtpmap:101 telephone-event/8000;a=fmtp:101 0-16;";
        var pair = new NegotiationPair(null, info);
        var (offered, answered) = pair.Exchange(MediaSide.A, events, Peer + Audio);
        Assert.Equal("m=audio 40000 RTP/AVP 0;a=sendrecv;", Lines(offered));
        Assert.Equal(
            "m=audio 30000 RTP/AVP 0 101;a=rtpmap:101 telephone-event/8000;a=fmtp:101 0-15;a=sendrecv;", Lines(answered));
        var (a, b) = (pair.Settings(MediaSide.A), pair.Settings(MediaSide.B));
        Assert.Equal((true, (byte)101, (byte)101), (a.TakeDigits, a.EventPayload, a.SendEventPayload));
        Assert.Equal((false, (byte)255, (byte)255), (b.TakeDigits, b.EventPayload, b.SendEventPayload));
    }

    [Fact]
    public void Digits_from_INFO_are_offered_as_events_to_who_takes_them()
    {
        var info = LegPolicy.Default with { Dtmf = DtmfMode.Info };
        var pair = new NegotiationPair(info);
        var (offered, answered) = pair.Exchange(
            MediaSide.A,
            Peer + "m=audio 4000 RTP/AVP 101 111;a=rtpmap:101 opus/48000/2;a=rtpmap:111 telephone-event/48000;",
            Peer + "m=audio 7000 RTP/AVP 101 97;a=rtpmap:101 opus/48000/2;a=rtpmap:97 telephone-event/48000;");
        Assert.Equal(
            "m=audio 40000 RTP/AVP 101 96;a=rtpmap:101 opus/48000/2;a=rtpmap:96 telephone-event/48000;a=fmtp:96 0-15;a=sendrecv;",
            Lines(offered));
        Assert.Equal("m=audio 30000 RTP/AVP 101;a=rtpmap:101 opus/48000/2;a=sendrecv;", Lines(answered));
        var (a, b) = (pair.Settings(MediaSide.A), pair.Settings(MediaSide.B));
        Assert.Equal((true, (byte)96, (byte)97), (b.TakeDigits, b.EventPayload, b.SendEventPayload));
        Assert.Equal((false, (byte)255), (a.TakeDigits, a.EventPayload));
    }

    [Fact]
    public void Events_are_not_added_where_tones_have_no_other_way() =>
        Assert.Equal("m=audio 40000 RTP/AVP 0;a=sendrecv;", Lines(new NegotiationPair().Offer(MediaSide.A, Peer + Audio)));

    [Fact]
    public void Players_and_meters_are_told_which_numbers_are_which_codec()
    {
        var pair = new NegotiationPair();
        pair.Exchange(
            MediaSide.A,
            Peer + "m=audio 4000 RTP/AVP 97 8;a=rtpmap:97 PCMU/8000;",
            Peer + "m=audio 7000 RTP/AVP 0 8;a=rtpmap:0 PCMU/8000;");
        var (a, b) = (pair.Settings(MediaSide.A), pair.Settings(MediaSide.B));
        Assert.Equal(((byte)97, (byte)8), (a.SendPcmu, a.SendPcma));
        Assert.Equal(((byte)0, (byte)8), (b.SendPcmu, b.SendPcma));
        Assert.Equal(SipEdge.Media.Quality.VoiceCodec.G711, a.Codecs.Find(97));
        Assert.Equal(0, a.Map![97]);
    }

    private static string Lines(string description) => description[description.IndexOf("m=", StringComparison.Ordinal)..];
}
