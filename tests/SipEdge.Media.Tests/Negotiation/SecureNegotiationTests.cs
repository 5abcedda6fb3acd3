using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;
using SipEdge.Media.Srtp;
using static SipEdge.Media.Tests.Negotiation.NegotiationPair;

namespace SipEdge.Media.Tests.Negotiation;

public sealed class SecureNegotiationTests
{
    private const string KeyText = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"; // RFC 4568 §4.2
    private const string OtherKeyText = "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"; // RFC 4568 §7.1.1

    private const string Plain = Peer + "m=audio 4000 RTP/AVP 0;";
    private const string Secure = Peer + "m=audio 4000 RTP/SAVP 0;a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + "|2^20;";

    private static readonly SrtpKey Key = SrtpKey.Create(SrtpSuite.AesCm128HmacSha1_80, Convert.FromBase64String(KeyText));
    private static readonly SrtpKey OtherKey = SrtpKey.Create(SrtpSuite.AesCm128HmacSha1_80, Convert.FromBase64String(OtherKeyText));

    private static readonly LegPolicy Required = LegPolicy.Default with { Srtp = SrtpOffer.Required };
    private static readonly LegPolicy Optional = LegPolicy.Default with { Srtp = SrtpOffer.Optional };
    private static readonly LegPolicy Off = LegPolicy.Default with { Srtp = SrtpOffer.Off };

    [Fact]
    public void A_secure_offer_is_answered_with_its_tag_and_a_key_of_our_own()
    {
        var pair = new NegotiationPair();
        var (offered, answered) = pair.Exchange(MediaSide.A, Secure, Plain);
        Assert.Equal(ToB + "m=audio 40000 RTP/AVP 0;a=sendrecv;", offered);
        var ours = KeyIn(answered, SrtpSuite.AesCm128HmacSha1_80);
        Assert.NotEqual(Key, ours);
        Assert.StartsWith(ToA + "m=audio 30000 RTP/SAVP 0;a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:", answered, StringComparison.Ordinal);
        var a = pair.Settings(MediaSide.A);
        Assert.Equal((Key, ours), (a.Receive, a.Send));
        Assert.True(pair.Settings(MediaSide.B).Send.IsNone);
        Assert.Equal("AES_CM_128_HMAC_SHA1_80", pair.Media.Security(0, MediaSide.A));
        Assert.Equal("rtp", pair.Media.Security(0, MediaSide.B));
    }

    [Fact]
    public void Every_suite_of_the_policy_is_offered_in_order_each_with_its_own_key()
    {
        var pair = new NegotiationPair(null, Required with
        {
            Suites = [SrtpSuite.AesCm128HmacSha1_32, SrtpSuite.AesCm128HmacSha1_80],
        });
        var offered = pair.Offer(MediaSide.A, Plain);
        Assert.Contains(
            "RTP/SAVP 0;a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:", offered, StringComparison.Ordinal);
        Assert.Contains(";a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:", offered, StringComparison.Ordinal);
        var first = KeyIn(offered, SrtpSuite.AesCm128HmacSha1_32);
        var second = KeyIn(offered, SrtpSuite.AesCm128HmacSha1_80);
        Assert.NotEqual(Convert.ToHexString(first.KeyAndSalt), Convert.ToHexString(second.KeyAndSalt));

        const string answer = Peer + "m=audio 7000 RTP/SAVP 0;a=crypto:";
        Assert.Equal(SdpStatus.SrtpRequired, pair.TryAnswer(Peer + "m=audio 7000 RTP/AVP 0;", out _));
        Assert.Equal(SdpStatus.NoCommonCrypto, pair.TryAnswer(Peer + "m=audio 7000 RTP/SAVP 0;", out _));
        Assert.Equal(SdpStatus.NotOffered, pair.TryAnswer(answer + "1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + ";", out _));
        Assert.Equal(SdpStatus.NotOffered, pair.TryAnswer(answer + "3 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + ";", out _));
        Assert.Equal(SdpStatus.BadCrypto, pair.TryAnswer(answer + "2 AES_CM_128_HMAC_SHA1_80 inline:AAAA;", out _));
        Assert.False(pair.Media.IsRelayed(0));
        pair.Answer(answer + "2 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + ";");
        Assert.Equal((Key, second), (pair.Settings(MediaSide.B).Receive, pair.Settings(MediaSide.B).Send));
    }

    [Fact]
    public void The_first_line_of_a_suite_that_policy_has_is_taken()
    {
        var pair = new NegotiationPair(Required with { Suites = [SrtpSuite.AesCm128HmacSha1_80] });
        pair.Exchange(
            MediaSide.A,
            Peer + "m=audio 4000 RTP/SAVP 0;a=crypto:1 F8_128_HMAC_SHA1_80 inline:abc;a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:"
            + KeyText + ";a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + "|1:4;a=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:"
            + OtherKeyText + "==;a=crypto:5 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + ";",
            Plain);
        Assert.Equal(OtherKey, pair.Settings(MediaSide.A).Receive);
    }

    [Theory]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + "|2^20|1:4", SdpStatus.MkiNotSupported)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + " UNENCRYPTED_SRTP", SdpStatus.CryptoParameterNotSupported)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + " UNENCRYPTED_SRTCP", SdpStatus.CryptoParameterNotSupported)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + " UNAUTHENTICATED_SRTP", SdpStatus.CryptoParameterNotSupported)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + " KDR=1", SdpStatus.CryptoParameterNotSupported)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:AAAA", SdpStatus.BadCrypto)]
    [InlineData("x AES_CM_128_HMAC_SHA1_80 inline:" + KeyText, SdpStatus.BadCrypto)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 uri:" + KeyText, SdpStatus.BadCrypto)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + "|2^49", SdpStatus.BadCrypto)]
    [InlineData("1 F8_128_HMAC_SHA1_80 inline:" + KeyText, SdpStatus.NoCommonCrypto)]
    public void A_secure_offer_without_a_usable_key_says_why(string line, SdpStatus expected) =>
        Assert.Equal(expected, MediaNegotiation.Check(Bytes(Peer + "m=audio 1 RTP/SAVP 0;a=crypto:" + line + ";"), LegPolicy.Default));

    [Fact]
    public void Policy_says_whether_an_offer_may_be_plain_or_secure()
    {
        Assert.Equal(SdpStatus.SrtpRequired, MediaNegotiation.Check(Bytes(Plain), Required));
        Assert.Equal(SdpStatus.SrtpNotAllowed, MediaNegotiation.Check(Bytes(Secure), Off));
        foreach (var policy in new[] { LegPolicy.Default, Optional })
        {
            Assert.Equal(SdpStatus.Ok, MediaNegotiation.Check(Bytes(Plain), policy));
            Assert.Equal(SdpStatus.Ok, MediaNegotiation.Check(Bytes(Secure), policy));
        }
    }

    /// <summary>RFC 8643 §3.1: RTP/AVP with a=crypto, which an answerer may take or leave.</summary>
    [Fact]
    public void Optional_offers_keys_in_a_plain_profile_and_takes_either_answer()
    {
        var pair = new NegotiationPair(null, Optional);
        var offered = pair.Offer(MediaSide.A, Plain);
        Assert.Contains("m=audio 40000 RTP/AVP 0;a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:", offered, StringComparison.Ordinal);
        pair.Answer(Plain);
        Assert.True(pair.Settings(MediaSide.B).Send.IsNone);
        pair.Answer(Peer + "m=audio 7000 RTP/AVP 0;a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + ";");
        Assert.Equal(
            (Key, KeyIn(offered, SrtpSuite.AesCm128HmacSha1_80)),
            (pair.Settings(MediaSide.B).Receive, pair.Settings(MediaSide.B).Send));
        Assert.Equal(SdpStatus.ProfileMismatch, pair.TryAnswer(Secure, out _));
    }

    [Theory]
    [InlineData(SrtpOffer.AsOffered, true)]
    [InlineData(SrtpOffer.Optional, true)]
    [InlineData(SrtpOffer.Required, true)]
    [InlineData(SrtpOffer.Off, false)]
    public void A_plain_offer_with_keys_is_answered_with_keys_unless_policy_is_off(SrtpOffer mode, bool secure)
    {
        var pair = new NegotiationPair(LegPolicy.Default with { Srtp = mode });
        var (_, answered) = pair.Exchange(
            MediaSide.A, Peer + "m=audio 4000 RTP/AVP 0;a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + ";", Plain);
        Assert.Contains("m=audio 30000 RTP/AVP 0;", answered, StringComparison.Ordinal);
        Assert.Equal(secure, answered.Contains("a=crypto:1 ", StringComparison.Ordinal));
        Assert.Equal(secure, !pair.Settings(MediaSide.A).Send.IsNone);
    }

    [Fact]
    public void Our_key_stays_until_the_peer_changes_its_own()
    {
        var pair = new NegotiationPair();
        pair.Exchange(MediaSide.A, Secure, Plain);
        var first = pair.Settings(MediaSide.A).Send;
        pair.Exchange(MediaSide.A, Secure + "a=sendonly;", Plain);
        Assert.Equal(first, pair.Settings(MediaSide.A).Send);

        var rekeyed = Secure.Replace(KeyText, OtherKeyText, StringComparison.Ordinal);
        pair.Offer(MediaSide.A, rekeyed);
        pair.Media.EndOffer(); // refused by the other side: the keys stay
        Assert.Equal((Key, first), (pair.Settings(MediaSide.A).Receive, pair.Settings(MediaSide.A).Send));
        var (_, answered) = pair.Exchange(MediaSide.A, rekeyed, Plain);
        var second = pair.Settings(MediaSide.A).Send;
        Assert.NotEqual(first, second);
        Assert.Equal((OtherKey, KeyIn(answered, SrtpSuite.AesCm128HmacSha1_80)), (pair.Settings(MediaSide.A).Receive, second));
    }

    [Fact]
    public void A_leg_that_offered_SRTP_is_offered_SRTP_with_the_same_key()
    {
        var pair = new NegotiationPair();
        pair.Exchange(MediaSide.A, Secure, Plain);
        var key = pair.Settings(MediaSide.A).Send;
        var offered = pair.Offer(MediaSide.B, Plain);
        Assert.Contains("m=audio 30000 RTP/SAVP 0;a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:", offered, StringComparison.Ordinal);
        Assert.Equal(key, KeyIn(offered, SrtpSuite.AesCm128HmacSha1_80));
    }

    [Fact]
    public void Another_attempt_has_other_keys()
    {
        var pair = new NegotiationPair(null, Required);
        var first = KeyIn(pair.Offer(MediaSide.A, Plain), SrtpSuite.AesCm128HmacSha1_80);
        pair.Media.EndOffer();
        pair.Media.BeginLeg(MediaSide.B, Required, 33);
        Assert.NotEqual(first, KeyIn(pair.Offer(MediaSide.A, Plain), SrtpSuite.AesCm128HmacSha1_80));
    }

    /// <summary>Failover from a gateway with SRTP to one without (C-32).</summary>
    [Fact]
    public void Each_attempt_is_offered_what_its_own_policy_says()
    {
        var pair = new NegotiationPair(null, Required);
        Assert.Contains("RTP/SAVP", pair.Offer(MediaSide.A, Plain), StringComparison.Ordinal);
        pair.Media.BeginLeg(MediaSide.B, Off, 33);
        pair.OpenSessions();
        var room = new byte[2000];
        Assert.Equal(SdpStatus.Ok, pair.Media.WriteOffer(Bytes(Plain), room, out var written));
        var text = System.Text.Encoding.ASCII.GetString(room, 0, written);
        Assert.Contains("RTP/AVP 0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("crypto", text, StringComparison.Ordinal);
    }

    /// <summary>K-04: the ends hold the keys, the edge checks packets with them.</summary>
    [Fact]
    public void End_to_end_passes_keys_and_payload_types_from_leg_to_leg()
    {
        var policy = LegPolicy.Default with { EndToEnd = true };
        var pair = new NegotiationPair(policy, policy);
        const string lines = "a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:" + KeyText + ";a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:"
            + OtherKeyText + "|2^31;";
        var offered = pair.Offer(MediaSide.A, Peer + "m=audio 4000 RTP/SAVP 0;a=crypto:9 F8_128_HMAC_SHA1_80 inline:abc;" + lines);
        Assert.Equal(ToB + "m=audio 40000 RTP/SAVP 0;" + lines + "a=sendrecv;", offered);
        Assert.Equal(SdpStatus.NotOffered, pair.TryAnswer(
            Peer + "m=audio 7000 RTP/SAVP 0;a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + ";", out _));
        Assert.Equal(
            ToA + "m=audio 30000 RTP/SAVP 0;a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + ";a=sendrecv;",
            pair.Answer(Peer + "m=audio 7000 RTP/SAVP 0;a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:" + KeyText + ";"));
        var (a, b) = (pair.Settings(MediaSide.A), pair.Settings(MediaSide.B));
        Assert.True(a.Opaque && b.Opaque);
        Assert.True(a.Send.IsNone && b.Send.IsNone);
        Assert.Equal((OtherKey, Key), (a.Receive, b.Receive));
        Assert.Equal("AES_CM_128_HMAC_SHA1_80", pair.Media.Security(0, MediaSide.B));
    }

    [Fact]
    public void End_to_end_of_one_leg_alone_terminates()
    {
        var pair = new NegotiationPair(LegPolicy.Default with { EndToEnd = true }, Required);
        var offered = pair.Offer(MediaSide.A, Secure);
        Assert.DoesNotContain(KeyText, offered, StringComparison.Ordinal);
    }
}
