using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using static SipEdge.Media.Tests.Negotiation.NegotiationPair;

namespace SipEdge.Media.Tests.Negotiation;

/// <summary>Offers and answers that RFCs give as examples, as they come out on the other side.</summary>
public sealed class RfcExampleTests
{
    private static readonly LegPolicy Everything = LegPolicy.Default with { Video = true };

    private const string AliceHead = "v=0;o=alice 2890844526 2890844526 IN IP4 192.0.2.9;s=;c=IN IP4 192.0.2.9;t=0 0;";
    private const string BobHead = "v=0;o=bob 2890844730 2890844730 IN IP4 192.0.2.8;s=;c=IN IP4 192.0.2.8;t=0 0;";

    /// <summary>RFC 3264 §10.1: one audio and two video streams; the answerer refuses the first video.</summary>
    [Fact]
    public void Basic_exchange_of_RFC_3264()
    {
        var pair = new NegotiationPair(Everything, Everything);
        var (offered, answered) = pair.Exchange(
            MediaSide.A,
            AliceHead + "m=audio 49170 RTP/AVP 0;a=rtpmap:0 PCMU/8000;m=video 51372 RTP/AVP 31;a=rtpmap:31 H261/90000;"
            + "m=video 53000 RTP/AVP 32;a=rtpmap:32 MPV/90000;",
            BobHead + "m=audio 49920 RTP/AVP 0;a=rtpmap:0 PCMU/8000;m=video 0 RTP/AVP 31;"
            + "m=video 53000 RTP/AVP 32;a=rtpmap:32 MPV/90000;");
        Assert.Equal(
            ToB + "m=audio 40000 RTP/AVP 0;a=rtpmap:0 PCMU/8000;a=sendrecv;m=video 40002 RTP/AVP 31;a=rtpmap:31 H261/90000;a=sendrecv;"
            + "m=video 40004 RTP/AVP 32;a=rtpmap:32 MPV/90000;a=sendrecv;",
            offered);
        Assert.Equal(
            ToA + "m=audio 30000 RTP/AVP 0;a=rtpmap:0 PCMU/8000;a=sendrecv;m=video 0 RTP/AVP 31;"
            + "m=video 30004 RTP/AVP 32;a=rtpmap:32 MPV/90000;a=sendrecv;",
            answered);

        // Bob then changes the port of the audio, and adds a receive-only audio stream for events.
        (offered, answered) = pair.Exchange(
            MediaSide.B,
            BobHead + "m=audio 65422 RTP/AVP 0;a=rtpmap:0 PCMU/8000;m=video 0 RTP/AVP 31;m=video 53000 RTP/AVP 32;a=rtpmap:32 MPV/90000;"
            + "m=audio 51434 RTP/AVP 0 110;a=rtpmap:110 telephone-event/8000;a=recvonly;",
            AliceHead + "m=audio 49170 RTP/AVP 0;a=rtpmap:0 PCMU/8000;m=video 0 RTP/AVP 31;a=rtpmap:31 H261/90000;"
            + "m=video 53000 RTP/AVP 32;a=rtpmap:32 MPV/90000;m=audio 53122 RTP/AVP 110;a=rtpmap:110 telephone-event/8000;a=sendonly;");
        Assert.Contains("m=audio 30006 RTP/AVP 0 110;a=rtpmap:110 telephone-event/8000;a=recvonly;", offered, StringComparison.Ordinal);
        Assert.EndsWith(
            "m=audio 40006 RTP/AVP 110;a=rtpmap:110 telephone-event/8000;a=sendonly;", answered, StringComparison.Ordinal);
        Assert.Equal(65422, pair.Settings(MediaSide.B).Remote.Port);
        Assert.Equal((true, false), (pair.Settings(MediaSide.A, 3).Sends, pair.Settings(MediaSide.B, 3).Sends));
    }

    /// <summary>RFC 3264 §10.2: one of N codecs; the answerer takes some, and a second exchange narrows to one.</summary>
    [Fact]
    public void One_of_N_codecs_of_RFC_3264()
    {
        var pair = new NegotiationPair();
        var (_, answered) = pair.Exchange(
            MediaSide.A,
            AliceHead + "m=audio 62986 RTP/AVP 0 4 18;a=rtpmap:0 PCMU/8000;a=rtpmap:4 G723/8000;a=rtpmap:18 G729/8000;a=inactive;",
            BobHead + "m=audio 54344 RTP/AVP 0 4;a=rtpmap:0 PCMU/8000;a=rtpmap:4 G723/8000;a=inactive;");
        Assert.Equal(
            ToA + "m=audio 30000 RTP/AVP 0 4;a=rtpmap:0 PCMU/8000;a=rtpmap:4 G723/8000;a=inactive;", answered);
        Assert.False(pair.Settings(MediaSide.A).Sends);
        (_, answered) = pair.Exchange(
            MediaSide.A,
            AliceHead + "m=audio 62986 RTP/AVP 4;a=rtpmap:4 G723/8000;a=sendrecv;",
            BobHead + "m=audio 54344 RTP/AVP 4;a=rtpmap:4 G723/8000;a=sendrecv;");
        Assert.Contains("RTP/AVP 4;a=rtpmap:4 G723/8000;a=sendrecv;", answered, StringComparison.Ordinal);
        Assert.True(pair.Settings(MediaSide.A).Sends);
    }

    /// <summary>RFC 4317 §2.1: codecs by preference, one taken of each line.</summary>
    [Fact]
    public void Audio_and_video_of_RFC_4317()
    {
        var pair = new NegotiationPair(Everything, Everything);
        var (_, answered) = pair.Exchange(
            MediaSide.A,
            AliceHead + "m=audio 49170 RTP/AVP 0 8 97;a=rtpmap:0 PCMU/8000;a=rtpmap:8 PCMA/8000;a=rtpmap:97 iLBC/8000;"
            + "m=video 51372 RTP/AVP 31 32;a=rtpmap:31 H261/90000;a=rtpmap:32 MPV/90000;",
            BobHead + "m=audio 49174 RTP/AVP 0;a=rtpmap:0 PCMU/8000;m=video 49170 RTP/AVP 32;a=rtpmap:32 MPV/90000;");
        Assert.Equal(
            ToA + "m=audio 30000 RTP/AVP 0;a=rtpmap:0 PCMU/8000;a=sendrecv;m=video 30002 RTP/AVP 32;a=rtpmap:32 MPV/90000;a=sendrecv;",
            answered);
    }

    /// <summary>RFC 4317 §3.1: held with sendonly, and taken back.</summary>
    [Fact]
    public void Hold_and_unhold_of_RFC_4317()
    {
        var pair = new NegotiationPair();
        const string alice = AliceHead + "m=audio 49170 RTP/AVP 0 97;a=rtpmap:0 PCMU/8000;a=rtpmap:97 iLBC/8000;";
        const string bob = BobHead + "m=audio 49172 RTP/AVP 97;a=rtpmap:97 iLBC/8000;";
        pair.Exchange(MediaSide.A, alice, bob);
        var (offered, answered) = pair.Exchange(
            MediaSide.B, bob + "a=sendonly;", AliceHead + "m=audio 49170 RTP/AVP 97;a=rtpmap:97 iLBC/8000;a=recvonly;");
        Assert.EndsWith("m=audio 30000 RTP/AVP 97;a=rtpmap:97 iLBC/8000;a=sendonly;", offered, StringComparison.Ordinal);
        Assert.EndsWith("m=audio 40000 RTP/AVP 97;a=rtpmap:97 iLBC/8000;a=recvonly;", answered, StringComparison.Ordinal);
        Assert.Equal((false, true), (pair.Settings(MediaSide.A).Sends, pair.Settings(MediaSide.B).Sends));
        pair.Exchange(MediaSide.B, bob, AliceHead + "m=audio 49170 RTP/AVP 97;a=rtpmap:97 iLBC/8000;");
        Assert.True(pair.Settings(MediaSide.A).Sends);
    }

    /// <summary>RFC 4317 §4.1: a second audio line for events is added and later refused.</summary>
    [Fact]
    public void A_second_audio_line_of_RFC_4317()
    {
        var pair = new NegotiationPair();
        const string alice = AliceHead + "m=audio 49170 RTP/AVP 0;a=rtpmap:0 PCMU/8000;";
        const string bob = BobHead + "m=audio 49172 RTP/AVP 0;a=rtpmap:0 PCMU/8000;";
        pair.Exchange(MediaSide.A, alice, bob);
        var (_, answered) = pair.Exchange(
            MediaSide.A,
            alice + "m=audio 49180 RTP/AVP 97;a=rtpmap:97 iLBC/8000;a=sendonly;",
            bob + "m=audio 0 RTP/AVP 97;a=rtpmap:97 iLBC/8000;");
        Assert.EndsWith("a=sendrecv;m=audio 0 RTP/AVP 97;", answered, StringComparison.Ordinal);
    }

    /// <summary>RFC 4568 §5.1.2 and its example: of two suites offered the second is taken by its tag.</summary>
    [Fact]
    public void Security_descriptions_of_RFC_4568()
    {
        var pair = new NegotiationPair(
            LegPolicy.Default with { Suites = [SipEdge.Media.Srtp.SrtpSuite.AesCm128HmacSha1_32] });
        var (_, answered) = pair.Exchange(
            MediaSide.A,
            AliceHead + "m=audio 49170 RTP/SAVP 0;a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4"
            + " FEC_ORDER=FEC_SRTP;a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj|2^20;",
            BobHead + "m=audio 32640 RTP/AVP 0;");
        Assert.Contains("m=audio 30000 RTP/SAVP 0;a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:", answered, StringComparison.Ordinal);
    }
}
