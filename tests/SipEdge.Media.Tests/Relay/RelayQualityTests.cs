using SipEdge.Media.Quality;
using SipEdge.Media.Relay;
using SipEdge.Media.Tests.Quality;

namespace SipEdge.Media.Tests.Relay;

/// <summary>What the relay counts of a stream that was lost, reordered and repeated on the way, on real sockets.</summary>
[Collection("relay")]
public sealed class RelayQualityTests
{
    [Theory]
    [MemberData(nameof(RelayPlaneTests.Combinations), MemberType = typeof(RelayPlaneTests))]
    public void A_stream_with_5_percent_loss_reordering_and_repeats_gives_exactly_those_counts(bool secureA, bool secureB)
    {
        using var fixture = new RelayFixture();
        var (a, b) = (new Leg(fixture.NewPhone(), secureA), new Leg(fixture.NewPhone(), secureB));
        var (id, portA, portB) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Settings());
        fixture.Plane.Configure(id, MediaSide.B, b.Settings());

        // The 10th of every 20 is lost, the 15th comes after the 16th, the 18th twice: SRTP does not let the copy in.
        const int Packets = 1000;
        var sent = 0;
        for (var i = 0; i < Packets; i++)
        {
            var packet = TestPackets.Rtp(0xA, (ushort)(65_000 + i + (i % 20 is 15 ? 1 : i % 20 is 16 ? -1 : 0)));
            var datagram = secureA ? a.Protect(packet) : packet;
            for (var copies = (i % 20) switch { 10 => 0, 18 => 2, _ => 1 }; copies > 0; copies--, sent++)
            {
                a.Phone.SendRtp(datagram, portA);
            }

            // No more under way than a socket holds.
            RelayFixture.WaitUntil(() =>
            {
                var seen = fixture.Statistics(id, MediaSide.A);
                return seen.PacketsReceived + seen.RejectedReplayed >= sent - 20;
            });
        }

        RelayFixture.WaitUntil(() =>
        {
            var seen = fixture.Statistics(id, MediaSide.A);
            return seen.PacketsReceived + seen.RejectedReplayed == sent;
        });
        b.SendRtcp(RtcpReportsTests.Receiver(0xB, RtcpReportsTests.Block(0xA, 26, 50, 80)), portB);
        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.B).RtcpReceived == 1);
        Assert.True(fixture.Plane.Close(id, out var final));
        var quality = final.A.Quality;
        Assert.Equal((1000, 50, 50), (quality.Expected, quality.Lost, quality.Reordered));
        Assert.Equal(secureA ? (0, 50) : (50, 0), (quality.Duplicates, final.A.RejectedReplayed));
        Assert.Equal(5, quality.LossPercent);
        var bursts = quality.Bursts;
        Assert.Equal((0, 50, 50, 1), (bursts.Bursts, bursts.Lost, bursts.Runs, bursts.LongestRun));
        Assert.Equal((0xAu, VoiceCodec.G711, 0), (quality.Ssrc, quality.Codec, quality.SourceChanges));
        var remote = final.B.Quality.Remote;
        Assert.Equal((true, (byte)26, 50), (remote.HasBlock, remote.FractionLost, remote.CumulativeLost));
    }
}
