using SipEdge.Media.Relay;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Relay;

/// <summary>Which good SRTP packets may take the stream with them.</summary>
public sealed class SourceMoveTests
{
    private static readonly MediaEndpoint Elsewhere = StepsFixture.Endpoint(3, 9000);

    [Fact]
    public void A_packet_that_was_held_back_moves_nothing()
    {
        using var steps = Session(out var sender);
        Give(steps, sender, 1, 1, StepsFixture.PeerA);
        var held = Protect(sender, 1, 2);
        Give(steps, sender, 1, 3, StepsFixture.PeerA);
        steps.Receive(MediaSide.A, Elsewhere, held);
        Assert.Equal(1, steps.Relay());
        Assert.Equal(StepsFixture.PeerA, steps.Statistics(MediaSide.A).Remote);
    }

    [Fact]
    public void A_packet_of_a_source_that_was_given_up_moves_nothing()
    {
        using var steps = Session(out var sender);
        Give(steps, sender, 1, 1, StepsFixture.PeerA);
        var held = Protect(sender, 1, 2);
        for (ushort i = 0; i < 5; i++)
        {
            Give(steps, sender, 2, (ushort)(100 + i), StepsFixture.PeerA);
        }

        steps.Receive(MediaSide.A, Elsewhere, held);
        steps.Relay();
        Assert.Equal(StepsFixture.PeerA, steps.Statistics(MediaSide.A).Remote);
    }

    [Fact]
    public void A_peer_that_moves_is_followed_and_told_also_with_a_new_source()
    {
        using var steps = Session(out var sender);
        Give(steps, sender, 1, 1, StepsFixture.PeerA);
        Give(steps, sender, 1, 2, Elsewhere);
        Assert.Equal(Elsewhere, steps.Statistics(MediaSide.A).Remote);
        for (ushort i = 0; i < 4; i++)
        {
            Give(steps, sender, 2, (ushort)(100 + i), StepsFixture.Endpoint(4, 1000));
        }

        Assert.Equal(StepsFixture.Endpoint(4, 1000), steps.Statistics(MediaSide.A).Remote);
        var told = new List<MediaEventKind>();
        while (steps.TryReadEvent(out var next))
        {
            told.Add(next.Kind);
        }

        Assert.Equal([MediaEventKind.FirstPacket, MediaEventKind.Latched, MediaEventKind.SourceMoved], told);
    }

    [Fact]
    public void RTCP_moves_only_to_the_host_that_RTP_comes_from()
    {
        using var steps = Session(out var sender);
        Give(steps, sender, 1, 1, StepsFixture.PeerA);
        var compound = TestPackets.SenderReport(1, 1);
        var report = TestPackets.WithRoom(compound);
        Assert.Equal(SrtpStatus.Ok, sender.ProtectRtcp(report, compound.Length, out var length));
        steps.Receive(MediaSide.A, Elsewhere, report.AsSpan(0, length), rtcp: true);
        Assert.Equal(0, steps.Relay());
        Assert.Equal(1, steps.A.RejectedStranger);
        steps.Receive(MediaSide.A, StepsFixture.PeerA with { Port = 1 }, report.AsSpan(0, length), rtcp: true);
        Assert.Equal(1, steps.Relay());
    }

    private static StepsFixture Session(out SrtpContext sender)
    {
        var steps = new StepsFixture();
        var key = SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_80);
        sender = new SrtpContext(key);
        var settings = new StreamSettings(
            StepsFixture.PeerA, StepsFixture.PeerA with { Port = 4001 }, key, default, LatchMode.Learn);
        steps.Configure(MediaSide.A, settings);
        steps.Configure(MediaSide.B, new StreamSettings(
            StepsFixture.PeerB, StepsFixture.PeerB with { Port = 4001 }, default, default, LatchMode.Off));
        return steps;
    }

    private static byte[] Protect(SrtpContext sender, uint ssrc, ushort sequence)
    {
        var packet = TestPackets.Rtp(ssrc, sequence);
        var buffer = TestPackets.WithRoom(packet);
        Assert.Equal(SrtpStatus.Ok, sender.Protect(buffer, packet.Length, out var length));
        return buffer[..length];
    }

    private static void Give(StepsFixture steps, SrtpContext sender, uint ssrc, ushort sequence, MediaEndpoint source)
    {
        steps.Receive(MediaSide.A, source, Protect(sender, ssrc, sequence));
        Assert.Equal(1, steps.Relay());
    }
}
