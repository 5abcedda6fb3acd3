using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;
using SipEdge.Media.Srtp;
using static SipEdge.Media.Tests.Negotiation.NegotiationPair;

namespace SipEdge.Media.Tests.Negotiation;

/// <summary>What the caller is answered so that it can hear the edge itself, and what becomes of it when the callee answers.</summary>
public sealed class AnnouncementAnswerTests
{
    private const string Offer =
        Peer + "m=audio 4000 RTP/AVP 96 9 97 0 101;a=rtpmap:96 opus/48000/2;a=rtpmap:97 PCMA/8000;a=rtpmap:101 telephone-event/8000;";

    [Fact]
    public void The_first_G711_of_the_offer_is_answered_and_the_callee_may_answer_what_it_likes()
    {
        var pair = new NegotiationPair();
        pair.Offer(MediaSide.A, Offer);

        Assert.Equal(SdpStatus.Ok, pair.TryAnnounce(out var answered));
        Assert.StartsWith(ToA + "m=audio 30000 RTP/AVP 97 101;a=rtpmap:97 PCMA/8000;", answered);
        Assert.True(pair.Media.OfferPending);
        var a = pair.Settings(MediaSide.A);
        Assert.Equal((97, 255), (a.SendPcma, a.SendPcmu));
        Assert.Equal(Endpoint("192.0.2.9", 4000), a.Remote);

        var final = pair.Answer(Peer + "m=audio 7000 RTP/AVP 9;");
        Assert.Contains("m=audio 30000 RTP/AVP 9;", final);
        Assert.Equal((255, 255), (pair.Settings(MediaSide.A).SendPcma, pair.Settings(MediaSide.A).SendPcmu));
        Assert.Equal(Endpoint("192.0.2.9", 7000), pair.Settings(MediaSide.B).Remote);
    }

    [Fact]
    public void Each_side_is_played_to_under_its_own_number()
    {
        var pair = new NegotiationPair();
        pair.Exchange(MediaSide.A, Offer, Peer + "m=audio 7000 RTP/AVP 0 98;a=rtpmap:98 PCMA/8000;");

        Assert.Equal((97, 0), (pair.Settings(MediaSide.A).SendPcma, pair.Settings(MediaSide.A).SendPcmu));
        Assert.Equal((98, 0), (pair.Settings(MediaSide.B).SendPcma, pair.Settings(MediaSide.B).SendPcmu));
    }

    [Fact]
    public void With_SRTP_offered_the_callee_answers_with_the_keys_it_was_offered()
    {
        var secure = LegPolicy.Default with { Srtp = SrtpOffer.Required };
        var pair = new NegotiationPair(LegPolicy.Default, secure);
        var offered = pair.Offer(MediaSide.A, Offer);
        Assert.Equal(SdpStatus.Ok, pair.TryAnnounce(out _));
        var key = KeyIn(offered, SrtpSuite.AesCm128HmacSha1_80);

        pair.Answer(Peer + "m=audio 7000 RTP/SAVP 0;a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:"
            + Convert.ToBase64String(new byte[30]) + ";");

        Assert.Equal(key, pair.Settings(MediaSide.B).Send);
    }

    [Theory]
    [InlineData("m=audio 4000 RTP/AVP 9 101;a=rtpmap:101 telephone-event/8000;", SdpStatus.NoCommonFormat)]
    [InlineData("m=audio 4000 RTP/AVP 96;a=rtpmap:96 PCMA/16000;", SdpStatus.NoCommonFormat)]
    public void Without_G711_nothing_is_answered_and_nothing_agreed(string line, SdpStatus status)
    {
        var pair = new NegotiationPair();
        pair.Offer(MediaSide.A, Peer + line);

        Assert.Equal(status, pair.TryAnnounce(out _));
        Assert.False(pair.Media.IsRelayed(0));
        Assert.True(pair.Media.OfferPending);
    }

    [Fact]
    public void A_policy_without_G711_has_none_either()
    {
        var pair = new NegotiationPair(LegPolicy.Default with { Codecs = CodecRulesTests.Rules(["g722"], []) });
        pair.Offer(MediaSide.A, Offer);

        Assert.Equal(SdpStatus.NoCommonFormat, pair.TryAnnounce(out _));
    }

    [Fact]
    public void Events_and_codecs_that_an_answer_adds_by_itself_are_agreed_with_nobody()
    {
        var pair = new NegotiationPair(
            LegPolicy.Default with { Dtmf = DtmfMode.Info }, LegPolicy.Default with { Dtmf = DtmfMode.Inband });
        pair.Exchange(
            MediaSide.A, Peer + "m=audio 4000 RTP/AVP 0;", Peer + "m=audio 7000 RTP/AVP 0 8 101;a=rtpmap:101 telephone-event/8000;");

        var b = pair.Settings(MediaSide.B);
        Assert.Equal((255, 255, false), (b.EventPayload, b.SendEventPayload, b.TakeDigits));
        Assert.Equal((255, 0), (b.SendPcma, b.SendPcmu));
    }
}
