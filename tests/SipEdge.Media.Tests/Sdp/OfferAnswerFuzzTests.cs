using System.Text;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;
using SipEdge.Media.Srtp;
using Xunit.Abstractions;

namespace SipEdge.Media.Tests.Sdp;

public sealed class OfferAnswerFuzzTests(ITestOutputHelper output)
{
    private static readonly byte[][] Seeds =
    [
        OfferAnswerTests.Bytes("v=0;o=- 1 1 IN IP4 192.0.2.9;s=-;c=IN IP4 192.0.2.9;t=0 0;m=audio 4000 RTP/AVP 0 8 101;"
            + "a=rtpmap:101 telephone-event/8000;a=fmtp:101 0-16;a=ptime:20;a=rtcp:4001 IN IP4 192.0.2.9;a=sendrecv;"),
        OfferAnswerTests.Bytes("v=0;o=- 1 1 IN IP6 2001:db8::9;s=-;c=IN IP6 2001:db8::9;t=0 0;m=video 9 RTP/AVP 31;"
            + "m=audio 4000 RTP/SAVPF 96;a=rtpmap:96 opus/48000/2;"
            + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20;m=text 0 TCP/X *;"),
    ];

    /// <summary>Whatever is accepted can be described to the other leg, and what we wrote can be read again.</summary>
    [Fact]
    public void Mangled_descriptions_never_throw_and_what_is_accepted_can_be_passed_on()
    {
        const int seed = 20261121;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var key = SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_80);
        var written = new byte[64 * 1024];
        var accepted = 0;
        for (var round = 0; round < 100_000; round++)
        {
            var sdp = Mangle(random);
            var status = OfferAnswer.Read(sdp, out var audio);
            if (status != SdpStatus.Ok)
            {
                continue;
            }

            accepted++;
            var local = new LocalAudio(new MediaEndpoint(UInt128.One, 30000), 1, 1, audio.Secure, 1, key);
            var offered = OfferAnswer.WriteForOtherLeg(sdp, local, false, default, written, out var length);
            Assert.Equal(SdpStatus.Ok, offered);
            var again = OfferAnswer.Read(written.AsSpan(0, length), out var passed);
            Assert.True(again == SdpStatus.Ok, Encoding.UTF8.GetString(written, 0, length));
            Assert.Equal((audio.MediaCount, audio.AudioIndex, audio.PayloadType, audio.PacketTime, audio.ClockRate),
                (passed.MediaCount, passed.AudioIndex, passed.PayloadType, passed.PacketTime, passed.ClockRate));
            Assert.Equal(SdpStatus.Ok, OfferAnswer.WriteForOtherLeg(sdp, local, true, sdp, written, out _));
        }

        Assert.InRange(accepted, 1000, 99_000);
    }

    [Fact]
    public void Every_prefix_of_a_description_is_read_without_harm()
    {
        foreach (var whole in Seeds)
        {
            for (var length = 0; length < whole.Length; length++)
            {
                OfferAnswer.Read(whole.AsSpan(0, length), out _);
            }

            Assert.Equal(SdpStatus.Ok, OfferAnswer.Read(whole, out _));
        }
    }

    private static byte[] Mangle(Random random)
    {
        var sdp = (byte[])Seeds[random.Next(Seeds.Length)].Clone();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(sdp.Length);
            switch (random.Next(5))
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
                default:
                    (sdp[at], sdp[sdp.Length / 2]) = (sdp[sdp.Length / 2], sdp[at]);
                    break;
            }
        }

        return sdp;
    }
}
