using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Relay;

/// <summary>Streams that are not RTP and RTCP on two ports, over real sockets.</summary>
[Collection("relay")]
public sealed class StreamKindsTests
{
    [Theory]
    [MemberData(nameof(RelayPlaneTests.Combinations), MemberType = typeof(RelayPlaneTests))]
    public void RTCP_on_the_RTP_port_meets_RTCP_on_its_own(bool secureA, bool secureB)
    {
        using var fixture = new RelayFixture();
        var (a, b) = (new Leg(fixture.NewPhone(), secureA), new Leg(fixture.NewPhone(), secureB));
        var (id, portA, portB) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Settings() with { RtcpMux = true });
        fixture.Plane.Configure(id, MediaSide.B, b.Settings());
        var report = TestPackets.SenderReport(0xA, 1);
        a.SendRtcpMuxed(report, portA);
        Assert.Equal(report, b.ReceiveRtcp());
        b.SendRtcp(report, portB);
        Assert.Equal(report, a.ReceiveRtcpMuxed());
        a.SendRtp(TestPackets.Rtp(1, 1), portA);
        Assert.Equal(TestPackets.Rtp(1, 1), b.ReceiveRtp());
        Assert.Equal((1L, 1L, 1L), (
            fixture.Statistics(id, MediaSide.A).PacketsReceived,
            fixture.Statistics(id, MediaSide.A).RtcpReceived,
            fixture.Statistics(id, MediaSide.B).RtcpSent));
    }

    [Fact]
    public void Muxed_RTCP_goes_where_RTP_was_learned_to_be_and_moves_nothing_itself()
    {
        using var fixture = new RelayFixture(o => o with { LearningWindow = TimeSpan.Zero });
        var (signalled, real, b) = (fixture.NewPhone(), fixture.NewPhone(), fixture.NewPhone());
        var (id, portA, portB) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, signalled.Plain(LatchMode.Learn) with { RtcpMux = true });
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        var report = TestPackets.SenderReport(1, 1);
        real.SendRtp(report, portA);
        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.A).RejectedStranger == 1);
        real.SendRtp(TestPackets.Rtp(1, 1), portA);
        b.ReceiveRtp();
        b.SendRtcp(report, portB);
        Assert.Equal(report, real.ReceiveRtp().ToArray());
    }

    [Fact]
    public void Without_mux_RTCP_on_the_RTP_port_is_refused()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone(), fixture.NewPhone());
        var (id, portA, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Plain());
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        a.SendRtp(TestPackets.SenderReport(1, 1), portA);
        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.A).RejectedNotRtp == 1);
    }

    [Fact]
    public void Fax_datagrams_pass_unread_and_from_nobody_else()
    {
        using var fixture = new RelayFixture();
        var (a, b, stranger) = (fixture.NewPhone(), fixture.NewPhone(), fixture.NewPhone());
        var (id, portA, portB) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Plain() with { Transport = MediaTransport.Udptl });
        fixture.Plane.Configure(id, MediaSide.B, b.Plain() with { Transport = MediaTransport.Udptl });
        byte[][] datagrams = [[0, 1, 2, 3], [0x80, 200, 0, 1], [255], new byte[1400]];
        stranger.SendRtp(datagrams[0], portA);
        a.SendRtcp(datagrams[0], portA);
        foreach (var datagram in datagrams)
        {
            a.SendRtp(datagram, portA);
            Assert.Equal(datagram, b.ReceiveRtp().ToArray());
            b.SendRtp(datagram, portB);
            Assert.Equal(datagram, a.ReceiveRtp().ToArray());
        }

        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.A).Rejected == 2);
        Assert.Equal((2L, 4L), (
            fixture.Statistics(id, MediaSide.A).RejectedStranger,
            fixture.Statistics(id, MediaSide.A).PacketsReceived));
    }

    [Fact]
    public void Voice_after_a_fax_goes_on_under_its_keys()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (new Leg(fixture.NewPhone(), secure: true), fixture.NewPhone());
        var (id, portA, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Settings());
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        var first = a.Protect(TestPackets.Rtp(1, 1));
        a.Phone.SendRtp(first, portA);
        b.ReceiveRtp();
        fixture.Plane.Configure(id, MediaSide.A, a.Phone.Plain() with { Transport = MediaTransport.Udptl });
        fixture.Plane.Configure(id, MediaSide.B, b.Plain() with { Transport = MediaTransport.Udptl });
        a.Phone.SendRtp([0, 1], portA);
        Assert.Equal([0, 1], b.ReceiveRtp().ToArray());
        fixture.Plane.Configure(id, MediaSide.A, a.Settings());
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        a.Phone.SendRtp(first, portA);
        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.A).RejectedReplayed == 1);
    }

    [Fact]
    public void Nothing_passes_between_fax_and_voice()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone(), fixture.NewPhone());
        var (id, portA, portB) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Plain() with { Transport = MediaTransport.Udptl });
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        a.SendRtp([0, 1, 2, 3], portA);
        b.SendRtp(TestPackets.Rtp(1, 1), portB);
        b.SendRtcp(TestPackets.SenderReport(1, 1), portB);
        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.A).DroppedNoDestination == 1
            && fixture.Statistics(id, MediaSide.B).DroppedNoDestination == 2);
        Assert.False(a.HasRtp || b.HasRtp);
    }

    [Theory]
    [MemberData(nameof(RelayPlaneTests.Combinations), MemberType = typeof(RelayPlaneTests))]
    public void Payload_types_are_translated_each_way_by_its_own_map(bool secureA, bool secureB)
    {
        using var fixture = new RelayFixture();
        var (a, b) = (new Leg(fixture.NewPhone(), secureA), new Leg(fixture.NewPhone(), secureB));
        var (id, portA, portB) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Settings() with { Map = new PayloadMap([(101, 96), (96, PayloadMap.Drop)]) });
        fixture.Plane.Configure(id, MediaSide.B, b.Settings() with { Map = new PayloadMap([(96, 101)]) });
        a.SendRtp(TestPackets.Rtp(1, 1, payloadType: 96), portA);
        var marked = TestPackets.Rtp(1, 2, payloadType: 0x80 | 101);
        a.SendRtp(marked, portA);
        Assert.Equal(TestPackets.Rtp(1, 2, payloadType: 0x80 | 96), b.ReceiveRtp());
        b.SendRtp(TestPackets.Rtp(2, 1, payloadType: 96), portB);
        Assert.Equal(TestPackets.Rtp(2, 1, payloadType: 101), a.ReceiveRtp());
        b.SendRtp(TestPackets.Rtp(2, 2, payloadType: 0), portB);
        Assert.Equal(TestPackets.Rtp(2, 2, payloadType: 0), a.ReceiveRtp());
        Assert.Equal((1L, (byte)96), (
            fixture.Statistics(id, MediaSide.A).DroppedNoDestination, fixture.Statistics(id, MediaSide.A).Quality.PayloadType));
    }

    [Fact]
    public void Payloads_are_padded_inside_what_is_encrypted_and_only_there()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (new Leg(fixture.NewPhone(), secure: false), new Leg(fixture.NewPhone(), secure: true));
        var (id, portA, portB) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Settings() with { RtpPadding = 16 });
        fixture.Plane.Configure(id, MediaSide.B, b.Settings() with { RtpPadding = 16 });
        var packet = TestPackets.Rtp(1, 1, payload: 100);
        a.SendRtp(packet, portA);
        var padded = b.ReceiveRtp();
        Assert.Equal((12 + 112, 12, 0xA0), (padded.Length, padded[^1], padded[0]));
        Assert.Equal(packet[1..], padded[1..packet.Length]);
        b.SendRtp(packet, portB);
        Assert.Equal(packet, a.ReceiveRtp());
    }

    [Fact]
    public void End_to_end_packets_arrive_as_they_left_and_only_the_good_ones()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (new Leg(fixture.NewPhone(), secure: true), new Leg(fixture.NewPhone(), secure: true));
        var (id, portA, portB) = fixture.Open();
        var map = new PayloadMap([(0, 8)]); // of no effect: the peer has authenticated the header
        fixture.Plane.Configure(id, MediaSide.A, a.Settings(LatchMode.Learn) with { Opaque = true, Map = map });
        fixture.Plane.Configure(id, MediaSide.B, b.Settings() with { Opaque = true });
        var packet = a.Protect(TestPackets.Rtp(1, 1));
        var forger = fixture.NewPhone();
        forger.SendRtp(TestPackets.WithRoom(TestPackets.Rtp(1, 2)), portA);
        a.Phone.SendRtp(packet, portA);
        Assert.Equal(packet, b.Phone.ReceiveRtp().ToArray());
        a.Phone.SendRtp(packet, portA);
        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.A).RejectedReplayed == 1);
        Assert.Equal(1, fixture.Statistics(id, MediaSide.A).RejectedBadAuth);

        // A good packet from elsewhere moves the address, as it does where the edge decrypts.
        var moved = fixture.NewPhone();
        var next = a.Protect(TestPackets.Rtp(1, 2));
        moved.SendRtp(next, portA);
        Assert.Equal(next, b.Phone.ReceiveRtp().ToArray());
        var back = b.Protect(TestPackets.Rtp(2, 1));
        b.Phone.SendRtp(back, portB);
        Assert.Equal(back, moved.ReceiveRtp().ToArray());
        var report = b.ProtectRtcp(TestPackets.SenderReport(2, 1));
        b.Phone.SendRtcp(report, portB);
        Assert.Equal(report, a.Phone.ReceiveRtcp().ToArray());
    }
}
