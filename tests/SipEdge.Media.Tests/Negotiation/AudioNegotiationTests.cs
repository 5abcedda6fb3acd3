using System.Text;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;
using static SipEdge.Media.Tests.Negotiation.NegotiationPair;

namespace SipEdge.Media.Tests.Negotiation;

public sealed class AudioNegotiationTests
{
    private const string Plain = Peer + "m=audio 4000 RTP/AVP 0 8 101;a=rtpmap:101 telephone-event/8000;a=fmtp:101 0-16;";

    /// <summary>What one leg says, and what the other leg is told.</summary>
    [Fact]
    public void An_offer_for_the_other_leg_keeps_formats_and_hides_the_rest()
    {
        var source = "v=0;o=alice 2890844526 2890844526 IN IP4 10.1.1.1;s=Secret phone;i=info;u=http://inside;e=a@b;"
            + "c=IN IP4 10.1.1.1;b=AS:64;t=0 0;k=clear:x;a=tool:Secret 1.0;a=group:BUNDLE 0;a=ice-lite;a=sendonly;"
            + "m=video 5000 RTP/AVP 31 32;a=rtpmap:31 H261/90000;a=candidate:1 1 UDP 1 10.1.1.1 1 typ host;"
            + "m=audio 49170 RTP/AVPF 96 0 101;i=secret;c=IN IP4 10.1.1.2;a=rtpmap:96 opus/48000/2;a=fmtp:96 useinbandfec=1;"
            + "a=rtpmap:101 telephone-event/8000;a=fmtp:101 0-16;a=rtpmap:111 hidden/8000;a=ptime:20;a=maxptime:60;"
            + "a=rtcp:49999 IN IP4 10.1.1.3;a=rtcp-mux;a=ice-ufrag:x;a=candidate:1 1 UDP 1 10.1.1.1 1 typ host;a=ssrc:1 cname:me;"
            + "m=application 6000 TCP/BFCP *;";

        Assert.Equal(
            ToB + "m=audio 40000 RTP/AVP 96 0 101;a=rtpmap:96 opus/48000/2;a=fmtp:96 useinbandfec=1;"
            + "a=rtpmap:101 telephone-event/8000;a=fmtp:101 0-16;a=ptime:20;a=maxptime:60;a=sendonly;",
            new NegotiationPair().Offer(MediaSide.A, source));
    }

    [Fact]
    public void An_answer_has_the_lines_and_profile_of_the_offer_and_the_formats_of_the_answerer()
    {
        var pair = new NegotiationPair();
        pair.Offer(MediaSide.A, Peer + "m=audio 0 RTP/AVP 3;m=video 5000 RTP/AVP 31;m=audio 4000 RTP/AVPF 0 8;a=mid:x;");
        Assert.Equal(
            ToA + "m=audio 0 RTP/AVP 3;m=video 0 RTP/AVP 31;m=audio 30000 RTP/AVPF 8;a=rtpmap:8 PCMA/8000;a=mid:x;a=sendrecv;",
            pair.Answer(Peer + "m=audio 7000 RTP/AVP 8;a=rtpmap:8 PCMA/8000;"));
        Assert.True(pair.Media.IsRelayed(0));
        Assert.False(pair.Media.IsRelayed(1));
        Assert.Equal(MediaKind.Audio, pair.Media.Kind(0));
        Assert.Equal("PCMA", pair.Media.Codec(0));
        Assert.Equal("rtp", pair.Media.Security(0, MediaSide.A));
    }

    [Fact]
    public void Settings_say_where_each_side_is_and_what_it_sends()
    {
        var pair = new NegotiationPair();
        pair.Exchange(
            MediaSide.A,
            Plain + "a=rtcp:4005;",
            Peer + "m=audio 7000 RTP/AVP 0 101;c=IN IP4 192.0.2.77;a=rtpmap:101 telephone-event/8000;a=rtcp-mux;");

        var a = pair.Settings(MediaSide.A);
        Assert.Equal((Endpoint("192.0.2.9", 4000), Endpoint("192.0.2.9", 4005)), (a.Remote, a.RemoteRtcp));
        Assert.Equal((8000, (byte)101, (byte)101, false, true), (a.ClockRate, a.EventPayload, a.SendEventPayload, a.TakeDigits, a.Sends));
        Assert.Null(a.Map);
        Assert.True(a.Receive.IsNone && a.Send.IsNone);
        Assert.Equal(LatchMode.Off, a.Latch);
        var b = pair.Settings(MediaSide.B);
        Assert.Equal((Endpoint("192.0.2.77", 7000), Endpoint("192.0.2.77", 7001)), (b.Remote, b.RemoteRtcp));
        Assert.False(b.RtcpMux); // it was not offered
        Assert.Equal(LatchMode.Learn, b.Latch); // signalled from elsewhere, and neither address is global
    }

    [Fact]
    public void The_allow_list_of_the_other_leg_orders_what_it_is_offered_and_deny_wins()
    {
        var b = LegPolicy.Default with { Codecs = CodecRulesTests.Rules(["opus", "pcma", "pcmu"], ["pcmu"]) };
        Assert.Equal(
            ToB + "m=audio 40000 RTP/AVP 96 8 101 13;a=rtpmap:96 opus/48000/2;a=rtpmap:101 telephone-event/8000;a=sendrecv;",
            new NegotiationPair(null, b).Offer(
                MediaSide.A,
                Peer + "m=audio 4000 RTP/AVP 0 101 8 9 13 96;a=rtpmap:96 opus/48000/2;a=rtpmap:101 telephone-event/8000;"));
    }

    [Fact]
    public void The_offerers_own_lists_count_too()
    {
        var a = LegPolicy.Default with { Codecs = CodecRulesTests.Rules([], ["PCMU"]) };
        Assert.Contains("RTP/AVP 8;", new NegotiationPair(a).Offer(MediaSide.A, Peer + "m=audio 4000 RTP/AVP 0 8;"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m=audio 4000 RTP/AVP 0 8;", SdpStatus.NoCommonFormat, 305)]
    [InlineData("m=audio 4000 RTP/AVP 101;a=rtpmap:101 telephone-event/8000;", SdpStatus.NoCommonFormat, 305)]
    [InlineData("m=audio 4000 RTP/AVP 97;", SdpStatus.NoCommonFormat, 305)]
    [InlineData("m=video 4000 RTP/AVP 31;", SdpStatus.NoMedia, 304)]
    [InlineData("m=image 4000 udptl t38;", SdpStatus.NoMedia, 304)]
    [InlineData("m=audio 0 RTP/AVP 9;", SdpStatus.NoMedia, 304)]
    [InlineData("", SdpStatus.NoMedia, 304)]
    [InlineData("m=audio 4000 RTP/XYZ 9;", SdpStatus.UnsupportedProfile, 305)]
    public void What_leaves_nothing_is_refused_with_a_reason_for_the_warning(string lines, SdpStatus expected, int warning)
    {
        var b = LegPolicy.Default with { Codecs = CodecRulesTests.Rules(["g722"], []) };
        Assert.Equal(expected, new NegotiationPair(null, b).TryOffer(MediaSide.A, Peer + lines, out _));
        Assert.Equal(warning, MediaWarning.Of(expected));
        Assert.Equal(expected, MediaNegotiation.Check(Bytes(Peer + lines), b));
    }

    [Fact]
    public void Company_goes_where_its_clock_fits_a_codec()
    {
        var b = LegPolicy.Default with { Codecs = CodecRulesTests.Rules(["opus"], []) };
        var offer = Peer + "m=audio 4000 RTP/AVP 0 111 101 110 13 105 63;a=rtpmap:111 opus/48000/2;a=rtpmap:101 telephone-event/8000;"
            + "a=rtpmap:110 telephone-event/48000;a=rtpmap:105 CN/16000;a=rtpmap:63 red/48000/2;a=fmtp:63 111/111;";
        Assert.Contains("RTP/AVP 111 110;", new NegotiationPair(null, b).Offer(MediaSide.A, offer), StringComparison.Ordinal);

        // red passes where it is allowed by name, and with it the numbers that it names.
        b = LegPolicy.Default with { Codecs = CodecRulesTests.Rules(["opus", "red"], []) };
        var offered = new NegotiationPair(null, b).Offer(MediaSide.A, offer);
        Assert.Contains("RTP/AVP 111 110 63;", offered, StringComparison.Ordinal);
        Assert.Contains("a=fmtp:63 111/111;", offered, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_of_nothing_that_was_offered_is_refused_and_changes_nothing()
    {
        var pair = new NegotiationPair();
        pair.Offer(MediaSide.A, Plain);
        Assert.Equal(SdpStatus.NotOffered, pair.TryAnswer(Peer + "m=audio 7000 RTP/AVP 9;", out _));
        Assert.Equal(SdpStatus.NotOffered, pair.TryAnswer(Peer + "m=video 7000 RTP/AVP 0;", out _));
        Assert.Equal(SdpStatus.AnswerLines, pair.TryAnswer(Peer + "m=audio 7000 RTP/AVP 0;m=audio 7002 RTP/AVP 0;", out _));
        Assert.Equal(SdpStatus.ProfileMismatch, pair.TryAnswer(Peer + "m=audio 7000 RTP/SAVP 0;", out _));
        Assert.Equal(SdpStatus.NoConnection, pair.TryAnswer("v=0;o=- 1 1 IN IP4 192.0.2.9;m=audio 7000 RTP/AVP 0;", out _));
        Assert.False(pair.Media.IsRelayed(0));
        pair.Answer(Peer + "m=audio 7000 RTP/AVP 9 0;"); // G.722 was not offered and is left out
        Assert.Equal("PCMU", pair.Media.Codec(0));
    }

    [Fact]
    public void Several_answers_to_one_offer_are_each_written_and_the_last_stands()
    {
        var pair = new NegotiationPair();
        pair.Offer(MediaSide.A, Plain);
        var first = pair.Answer(Peer + "m=audio 7000 RTP/AVP 8;");
        var second = pair.Answer(Peer + "m=audio 8000 RTP/AVP 0;");
        Assert.Contains("RTP/AVP 8;", first, StringComparison.Ordinal);
        Assert.Contains("RTP/AVP 0;", second, StringComparison.Ordinal);
        Assert.Equal(8000, pair.Settings(MediaSide.B).Remote.Port);
        Assert.Equal(first.Replace("o=- 11 1 ", "o=- 11 3 ", StringComparison.Ordinal), pair.Answer(Peer + "m=audio 7000 RTP/AVP 8;"));
        Assert.Equal(7000, pair.Settings(MediaSide.B).Remote.Port);
    }

    [Fact]
    public void A_refused_answer_is_passed_on_as_refused()
    {
        var pair = new NegotiationPair();
        var (_, answered) = pair.Exchange(MediaSide.A, Plain, Peer + "m=audio 0 RTP/AVP 0;");
        Assert.Equal(ToA + "m=audio 0 RTP/AVP 0 8 101;", answered);
        Assert.False(pair.Media.IsRelayed(0));
    }

    [Fact]
    public void Each_side_keeps_its_own_payload_types()
    {
        var pair = new NegotiationPair();
        pair.Offer(MediaSide.A, Peer + "m=audio 4000 RTP/AVP 96 101;a=rtpmap:96 opus/48000/2;a=fmtp:96 useinbandfec=1;"
            + "a=rtpmap:101 telephone-event/48000;a=fmtp:101 0-15;");
        Assert.Equal(
            ToA + "m=audio 30000 RTP/AVP 96 101;a=rtpmap:96 opus/48000/2;a=fmtp:96 stereo=1;a=rtpmap:101 telephone-event/48000;"
            + "a=fmtp:101 0-16;a=sendrecv;",
            pair.Answer(Peer + "m=audio 7000 RTP/AVP 111 110;a=rtpmap:111 OPUS/48000/2;a=fmtp:111 stereo=1;"
                + "a=rtpmap:110 telephone-event/48000;a=fmtp:110 0-16;").Replace("OPUS", "opus", StringComparison.Ordinal));

        var a = pair.Settings(MediaSide.A);
        var b = pair.Settings(MediaSide.B);
        Assert.Equal((111, 110), (a.Map![96], a.Map[101]));
        Assert.Equal((96, 101, 96, 101), (b.Map![111], b.Map[110], b.Map[96], b.Map[101]));
        Assert.Equal(((byte)101, (byte)101), (a.EventPayload, a.SendEventPayload));
        Assert.Equal(((byte)101, (byte)110), (b.EventPayload, b.SendEventPayload));
        Assert.Equal(48000, b.ClockRate);
    }

    [Fact]
    public void A_number_that_meant_a_codec_never_means_another_in_the_same_session()
    {
        var pair = new NegotiationPair();
        pair.Exchange(
            MediaSide.A,
            Peer + "m=audio 4000 RTP/AVP 96;a=rtpmap:96 opus/48000/2;",
            Peer + "m=audio 7000 RTP/AVP 96;a=rtpmap:96 opus/48000/2;");

        // The other side calls the codec 111, and something else 96.
        var offered = pair.Offer(MediaSide.B, Peer + "m=audio 7000 RTP/AVP 111 96;a=rtpmap:111 opus/48000/2;a=rtpmap:96 speex/16000;");
        Assert.Contains("m=audio 30000 RTP/AVP 96 97;a=rtpmap:96 opus/48000/2;a=rtpmap:97 speex/16000;", offered, StringComparison.Ordinal);
        var answered = pair.Answer(Peer + "m=audio 4000 RTP/AVP 97 96;a=rtpmap:96 opus/48000/2;a=rtpmap:97 speex/16000;");
        Assert.Contains("m=audio 40000 RTP/AVP 96 111;a=rtpmap:96 speex/16000;a=rtpmap:111 opus/48000/2;", answered, StringComparison.Ordinal);
        Assert.Equal((111, 96), (pair.Settings(MediaSide.A).Map![96], pair.Settings(MediaSide.A).Map![97]));
        Assert.Equal((96, 97), (pair.Settings(MediaSide.B).Map![111], pair.Settings(MediaSide.B).Map![96]));
    }

    [Theory]
    [InlineData("a=sendonly;", "c=IN IP4 192.0.2.9;", "a=sendonly;")]
    [InlineData("a=inactive;", "c=IN IP4 192.0.2.9;", "a=inactive;")]
    [InlineData("a=sendrecv;", "c=IN IP4 0.0.0.0;", "a=sendonly;")]
    [InlineData("a=recvonly;", "c=IN IP4 0.0.0.0;", "a=inactive;")]
    [InlineData("a=sendonly;", "c=IN IP6 ::;", "a=sendonly;")]
    public void Hold_is_passed_on_with_our_address_and_a_direction(string direction, string connection, string expected)
    {
        var pair = new NegotiationPair();
        pair.Exchange(MediaSide.A, Plain, Peer + "m=audio 7000 RTP/AVP 0;");
        var offered = pair.Offer(
            MediaSide.A, "v=0;o=- 1 2 IN IP4 192.0.2.9;" + connection + "m=audio 4000 RTP/AVP 0;" + direction);
        Assert.Contains("c=IN IP4 198.51.100.2;", offered, StringComparison.Ordinal);
        Assert.EndsWith(expected, offered, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=sendonly;", "a=recvonly;", true, false)]
    [InlineData("a=sendonly;", "a=sendrecv;", true, false)] // more than it may say
    [InlineData("a=inactive;", "a=inactive;", false, false)]
    [InlineData("", "", true, true)]
    [InlineData("a=recvonly;", "a=sendonly;", false, true)]
    public void Only_who_may_send_is_expected_to(string offer, string answer, bool a, bool b)
    {
        var pair = new NegotiationPair();
        pair.Exchange(MediaSide.A, Plain + offer, Peer + "m=audio 7000 RTP/AVP 0;" + answer);
        Assert.Equal((a, b), (pair.Settings(MediaSide.A).Sends, pair.Settings(MediaSide.B).Sends));
    }

    [Fact]
    public void The_version_grows_only_when_a_description_changes()
    {
        var pair = new NegotiationPair();
        var first = pair.Exchange(MediaSide.A, Plain, Peer + "m=audio 7000 RTP/AVP 0;");
        Assert.Equal(first, pair.Exchange(MediaSide.A, Plain, Peer + "m=audio 7000 RTP/AVP 0;"));
        var held = pair.Exchange(MediaSide.A, Plain + "a=sendonly;", Peer + "m=audio 7000 RTP/AVP 0;a=recvonly;");
        Assert.Contains("o=- 22 2 IN", held.Offered, StringComparison.Ordinal);
        Assert.Contains("o=- 11 2 IN", held.Answered, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_offer_or_a_given_up_one_leaves_what_was_agreed()
    {
        var pair = new NegotiationPair();
        pair.Exchange(MediaSide.A, Plain, Peer + "m=audio 7000 RTP/AVP 0;");
        var before = pair.Settings(MediaSide.A);
        Assert.Equal(SdpStatus.NoMedia, pair.TryOffer(MediaSide.A, Peer + "m=video 1 RTP/AVP 31;", out _));
        Assert.False(pair.Media.OfferPending);
        pair.Offer(MediaSide.B, Peer + "m=audio 9000 RTP/AVP 8;");
        Assert.Equal(SdpStatus.OfferPending, pair.TryOffer(MediaSide.A, Plain, out _));
        Assert.Equal(MediaSide.B, pair.Media.Offerer);
        pair.Media.EndOffer();
        Assert.Equal(before, pair.Settings(MediaSide.A));
        Assert.Equal(7000, pair.Settings(MediaSide.B).Remote.Port);
        Assert.Equal(SdpStatus.NoOffer, pair.TryAnswer(Peer + "m=audio 4000 RTP/AVP 8;", out _));
    }

    /// <summary>INVITE without an offer: the callee offers in its 2xx, the caller answers in its ACK.</summary>
    [Fact]
    public void A_late_offer_goes_the_other_way_round()
    {
        var pair = new NegotiationPair();
        var (offered, answered) = pair.Exchange(MediaSide.B, Plain, Peer + "m=audio 4000 RTP/AVP 8;");
        Assert.StartsWith(ToA + "m=audio 30000 RTP/AVP 0 8 101;", offered, StringComparison.Ordinal);
        Assert.Equal(ToB + "m=audio 40000 RTP/AVP 8;a=sendrecv;", answered);
    }

    [Fact]
    public void Another_attempt_is_offered_the_same_afresh()
    {
        var pair = new NegotiationPair();
        pair.Offer(MediaSide.A, Plain);
        pair.Answer(Peer + "m=audio 7000 RTP/AVP 8;"); // early media of a gateway that fails
        pair.Media.BeginLeg(MediaSide.B, LegPolicy.Default, 33);
        pair.OpenSessions();
        var room = new byte[2000];
        Assert.Equal(SdpStatus.Ok, pair.Media.WriteOffer(Bytes(Plain), room, out var written));
        Assert.StartsWith(
            "v=0\r\no=- 33 1 IN IP4 198.51.100.2\r\n", Encoding.UTF8.GetString(room, 0, written), StringComparison.Ordinal);
        Assert.Contains("RTP/AVP 0;", pair.Answer(Peer + "m=audio 9000 RTP/AVP 0;"), StringComparison.Ordinal);
        Assert.Equal(9000, pair.Settings(MediaSide.B).Remote.Port);
    }

    [Fact]
    public void Packet_time_is_the_other_sides_unless_policy_says_one()
    {
        var b = LegPolicy.Default with { PacketTime = 30 };
        var pair = new NegotiationPair(null, b);
        var (offered, answered) = pair.Exchange(
            MediaSide.A, Plain + "a=ptime:20;a=maxptime:150;", Peer + "m=audio 7000 RTP/AVP 0;a=ptime:30;");
        Assert.Contains("a=ptime:30;a=maxptime:150;", offered, StringComparison.Ordinal);
        Assert.Contains("a=ptime:30;a=sendrecv;", answered, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_that_was_not_opened_is_told()
    {
        var pair = new NegotiationPair();
        Assert.Equal(SdpStatus.Ok, pair.Media.TakeOffer(MediaSide.A, Bytes(Plain)));
        Assert.True(pair.Media.NeedsSession(0));
        Assert.False(pair.Media.NeedsSession(1));
        Assert.Equal(SdpStatus.NoSession, pair.Media.WriteOffer(Bytes(Plain), new byte[2000], out _));
    }

    [Fact]
    public void A_destination_that_is_too_small_changes_nothing()
    {
        var pair = new NegotiationPair();
        pair.Offer(MediaSide.A, Plain);
        Assert.Equal(SdpStatus.DestinationTooSmall, pair.Media.WriteOffer(Bytes(Plain), new byte[280], out var written));
        Assert.Equal(0, written);
        Assert.Equal(SdpStatus.DestinationTooSmall, pair.Media.TakeAnswer(
            Bytes(Plain), Bytes(Peer + "m=audio 7000 RTP/AVP 0;"), new byte[200], out _));
        Assert.False(pair.Media.IsRelayed(0));
    }

    [Fact]
    public void The_built_in_destination_takes_the_first_codec_and_its_events()
    {
        var pair = new NegotiationPair();
        pair.Media.Reset();
        pair.Media.BeginLeg(MediaSide.A, LegPolicy.Default, 11);
        Assert.Equal(
            ToA + "m=video 0 RTP/AVP 31;m=audio 30000 RTP/AVP 101 8;a=rtpmap:101 telephone-event/8000;a=fmtp:101 0-16;a=recvonly;",
            pair.Echo(Peer + "m=video 5 RTP/AVP 31;m=audio 4000 RTP/AVP 13 101 8 0;a=rtpmap:101 telephone-event/8000;"
                + "a=fmtp:101 0-16;a=sendonly;"));
        Assert.True(pair.Media.IsRelayed(0));
        Assert.Equal(Endpoint("192.0.2.9", 4000), pair.Settings(MediaSide.A).Remote);
        Assert.Equal("PCMA", pair.Media.Codec(0));
    }

    [Fact]
    public void An_exchange_allocates_nothing()
    {
        var pair = new NegotiationPair();
        var offer = Bytes(Plain);
        var answer = Bytes(Peer + "m=audio 7000 RTP/AVP 0 101;a=rtpmap:101 telephone-event/8000;");
        var policy = LegPolicy.Default with { Codecs = CodecRulesTests.Rules(["pcmu", "pcma"], ["g729"]) };
        var room = new byte[2000];
        var worked = true;
        Allocations.AssertNone(() =>
        {
            pair.Media.Reset();
            pair.Media.BeginLeg(MediaSide.A, LegPolicy.Default, 11);
            pair.Media.BeginLeg(MediaSide.B, policy, 22);
            worked &= pair.Media.TakeOffer(MediaSide.A, offer) == SdpStatus.Ok;
            pair.OpenSessions();
            worked &= pair.Media.WriteOffer(offer, room, out _) == SdpStatus.Ok;
            worked &= pair.Media.TakeAnswer(offer, answer, room, out _) == SdpStatus.Ok;
            pair.Media.EndOffer();
            worked &= pair.Settings(MediaSide.A).ClockRate == 8000;
        });
        Assert.True(worked);
    }

    [Fact]
    public void Every_address_of_a_description_can_be_judged()
    {
        Span<MediaEndpoint> room = stackalloc MediaEndpoint[DescribedAddresses.Room];
        Assert.Equal(SdpStatus.Ok, DescribedAddresses.Read(
            Bytes(Peer + "m=audio 1 RTP/AVP 0;a=rtcp:5 IN IP4 192.0.2.4;m=audio 0 RTP/AVP 0;m=video 7 RTP/AVP 31;c=IN IP4 0.0.0.0;"
                + "m=image 9 udptl t38;"),
            room,
            out var count));
        Assert.Equal(
            [Endpoint("192.0.2.9", 1), Endpoint("192.0.2.4", 5), Endpoint("192.0.2.9", 9), Endpoint("192.0.2.9", 10)],
            room[..count].ToArray());
    }
}
