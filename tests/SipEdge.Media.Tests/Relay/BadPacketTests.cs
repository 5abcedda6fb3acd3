using System.Buffers.Binary;
using SipEdge.Media.Relay;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Relay;

/// <summary>A live call under a flood of what is not its own: a million packets through the steps.</summary>
public sealed class BadPacketTests
{
    private const int Packets = 1_000_000;
    private const int BetweenGoodOnes = 1000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_million_bad_packets_relay_nothing_and_every_one_is_counted(bool secure)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var steps = new StepsFixture();
        var (receive, send) = secure
            ? (SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_80), SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_80))
            : default;
        var settings = new StreamSettings(StepsFixture.PeerA, Rtcp(StepsFixture.PeerA), receive, send, LatchMode.Learn);
        steps.Configure(MediaSide.A, settings);
        steps.Configure(MediaSide.B, settings with
        {
            Remote = StepsFixture.PeerB,
            RemoteRtcp = Rtcp(StepsFixture.PeerB),
            Receive = default,
            Send = default,
        });
        var sender = secure ? new SrtpContext(receive) : null;
        var good = Good(sender, 0, StepsFixture.PeerA);
        Assert.Equal(1, Give(steps, good));
        Assert.Equal(0, Give(steps, good) - (secure ? 0 : 1)); // plain RTP has no replay protection
        steps.Receive(MediaSide.B, StepsFixture.PeerB, TestPackets.Rtp(2, 1));
        Assert.Equal(1, steps.Relay());
        var before = (A: steps.Statistics(MediaSide.A), B: steps.Statistics(MediaSide.B));

        var relayed = 0;
        var packet = new byte[400];
        for (var i = 0; i < Packets; i++)
        {
            GiveBad(steps, random, packet, secure, good);
            if (steps.IsFull)
            {
                relayed += steps.Relay();
            }

            if (i % BetweenGoodOnes == BetweenGoodOnes - 1)
            {
                relayed += steps.Relay();
                good = Good(sender, 1 + (i / BetweenGoodOnes), StepsFixture.PeerA);
                Assert.True(Give(steps, good) == 1, $"seed {seed}, packet {i}");
            }
        }

        relayed += steps.Relay();
        var after = (A: steps.Statistics(MediaSide.A), B: steps.Statistics(MediaSide.B));
        Assert.True(relayed == 0, $"seed {seed}: {relayed} relayed");
        Assert.True(
            after.A.Rejected + after.B.Rejected - before.A.Rejected - before.B.Rejected == Packets, $"seed {seed}");
        Assert.Equal(before.A.PacketsReceived + (Packets / BetweenGoodOnes), after.A.PacketsReceived);
        Assert.Equal(before.B.PacketsReceived, after.B.PacketsReceived);
        Assert.Equal((StepsFixture.PeerA, StepsFixture.PeerB), (after.A.Remote, after.B.Remote));
        Assert.True(after.A.RejectedStranger > 0 || secure);
        Assert.True(after.A.RejectedNotRtp > 0 && after.B.RejectedStranger > 0 && after.B.RejectedNotRtp > 0);
        Assert.Equal(secure, after.A.RejectedBadAuth > 0 && after.A.RejectedReplayed > 0);
    }

    private static MediaEndpoint Rtcp(MediaEndpoint rtp) => rtp with { Port = (ushort)(rtp.Port + 1) };

    private static (byte[] Packet, MediaEndpoint From) Good(SrtpContext? sender, int number, MediaEndpoint from)
    {
        var packet = TestPackets.Rtp(1, (ushort)number);
        if (sender is null)
        {
            return (packet, from);
        }

        var buffer = TestPackets.WithRoom(packet);
        Assert.Equal(SrtpStatus.Ok, sender.Protect(buffer, packet.Length, out var length));
        return (buffer[..length], from);
    }

    private static int Give(StepsFixture steps, (byte[] Packet, MediaEndpoint From) good)
    {
        steps.Receive(MediaSide.A, good.From, good.Packet);
        return steps.Relay();
    }

    private static void GiveBad(
        StepsFixture steps, Random random, byte[] packet, bool secure, (byte[] Packet, MediaEndpoint From) good)
    {
        var side = random.Next(2) == 0 ? MediaSide.A : MediaSide.B;
        var peer = side == MediaSide.A ? StepsFixture.PeerA : StepsFixture.PeerB;
        var forged = secure && side == MediaSide.A;
        var stranger = StepsFixture.Endpoint((uint)random.Next(3, 200), (ushort)random.Next(1, 65536));
        random.NextBytes(packet);
        var bytes = packet.AsSpan(0, random.Next(32, packet.Length));
        switch (random.Next(9))
        {
            case 0: // from elsewhere, good but for that
                TestPackets.Rtp(1, (ushort)random.Next(65536)).CopyTo(packet, 0);
                steps.Receive(side, stranger, packet.AsSpan(0, 172));
                break;
            case 1: // from the peer's own address, as who can forge that sends it
                if (forged)
                {
                    (bytes[0], bytes[1]) = (0x80, 0);
                    BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], (uint)random.Next(3));
                }
                else
                {
                    bytes[0] = (byte)random.Next(0x80);
                }

                steps.Receive(side, peer, bytes);
                break;
            case 2:
                if (forged)
                {
                    steps.Receive(side, good.From, good.Packet); // again
                }
                else
                {
                    steps.Receive(side, stranger, bytes);
                }

                break;
            case 3: // cut short
                packet[0] = 0x80;
                steps.Receive(side, peer, packet.AsSpan(0, random.Next(0, 12)));
                break;
            case 4: // RTCP that does not add up
                (bytes[0], bytes[1]) = (0x80, 200);
                BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)(200 + random.Next(1000)));
                steps.Receive(side, Rtcp(peer), bytes, rtcp: true);
                break;
            case 5: // RTP on the RTCP port
                (bytes[0], bytes[1]) = (0x80, 0);
                steps.Receive(side, Rtcp(peer), bytes, rtcp: true);
                break;
            case 6: // STUN
                bytes[0] = (byte)random.Next(4);
                steps.Receive(side, random.Next(2) == 0 ? peer : stranger, bytes);
                break;
            case 7: // DTLS
                bytes[0] = (byte)random.Next(20, 64);
                steps.Receive(side, random.Next(2) == 0 ? peer : stranger, bytes);
                break;
            default:
                steps.ReceiveTruncated(side, peer);
                break;
        }
    }
}
