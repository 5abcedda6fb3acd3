using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Relay;

public sealed class DemultiplexerTests
{
    [Fact]
    public void Every_first_byte_is_what_RFC_7983_says()
    {
        for (var first = 0; first <= 255; first++)
        {
            var expected = first switch
            {
                <= 3 => PacketKind.Stun,
                >= 20 and <= 63 => PacketKind.Dtls,
                >= 128 and <= 191 => PacketKind.Rtp,
                _ => PacketKind.Other,
            };
            Assert.Equal(expected, Demultiplexer.Classify([(byte)first, 0]));
        }
    }

    [Fact]
    public void The_second_byte_tells_RTCP_from_RTP()
    {
        for (var second = 0; second <= 255; second++)
        {
            var expected = second is >= 192 and <= 223 ? PacketKind.Rtcp : PacketKind.Rtp;
            Assert.Equal(expected, Demultiplexer.Classify([0x80, (byte)second]));
        }
    }

    [Fact]
    public void What_is_too_short_to_tell_is_no_RTCP()
    {
        Assert.Equal(PacketKind.Other, Demultiplexer.Classify([]));
        Assert.Equal(PacketKind.Rtp, Demultiplexer.Classify([0x80]));
    }
}
