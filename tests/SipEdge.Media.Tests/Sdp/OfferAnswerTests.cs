using System.Text;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Sdp;

public sealed class OfferAnswerTests
{
    private const string KeyText = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"; // RFC 4568 §4.2

    private static readonly SrtpKey Key = SrtpKey.Create(SrtpSuite.AesCm128HmacSha1_80, Convert.FromBase64String(KeyText));

    private static readonly LocalAudio Plain = new(Endpoint("198.51.100.7", 30000), 11, 2, false, 0, SrtpKey.None);

    private static readonly LocalAudio Secure = Plain with { Secure = true, CryptoTag = 1, Crypto = Key };

    [Fact]
    public void Everything_an_ordinary_offer_says_is_read()
    {
        var audio = ReadOk("v=0;o=alice 1 1 IN IP4 192.0.2.9;s=-;c=IN IP4 192.0.2.9;t=0 0;"
            + "m=audio 49170 RTP/AVP 8 0 101;a=rtpmap:8 PCMA/8000;a=rtpmap:101 telephone-event/8000;a=fmtp:101 0-16;"
            + "a=ptime:30;a=sendonly");

        Assert.Equal(1, audio.MediaCount);
        Assert.Equal(0, audio.AudioIndex);
        Assert.Equal(Endpoint("192.0.2.9", 49170), audio.Rtp);
        Assert.Equal(Endpoint("192.0.2.9", 49171), audio.Rtcp);
        Assert.False(audio.Secure);
        Assert.True(audio.Crypto.IsNone);
        Assert.Equal(MediaDirection.SendOnly, audio.Direction);
        Assert.Equal(8, audio.PayloadType);
        Assert.Equal(8000, audio.ClockRate);
        Assert.Equal(30, audio.PacketTime);
    }

    [Fact]
    public void The_media_level_address_and_rtcp_attribute_win()
    {
        var audio = ReadOk("v=0;o=- 1 1 IN IP4 192.0.2.9;s=-;c=IN IP4 192.0.2.9;t=0 0;"
            + "m=audio 4000 RTP/AVP 0;c=IN IP6 2001:db8::5;a=rtcp:5001 IN IP4 192.0.2.77");

        Assert.Equal(Endpoint("2001:db8::5", 4000), audio.Rtp);
        Assert.Equal(Endpoint("192.0.2.77", 5001), audio.Rtcp);
        Assert.Equal(Endpoint("192.0.2.9", 53),
            ReadOk("v=0;o=- 1 1 IN IP4 0.0.0.0;c=IN IP4 192.0.2.9;m=audio 4000 RTP/AVP 0;a=rtcp:53").Rtcp);
    }

    [Theory]
    [InlineData("", MediaDirection.SendRecv)]
    [InlineData("a=inactive;", MediaDirection.Inactive)]
    public void A_session_level_direction_counts_until_the_media_says_otherwise(string session, MediaDirection expected)
    {
        var head = "v=0;o=- 1 1 IN IP4 192.0.2.9;s=-;c=IN IP4 192.0.2.9;t=0 0;" + session;
        Assert.Equal(expected, ReadOk(head + "m=audio 4000 RTP/AVP 0").Direction);
        Assert.Equal(MediaDirection.RecvOnly, ReadOk(head + "m=audio 4000 RTP/AVP 0;a=recvonly").Direction);
    }

    [Theory]
    [InlineData("IN IP4 0.0.0.0")]
    [InlineData("IN IP6 ::")]
    public void Hold_by_address_is_seen(string address) =>
        Assert.True(ReadOk($"v=0;o=- 1 1 IN IP4 192.0.2.9;c={address};m=audio 4000 RTP/AVP 0").OnHoldByAddress);

    [Theory]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText, 1, SrtpSuite.AesCm128HmacSha1_80)]
    [InlineData("7 AES_CM_128_HMAC_SHA1_32 inline:" + KeyText, 7, SrtpSuite.AesCm128HmacSha1_32)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + "|2^20", 1, SrtpSuite.AesCm128HmacSha1_80)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + "|1048576", 1, SrtpSuite.AesCm128HmacSha1_80)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + "== WSH=64", 1, SrtpSuite.AesCm128HmacSha1_80)]
    public void A_crypto_line_gives_tag_suite_and_key(string line, int tag, SrtpSuite suite)
    {
        var audio = ReadOk(SavpOffer("a=crypto:" + line));
        Assert.True(audio.Secure);
        Assert.Equal(tag, audio.CryptoTag);
        Assert.Equal(SrtpKey.Create(suite, Convert.FromBase64String(KeyText)), audio.Crypto);
    }

    [Fact]
    public void The_first_crypto_line_that_can_be_done_is_taken()
    {
        var audio = ReadOk(SavpOffer("a=crypto:1 AEAD_AES_256_GCM inline:abc;a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText
            + "|2^20|1:4;a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:" + KeyText
            + ";a=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText));
        Assert.Equal(3, audio.CryptoTag);
        Assert.Equal(SrtpSuite.AesCm128HmacSha1_32, audio.Crypto.Suite);
    }

    [Theory]
    [InlineData("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + "|2^20|1:4", SdpStatus.MkiNotSupported)]
    [InlineData("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + "|1:4", SdpStatus.MkiNotSupported)]
    [InlineData("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + " UNENCRYPTED_SRTP",
        SdpStatus.CryptoParameterNotSupported)]
    [InlineData("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + " KDR=1", SdpStatus.CryptoParameterNotSupported)]
    [InlineData("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA", SdpStatus.BadCrypto)]
    [InlineData("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:!VNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz", SdpStatus.BadCrypto)]
    [InlineData("a=crypto:x AES_CM_128_HMAC_SHA1_80 inline:" + KeyText, SdpStatus.BadCrypto)]
    [InlineData("a=crypto:1 AES_CM_128_HMAC_SHA1_80 uri:" + KeyText, SdpStatus.BadCrypto)]
    [InlineData("a=crypto:1 AES_CM_128_HMAC_SHA1_80", SdpStatus.BadCrypto)]
    [InlineData("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + "|2^49", SdpStatus.BadCrypto)]
    [InlineData("a=crypto:1 F8_128_HMAC_SHA1_80 inline:" + KeyText, SdpStatus.NoCommonCrypto)]
    [InlineData("a=x", SdpStatus.NoCommonCrypto)]
    public void A_secure_offer_without_a_usable_key_says_why(string attributes, SdpStatus expected) =>
        Assert.Equal(expected, Read(SavpOffer(attributes), out _));

    [Theory]
    [InlineData("", SdpStatus.Empty)]
    [InlineData("hello", SdpStatus.BadLine)]
    [InlineData("v=0;O=x", SdpStatus.BadLine)]
    [InlineData("o=- 1 1 IN IP4 1.2.3.4;v=0", SdpStatus.BadVersion)]
    [InlineData("v=1", SdpStatus.BadVersion)]
    [InlineData("v=0;v=0", SdpStatus.BadVersion)]
    [InlineData("v=0;s=-", SdpStatus.BadOrigin)]
    [InlineData("v=0;o=- 1 1 IN IP4", SdpStatus.BadOrigin)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;o=- 1 1 IN IP4 1.2.3.4", SdpStatus.BadOrigin)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;s=-", SdpStatus.NoAudio)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 0", SdpStatus.NoConnection)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=;m=audio 4000 RTP/AVP 0", SdpStatus.BadConnection)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3;m=audio 4000 RTP/AVP 0", SdpStatus.BadConnection)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4 x;m=audio 4000 RTP/AVP 0", SdpStatus.BadConnection)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 ::1;m=audio 4000 RTP/AVP 0", SdpStatus.BadConnection)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP6 1.2.3.4;m=audio 4000 RTP/AVP 0", SdpStatus.BadConnection)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4/24;m=audio 4000 RTP/AVP 0", SdpStatus.BadConnection)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 pbx.example.com;m=audio 4000 RTP/AVP 0", SdpStatus.AddressNotNumeric)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 224.2.1.1/127;m=audio 4000 RTP/AVP 0", SdpStatus.MulticastAddress)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio", SdpStatus.BadMediaLine)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP", SdpStatus.BadMediaLine)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 128", SdpStatus.BadMediaLine)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP PCMU", SdpStatus.BadMediaLine)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 65536 RTP/AVP 0", SdpStatus.BadPort)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio -1 RTP/AVP 0", SdpStatus.BadPort)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000/2 RTP/AVP 0", SdpStatus.BadPort)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 99999999999999999999 RTP/AVP 0", SdpStatus.BadPort)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 UDP/TLS/RTP/SAVPF 0", SdpStatus.UnsupportedProfile)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 0 RTP/AVP 0", SdpStatus.AudioRefused)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=video 4000 RTP/AVP 31", SdpStatus.NoAudio)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 0;a=rtpmap:0", SdpStatus.BadRtpMap)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 0;a=rtpmap:0 PCMU/x", SdpStatus.BadRtpMap)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 0;a=fmtp:x 1", SdpStatus.BadFormatParameters)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 0;a=ptime:abc", SdpStatus.BadPacketTime)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 0;a=rtcp:70000", SdpStatus.BadRtcpAttribute)]
    [InlineData("v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;m=audio 4000 RTP/AVP 0;a=rtcp:70 IN IP4",
        SdpStatus.BadRtcpAttribute)]
    public void Every_way_to_be_bad_has_its_name(string sdp, SdpStatus expected) => Assert.Equal(expected, Read(sdp, out _));

    [Fact]
    public void Limits_are_kept()
    {
        const string head = "v=0;o=- 1 1 IN IP4 1.2.3.4;c=IN IP4 1.2.3.4;";
        Assert.Equal(SdpStatus.TooManyMedia, Read(head + string.Concat(Enumerable.Repeat("m=audio 4000 RTP/AVP 0;", 17)), out _));
        Assert.Equal(SdpStatus.Ok, Read(head + string.Concat(Enumerable.Repeat("m=audio 4000 RTP/AVP 0;", 16)), out _));
        var formats = string.Concat(Enumerable.Repeat(" 0", 65));
        Assert.Equal(SdpStatus.TooManyFormats, Read(head + "m=audio 4000 RTP/AVP" + formats, out _));
        Assert.Equal(SdpStatus.LineTooLong, Read(head + "a=" + new string('x', 4096), out _));
        Assert.Equal(SdpStatus.TooManyLines, Read(head + string.Concat(Enumerable.Repeat("a=x;", 1100)), out _));
        Assert.Equal(SdpStatus.TooLarge, Read(head + new string('x', 33 * 1024), out _));
        Assert.Equal(SdpStatus.ForbiddenByte, Read(head + "a=x\ry", out _));
        Assert.Equal(SdpStatus.ForbiddenByte, Read(head + "a=x\0y", out _));
    }

    [Fact]
    public void Lines_may_end_with_LF_alone()
    {
        var sdp = "v=0\no=- 1 1 IN IP4 1.2.3.4\nc=IN IP4 1.2.3.4\nm=audio 4000 RTP/AVP 0\na=sendonly\n"u8;
        Assert.Equal(SdpStatus.Ok, OfferAnswer.Read(sdp, out var audio));
        Assert.Equal(MediaDirection.SendOnly, audio.Direction);
    }

    /// <summary>What one leg says, and what the other leg is told.</summary>
    [Fact]
    public void An_offer_for_the_other_leg_keeps_formats_and_hides_the_rest()
    {
        var source = "v=0;o=alice 2890844526 2890844526 IN IP4 10.1.1.1;s=Secret phone;i=info;u=http://inside;e=a@b;"
            + "c=IN IP4 10.1.1.1;b=AS:64;t=0 0;k=clear:x;a=group:BUNDLE 0;a=ice-lite;a=sendonly;"
            + "m=video 5000 RTP/AVP 31 32;a=rtpmap:31 H261/90000;a=candidate:1 1 UDP 1 10.1.1.1 1 typ host;"
            + "m=audio 49170 RTP/AVPF 96 0 101;c=IN IP4 10.1.1.2;a=rtpmap:96 opus/48000/2;a=fmtp:96 useinbandfec=1;"
            + "a=rtpmap:101 telephone-event/8000;a=fmtp:101 0-16;a=rtpmap:111 hidden/8000;a=ptime:20;a=maxptime:60;"
            + "a=rtcp:49999 IN IP4 10.1.1.3;a=rtcp-mux;a=ice-ufrag:x;a=candidate:1 1 UDP 1 10.1.1.1 1 typ host;a=ssrc:1 cname:me;"
            + "m=application 6000 TCP/BFCP *";

        Assert.Equal(
            "v=0;o=- 11 2 IN IP4 198.51.100.7;s=-;c=IN IP4 198.51.100.7;t=0 0;m=video 0 RTP/AVP 31 32;"
            + "m=audio 30000 RTP/AVP 96 0 101;a=rtpmap:96 opus/48000/2;a=fmtp:96 useinbandfec=1;"
            + "a=rtpmap:101 telephone-event/8000;a=fmtp:101 0-16;a=ptime:20;a=maxptime:60;a=sendonly;"
            + "m=application 0 TCP/BFCP *;",
            Offer(source, Plain));
    }

    [Fact]
    public void An_AVP_offer_to_a_secure_leg_becomes_SAVP_with_our_key() =>
        Assert.Equal(
            "v=0;o=- 11 2 IN IP4 198.51.100.7;s=-;c=IN IP4 198.51.100.7;t=0 0;m=audio 30000 RTP/SAVP 0 8;"
            + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + ";a=sendrecv;",
            Offer("v=0;o=- 1 1 IN IP4 10.1.1.1;c=IN IP4 10.1.1.1;m=audio 4000 RTP/AVP 0 8", Secure));

    [Fact]
    public void A_SAVP_offer_to_a_plain_leg_becomes_AVP_without_keys()
    {
        var offer = Offer(SavpOffer("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText), Plain);
        Assert.Contains("m=audio 30000 RTP/AVP 0;", offer, StringComparison.Ordinal);
        Assert.DoesNotContain("crypto", offer, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_suites_are_offered_with_consecutive_tags()
    {
        var other = SrtpKey.Create(SrtpSuite.AesCm128HmacSha1_32, Key.KeyAndSalt);
        var offer = Offer("v=0;o=- 1 1 IN IP4 10.1.1.1;c=IN IP4 10.1.1.1;m=audio 4000 RTP/AVP 0",
            Secure with { AlternateCrypto = other });
        Assert.Contains(";a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + ";a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:"
            + KeyText + ";", offer, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_has_the_lines_and_profile_of_the_offer_and_the_formats_of_the_source()
    {
        const string offer = "v=0;o=- 1 1 IN IP4 10.1.1.1;c=IN IP4 10.1.1.1;m=audio 0 RTP/AVP 3;m=video 5000 RTP/AVP 31;"
            + "m=audio 4000 RTP/SAVPF 0 8;a=crypto:5 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText;
        const string source = "v=0;o=- 9 9 IN IP4 10.2.2.2;c=IN IP4 10.2.2.2;m=audio 0 RTP/AVP 3;m=video 0 RTP/AVP 31;"
            + "m=audio 7000 RTP/AVP 8;a=rtpmap:8 PCMA/8000;a=recvonly";

        Assert.Equal(
            "v=0;o=- 11 2 IN IP4 198.51.100.7;s=-;c=IN IP4 198.51.100.7;t=0 0;m=audio 0 RTP/AVP 3;m=video 0 RTP/AVP 31;"
            + "m=audio 30000 RTP/SAVPF 8;a=crypto:5 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText
            + ";a=rtpmap:8 PCMA/8000;a=recvonly;",
            Answer(source, Secure with { CryptoTag = 5 }, offer));
    }

    [Fact]
    public void A_refused_answer_stays_refused() =>
        Assert.Equal(
            "v=0;o=- 11 2 IN IP4 198.51.100.7;s=-;c=IN IP4 198.51.100.7;t=0 0;m=audio 0 RTP/AVP 0 8;",
            Answer(
                "v=0;o=- 9 9 IN IP4 10.2.2.2;c=IN IP4 10.2.2.2;m=audio 0 RTP/AVP 0",
                Plain,
                "v=0;o=- 1 1 IN IP4 10.1.1.1;c=IN IP4 10.1.1.1;m=audio 4000 RTP/AVP 0 8"));

    [Fact]
    public void An_answer_of_another_profile_is_refused() =>
        Assert.Equal(SdpStatus.ProfileMismatch, OfferAnswer.WriteForOtherLeg(
            Bytes("v=0;o=- 9 9 IN IP4 10.2.2.2;c=IN IP4 10.2.2.2;m=audio 5000 RTP/AVP 0"),
            Secure,
            true,
            Bytes("v=0;o=- 1 1 IN IP4 10.1.1.1;c=IN IP4 10.1.1.1;m=audio 4000 RTP/AVP 0 8"),
            new byte[2000],
            out _));

    [Theory]
    [InlineData("a=sendrecv", "a=sendonly")]
    [InlineData("a=sendonly", "a=sendonly")]
    [InlineData("a=recvonly", "a=inactive")]
    [InlineData("a=inactive", "a=inactive")]
    public void Hold_by_address_reaches_the_other_leg_as_a_direction(string source, string expected) =>
        Assert.EndsWith(";" + expected + ";", Offer(
            $"v=0;o=- 1 1 IN IP4 10.1.1.1;c=IN IP4 0.0.0.0;m=audio 4000 RTP/AVP 0;{source}", Plain), StringComparison.Ordinal);

    [Theory]
    [InlineData("0 8 101", "a=rtpmap:101 telephone-event/8000;a=fmtp:101 0-15", "0 101",
        ";a=rtpmap:101 telephone-event/8000;a=fmtp:101 0-15")]
    [InlineData("101 96 97",
        "a=rtpmap:101 telephone-event/8000;a=rtpmap:96 opus/48000/2;a=rtpmap:97 telephone-event/48000", "96 97",
        ";a=rtpmap:96 opus/48000/2;a=rtpmap:97 telephone-event/48000")]
    [InlineData("13 98 8", "a=rtpmap:13 CN/8000", "8", "")]
    public void The_echo_takes_the_first_audio_format_and_its_events(
        string formats, string attributes, string chosen, string written) =>
        Assert.Equal(
            $"v=0;o=- 11 2 IN IP4 198.51.100.7;s=-;c=IN IP4 198.51.100.7;t=0 0;"
                + $"m=audio 30000 RTP/AVP {chosen}{written};a=sendrecv;",
            Echo($"v=0;o=- 1 1 IN IP4 10.1.1.1;c=IN IP4 10.1.1.1;m=audio 4000 RTP/AVP {formats};{attributes}", Plain));

    [Theory]
    [InlineData("sendonly", "recvonly")]
    [InlineData("recvonly", "sendonly")]
    [InlineData("inactive", "inactive")]
    [InlineData("sendrecv", "sendrecv")]
    public void The_echo_mirrors_the_direction(string offered, string answered) =>
        Assert.EndsWith($"a={answered};", Echo(
            $"v=0;o=- 1 1 IN IP4 10.1.1.1;c=IN IP4 10.1.1.1;m=audio 4000 RTP/AVP 0;a={offered}", Plain),
            StringComparison.Ordinal);

    [Fact]
    public void The_echo_answers_a_secure_offer_with_its_tag_and_an_unknown_format_not_at_all()
    {
        Assert.Contains("m=audio 30000 RTP/SAVP 0;a=crypto:3 AES_CM_128_HMAC_SHA1_80", Echo(
            SavpOffer("a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText), Secure with { CryptoTag = 3 }),
            StringComparison.Ordinal);
        Assert.Equal(SdpStatus.NoCommonFormat, OfferAnswer.WriteEchoAnswer(
            Bytes("v=0;o=- 1 1 IN IP4 10.1.1.1;c=IN IP4 10.1.1.1;m=audio 4000 RTP/AVP 101;a=rtpmap:101 telephone-event/8000"),
            Plain,
            new byte[2000],
            out _));
    }

    [Fact]
    public void What_does_not_fit_is_not_written()
    {
        var offer = Bytes("v=0;o=- 1 1 IN IP4 10.1.1.1;c=IN IP4 10.1.1.1;m=audio 4000 RTP/AVP 0 8;a=rtpmap:8 PCMA/8000");
        Assert.Equal(SdpStatus.Ok, OfferAnswer.WriteForOtherLeg(offer, Secure, false, default, new byte[2000], out var full));
        for (var size = 0; size < full; size++)
        {
            Assert.Equal(
                SdpStatus.DestinationTooSmall,
                OfferAnswer.WriteForOtherLeg(offer, Secure, false, default, new byte[size], out var written));
            Assert.Equal(0, written);
        }
    }

    [Fact]
    public void Reading_and_writing_allocates_nothing()
    {
        var offer = Bytes(SavpOffer("a=rtpmap:0 PCMU/8000;a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText));
        var destination = new byte[2000];
        Allocations.AssertNone(() =>
        {
            OfferAnswer.Read(offer, out _);
            OfferAnswer.WriteForOtherLeg(offer, Secure, false, default, destination, out var written);
            OfferAnswer.WriteForOtherLeg(destination.AsSpan(0, written), Secure, true, offer, destination, out _);
            OfferAnswer.WriteEchoAnswer(offer, Secure, destination, out _);
        });
    }

    internal static string SavpOffer(string attributes) =>
        "v=0;o=- 1 1 IN IP4 192.0.2.9;s=-;c=IN IP4 192.0.2.9;t=0 0;m=audio 4000 RTP/SAVP 0;" + attributes;

    internal static byte[] Bytes(string sdp) => Encoding.UTF8.GetBytes(sdp.Replace(";", "\r\n", StringComparison.Ordinal));

    private static string Text(ReadOnlySpan<byte> sdp) =>
        Encoding.UTF8.GetString(sdp).Replace("\r\n", ";", StringComparison.Ordinal);

    private static MediaEndpoint Endpoint(string host, ushort port)
    {
        Assert.True(MediaEndpoint.TryParse(Encoding.ASCII.GetBytes(host), port, out var endpoint));
        return endpoint;
    }

    private static SdpStatus Read(string sdp, out AudioDescription audio) => OfferAnswer.Read(Bytes(sdp), out audio);

    private static AudioDescription ReadOk(string sdp)
    {
        Assert.Equal(SdpStatus.Ok, Read(sdp, out var audio));
        return audio;
    }

    private static string Offer(string source, LocalAudio local)
    {
        var destination = new byte[4000];
        var status = OfferAnswer.WriteForOtherLeg(Bytes(source), local, false, default, destination, out var written);
        Assert.Equal(SdpStatus.Ok, status);
        return Text(destination.AsSpan(0, written));
    }

    private static string Answer(string source, LocalAudio local, string offer)
    {
        var destination = new byte[4000];
        Assert.Equal(
            SdpStatus.Ok,
            OfferAnswer.WriteForOtherLeg(Bytes(source), local, true, Bytes(offer), destination, out var written));
        return Text(destination.AsSpan(0, written));
    }

    private static string Echo(string offer, LocalAudio local)
    {
        var destination = new byte[4000];
        Assert.Equal(SdpStatus.Ok, OfferAnswer.WriteEchoAnswer(Bytes(offer), local, destination, out var written));
        return Text(destination.AsSpan(0, written));
    }
}
