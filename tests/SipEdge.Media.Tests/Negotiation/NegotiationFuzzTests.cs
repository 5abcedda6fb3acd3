using System.Text;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;
using SipEdge.Media.Srtp;
using Xunit.Abstractions;
using static SipEdge.Media.Tests.Negotiation.NegotiationPair;

namespace SipEdge.Media.Tests.Negotiation;

/// <summary>Descriptions of real peers, mangled at random, between legs of random policies.</summary>
public sealed class NegotiationFuzzTests(ITestOutputHelper output)
{
    private const string Key = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";
    private const string Hash = "19:E2:1C:3B:4B:9F:81:E6:B8:5C:F4:A5:A8:D8:73:04:BB:05:2F:70:9F:04:A9:0E:05:E9:26:33:E8:70:88:A2";

    private static readonly byte[][] Seeds =
    [
        // A browser.
        Bytes("v=0;o=- 46117 2 IN IP4 127.0.0.1;s=-;t=0 0;a=group:BUNDLE 0 1;m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126;"
            + "c=IN IP4 0.0.0.0;a=rtcp:9 IN IP4 0.0.0.0;a=ice-ufrag:8hhY;a=ice-pwd:asd88fgpdd777uzjYhagZgab;a=ice-options:trickle;"
            + "a=fingerprint:sha-256 " + Hash + ";a=setup:actpass;a=mid:0;a=extmap:1 urn:x;a=sendrecv;a=rtcp-mux;"
            + "a=rtpmap:111 opus/48000/2;a=rtcp-fb:111 transport-cc;a=fmtp:111 minptime=10~useinbandfec=1;a=rtpmap:63 red/48000/2;"
            + "a=fmtp:63 111/111;a=rtpmap:110 telephone-event/48000;a=rtpmap:126 telephone-event/8000;"
            + "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102;c=IN IP4 0.0.0.0;a=mid:1;a=rtcp-mux;a=rtpmap:96 VP8/90000;a=rtcp-fb:96 nack pli;"
            + "a=rtpmap:97 rtx/90000;a=fmtp:97 apt=96;a=rtpmap:102 H264/90000;a=fmtp:102 packetization-mode=1;"),

        // baresip with DTLS-SRTP.
        Bytes("v=0;o=- 3 1 IN IP4 10.99.0.1;s=-;c=IN IP4 10.99.0.1;t=0 0;a=tool:baresip 1.0.0;a=fingerprint:SHA-256 " + Hash
            + ";a=setup:actpass;m=audio 20000 UDP/TLS/RTP/SAVPF 96 0 8 101;a=rtpmap:96 opus/48000/2;a=fmtp:96 stereo=1;"
            + "a=rtpmap:101 telephone-event/8000;a=fmtp:101 0-15;a=rtcp:20001;a=sendrecv;a=label:1;a=rtcp-rsize;a=ssrc:1 cname:s;"
            + "a=ptime:20;"),

        // SIPp, and the oldest phones.
        Bytes("v=0;o=user1 53655765 2353687637 IN IP4 10.99.0.2;s=-;c=IN IP4 10.99.0.2;t=0 0;m=audio 6000 RTP/AVP 0;a=rtpmap:0 PCMU/8000;"),
        Bytes("v=0;o=a 1 1 IN IP4 10.99.0.3;s=x;c=IN IP4 0.0.0.0;t=0 0;m=audio 6000 RTP/AVP 18 4 8 0 2 13;a=fmtp:18 annexb=no;"),

        // Asterisk.
        Bytes("v=0;o=- 1017 1017 IN IP6 2001:db8::9;s=Asterisk;c=IN IP6 2001:db8::9;t=0 0;m=audio 13000 RTP/AVP 8 0 9 97 101;"
            + "a=rtpmap:8 PCMA/8000;a=rtpmap:9 G722/8000;a=rtpmap:97 iLBC/8000;a=fmtp:97 mode=30;a=rtpmap:101 telephone-event/8000;"
            + "a=fmtp:101 0-16;a=ptime:20;a=maxptime:150;a=sendonly;m=image 0 udptl t38;"),

        // A gateway that goes over to fax.
        Bytes("v=0;o=- 1 3 IN IP4 10.99.0.4;s=-;c=IN IP4 10.99.0.4;t=0 0;m=image 4002 udptl t38;a=T38FaxVersion:0;"
            + "a=T38MaxBitRate:14400;a=T38FaxRateManagement:transferredTCF;a=T38FaxMaxBuffer:262;a=T38FaxUdpEC:t38UDPRedundancy;"
            + "m=audio 0 RTP/AVP 8;"),

        // Many keys, as conferencing services offer.
        Bytes("v=0;o=- 1 0 IN IP4 10.99.0.5;s=session;c=IN IP4 10.99.0.5;b=CT:10000000;t=0 0;m=audio 50000 RTP/SAVP 104 9 8 101 13;"
            + "c=IN IP4 10.99.0.5;a=rtcp:50001;a=ice-ufrag:ab12;a=ice-pwd:0123456789012345678901;a=candidate:1 1 UDP 1 10.99.0.5 5 typ host;"
            + "a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:abc|2^31;a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|2^31;"
            + "a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|2^31|1:1;a=crypto:4 AES_CM_128_HMAC_SHA1_32 inline:" + Key + ";"
            + "a=rtpmap:104 SILK/16000;a=rtpmap:101 telephone-event/8000;a=fmtp:101 0-16;a=ptime:20;m=video 50002 RTP/SAVP 34;"),
    ];

    private static readonly string[] Attributes =
    [
        "rtpmap", "fmtp", "ptime", "maxptime", "sendrecv", "sendonly", "recvonly", "inactive", "crypto", "fingerprint", "setup",
        "ice-lite", "ice-ufrag", "ice-pwd", "candidate", "end-of-candidates", "mid", "rtcp-mux", "rtcp-fb",
    ];

    private readonly byte[] _room = new byte[64 * 1024];

    [Fact]
    public void Whatever_is_offered_and_answered_what_we_write_is_ours_and_can_be_read()
    {
        const int seed = 20261121;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var pair = new NegotiationPair();
        var (offers, answers) = (0, 0);
        for (var round = 0; round < 30_000; round++)
        {
            if (round % 7 == 0)
            {
                pair.Media.Reset();
                pair.Media.BeginLeg(MediaSide.A, RandomPolicy(random), 11, CertificateFingerprint);
                pair.Media.BeginLeg(MediaSide.B, RandomPolicy(random), 22, CertificateFingerprint);
            }

            var from = random.Next(3) == 0 ? MediaSide.B : MediaSide.A;
            var offer = Mangle(random, Seeds[random.Next(Seeds.Length)]);
            var before = Agreed(pair.Media);
            if (pair.Media.TakeOffer(from, offer) == SdpStatus.Ok)
            {
                pair.OpenSessions();
                if (pair.Media.WriteOffer(offer, _room, out var written) == SdpStatus.Ok)
                {
                    offers++;
                    var offered = Judge(written, from == MediaSide.A ? EdgeB : EdgeA);
                    Assert.Equal(before, Agreed(pair.Media));
                    var answer = Mangle(random, Encoding.Latin1.GetBytes(
                        offered.Replace("actpass", "active", StringComparison.Ordinal)));
                    if (pair.Media.TakeAnswer(offer, answer, _room, out written) == SdpStatus.Ok)
                    {
                        answers++;
                        Judge(written, from == MediaSide.A ? EdgeA : EdgeB);
                        before = Agreed(pair.Media);
                    }
                }
            }

            pair.Media.EndOffer();
            Assert.Equal(before, Agreed(pair.Media));
        }

        output.WriteLine($"{offers} offers, {answers} answers");
        Assert.InRange(offers, 3_000, 29_000);
        Assert.InRange(answers, 1_500, offers - 500);
    }

    [Fact]
    public void Whatever_is_offered_the_built_in_destination_answers_or_refuses()
    {
        const int seed = 4711;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var pair = new NegotiationPair();
        var answers = 0;
        for (var round = 0; round < 10_000; round++)
        {
            pair.Media.Reset();
            pair.Media.BeginLeg(MediaSide.A, RandomPolicy(random) with { Direct = false }, 11, CertificateFingerprint);
            var offer = Mangle(random, Seeds[random.Next(Seeds.Length)]);
            if (pair.Media.TakeOffer(MediaSide.A, offer) != SdpStatus.Ok)
            {
                continue;
            }

            pair.OpenSessions();
            if (pair.Media.AnswerEcho(offer, _room, out var written) == SdpStatus.Ok)
            {
                answers++;
                Judge(written, EdgeA);
            }
        }

        Assert.InRange(answers, 1_000, 9_900);
    }

    [Fact]
    public void Every_prefix_of_a_description_is_read_without_harm()
    {
        foreach (var whole in Seeds)
        {
            for (var length = 0; length <= whole.Length; length++)
            {
                MediaNegotiation.Check(whole.AsSpan(0, length), LegPolicy.Default);
            }
        }

        Assert.Equal(SdpStatus.Ok, MediaNegotiation.Check(Seeds[0], LegPolicy.Default));
    }

    /// <summary>It can be read again, all addresses are the edge's, and no attribute is there that is not on the list.</summary>
    private string Judge(int written, string host)
    {
        var bytes = _room.AsSpan(0, written);
        var text = Encoding.Latin1.GetString(bytes);
        Span<SdpMedia> media = stackalloc SdpMedia[SdpParser.MaxMedia];
        Assert.True(SdpParser.Parse(bytes, media, out _) == SdpStatus.Ok, text);
        Assert.Equal(SdpStatus.Ok, DescribedAddresses.Read(bytes, new MediaEndpoint[DescribedAddresses.Room], out _));
        foreach (var line in text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            switch (line[0])
            {
                case 'o' or 'c':
                    Assert.EndsWith("IN IP4 " + host, line, StringComparison.Ordinal);
                    break;
                case 'a':
                    var name = line[2..].Split(':')[0];
                    Assert.True(Attributes.Contains(name) || name.StartsWith("T38", StringComparison.Ordinal), text);
                    break;
                default:
                    Assert.Contains(line[0], "vstm");
                    break;
            }
        }

        return text;
    }

    private static string Agreed(MediaNegotiation media)
    {
        var text = new StringBuilder();
        for (var line = 0; line < MediaNegotiation.MaxLines; line++)
        {
            if (media.IsRelayed(line))
            {
                text.Append(media.Kind(line)).Append(media.Codec(line)).Append(media.Settings(line, MediaSide.A, default))
                    .Append(media.Settings(line, MediaSide.B, default));
            }
        }

        return text.ToString();
    }

    private static LegPolicy RandomPolicy(Random random) => LegPolicy.Default with
    {
        Codecs = random.Next(3) == 0 ? CodecRulesTests.Rules(["opus", "pcma", "pcmu", "red"], ["g722"]) : CodecRules.All,
        Srtp = (SrtpOffer)random.Next(4),
        Keying = (SrtpKeying)random.Next(2),
        Suites = [SrtpSuite.AeadAes256Gcm, SrtpSuite.AesCm256HmacSha1_80, SrtpSuite.AesCm128HmacSha1_80, SrtpSuite.AesCm128HmacSha1_32],
        Base64Padding = random.Next(2) == 0,
        EndToEnd = random.Next(3) == 0,
        PacketTime = random.Next(2) * 20,
        Dtmf = (DtmfMode)random.Next(3),
        Video = random.Next(2) == 0,
        Fax = random.Next(2) == 0,
    };

    private static byte[] Mangle(Random random, byte[] source)
    {
        var sdp = (byte[])source.Clone();
        for (var change = random.Next(0, 4); change > 0; change--)
        {
            var at = random.Next(sdp.Length);
            switch (random.Next(6))
            {
                case 0:
                    sdp[at] = (byte)random.Next(256);
                    break;
                case 1:
                    sdp[at] = (byte)"0129 :/=|\r\nacmv"[random.Next(15)];
                    break;
                case 2:
                    sdp = [.. sdp[..at], .. sdp[Math.Min(sdp.Length - 1, at + random.Next(8))..]];
                    break;
                case 3:
                    sdp = [.. sdp[..at], .. sdp[random.Next(at + 1)..]];
                    break;
                case 4:
                    sdp = WithoutLine(sdp, at);
                    break;
                default:
                    (sdp[at], sdp[sdp.Length / 2]) = (sdp[sdp.Length / 2], sdp[at]);
                    break;
            }
        }

        return sdp;
    }

    private static byte[] WithoutLine(byte[] sdp, int at)
    {
        var start = Array.LastIndexOf(sdp, (byte)'\n', at) + 1;
        var end = Array.IndexOf(sdp, (byte)'\n', at);
        return end < 0 || end - start >= sdp.Length - 1 ? sdp : [.. sdp[..start], .. sdp[(end + 1)..]];
    }
}
