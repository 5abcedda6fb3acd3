using System.Net;
using System.Net.Sockets;
using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Relay;

/// <summary>Real sockets on loopback, the relay's own thread.</summary>
[Collection("relay")]
public sealed class RelayPlaneTests
{
    public static TheoryData<bool, bool> Combinations => new()
    {
        { false, false }, { true, false }, { false, true }, { true, true },
    };

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Payloads_and_reports_arrive_byte_for_byte_both_ways(bool secureA, bool secureB)
    {
        using var fixture = new RelayFixture();
        var (a, b) = (new Leg(fixture.NewPhone(), secureA), new Leg(fixture.NewPhone(), secureB));
        var (id, portA, portB) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Settings());
        fixture.Plane.Configure(id, MediaSide.B, b.Settings());
        for (var i = 0; i < 400; i++)
        {
            var toB = TestPackets.Rtp(0xA, (ushort)(65_400 + i));
            var toA = TestPackets.Rtp(0xB, (ushort)(100 + i), payload: 20 + i);
            a.SendRtp(toB, portA);
            b.SendRtp(toA, portB);
            Assert.Equal(toB, b.ReceiveRtp());
            Assert.Equal(toA, a.ReceiveRtp());
        }

        var report = TestPackets.SenderReport(0xA, 400);
        a.SendRtcp(report, portA);
        Assert.Equal(report, b.ReceiveRtcp());
        b.SendRtcp(report, portB);
        Assert.Equal(report, a.ReceiveRtcp());

        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.A).RtcpSent == 1);
        Assert.True(fixture.Plane.Close(id, out var final));
        Assert.Equal((400, 400, 1, 1, 0, 0), (
            final.A.PacketsReceived,
            final.A.PacketsSent,
            final.A.RtcpReceived,
            final.A.RtcpSent,
            final.A.Rejected,
            final.A.SendFailed));
        var heard = final.A.Quality;
        Assert.Equal((400, 0, 0, 0, 0xAu), (heard.Expected, heard.Lost, heard.Reordered, heard.Duplicates, heard.Ssrc));
        Assert.Equal((400, 400, 0xBu), (final.B.PacketsReceived, final.B.PacketsSent, final.B.Quality.Ssrc));
        Assert.Equal(a.Phone.Rtp, final.A.Remote);
        Assert.False(final.A.Latched);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void A_relayed_packet_allocates_nothing(bool secureA, bool secureB)
    {
        using var fixture = new RelayFixture();
        var (a, b) = (new Leg(fixture.NewPhone(), secureA), new Leg(fixture.NewPhone(), secureB));
        var (id, portA, portB) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Settings());
        fixture.Plane.Configure(id, MediaSide.B, b.Settings());
        var sequence = 0;
        Exchange(500); // warm: code compiled, sources known
        var before = fixture.Plane.AllocatedBytes;
        Exchange(2000);
        var turns = fixture.Plane.Turns;
        a.SendRtp(TestPackets.Rtp(0xA, (ushort)sequence++), portA);
        b.ReceiveRtp();

        // The figure is written at the end of a turn, so the turn after the last counted packet has shown it.
        RelayFixture.WaitUntil(() => fixture.Plane.Turns > turns);
        Assert.Equal(0, fixture.Plane.AllocatedBytes - before);

        void Exchange(int count)
        {
            for (var i = 0; i < count; i++, sequence++)
            {
                a.SendRtp(TestPackets.Rtp(0xA, (ushort)sequence), portA);
                b.SendRtp(TestPackets.Rtp(0xB, (ushort)sequence), portB);
                if (i % 50 == 0)
                {
                    a.SendRtcp(TestPackets.SenderReport(0xA, (uint)i), portA);
                    b.ReceiveRtcp();
                }

                a.ReceiveRtp();
                b.ReceiveRtp();
            }
        }
    }

    [Fact]
    public void An_echo_sends_back_what_it_hears()
    {
        using var fixture = new RelayFixture();
        var phone = new Leg(fixture.NewPhone(), secure: true);
        var (id, port, portB) = fixture.Open(echo: true);
        Assert.Equal(0, portB);
        Assert.Equal(0, port % 2);
        fixture.Plane.Configure(id, MediaSide.A, phone.Settings());
        for (var i = 0; i < 50; i++)
        {
            var packet = TestPackets.Rtp(1, (ushort)i);
            phone.SendRtp(packet, port);
            Assert.Equal(packet, phone.ReceiveRtp());
        }
    }

    [Fact]
    public void A_stranger_is_counted_and_dropped_and_the_stream_goes_on()
    {
        using var fixture = new RelayFixture();
        var (a, b, stranger) = (fixture.NewPhone(), fixture.NewPhone(), fixture.NewPhone());
        var (id, portA, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Plain());
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        stranger.SendRtp(TestPackets.Rtp(9, 1), portA);
        stranger.SendRtcp(TestPackets.SenderReport(9, 1), portA);
        a.SendRtp(TestPackets.Rtp(1, 1), portA);
        Assert.Equal(TestPackets.Rtp(1, 1), b.ReceiveRtp().ToArray());
        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.A).RejectedStranger == 2);
        Assert.False(b.HasRtp);
    }

    [Fact]
    public void A_plain_peer_behind_a_NAT_is_learned_once_and_then_locked()
    {
        using var fixture = new RelayFixture(o => o with { LearningWindow = TimeSpan.Zero });
        var (signalled, real, late, b) = (fixture.NewPhone(), fixture.NewPhone(), fixture.NewPhone(), fixture.NewPhone());
        var (id, portA, portB) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, signalled.Plain(LatchMode.Learn));
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        real.SendRtp(TestPackets.Rtp(1, 1), portA);
        b.ReceiveRtp();
        fixture.WaitForEvent(MediaEventKind.Latched, MediaSide.A);
        b.SendRtp(TestPackets.Rtp(2, 1), portB);
        Assert.Equal(TestPackets.Rtp(2, 1), real.ReceiveRtp().ToArray());

        late.SendRtp(TestPackets.Rtp(3, 1), portA);
        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.A).RejectedStranger == 1);
        var statistics = fixture.Statistics(id, MediaSide.A);
        Assert.True(statistics.Latched);
        Assert.Equal(real.Rtp, statistics.Remote);

        // The same signalled address again, as a re-INVITE repeats it, keeps what was learned.
        fixture.Plane.Configure(id, MediaSide.A, signalled.Plain(LatchMode.Learn));
        b.SendRtp(TestPackets.Rtp(2, 2), portB);
        Assert.Equal(TestPackets.Rtp(2, 2), real.ReceiveRtp().ToArray());
    }

    [Fact]
    public void SRTP_moves_the_destination_only_with_packets_that_authenticate()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (new Leg(fixture.NewPhone(), secure: true), fixture.NewPhone());
        var moved = fixture.NewPhone();
        var (id, portA, portB) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Settings(LatchMode.Learn));
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        a.SendRtp(TestPackets.Rtp(1, 1), portA);
        b.ReceiveRtp();

        var forger = fixture.NewPhone();
        forger.SendRtp(TestPackets.WithRoom(TestPackets.Rtp(1, 2)), portA);
        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.A).RejectedBadAuth == 1);
        b.SendRtp(TestPackets.Rtp(2, 1), portB);
        Assert.Equal(TestPackets.Rtp(2, 1), a.ReceiveRtp());

        a.SendRtpFrom(moved, TestPackets.Rtp(1, 2), portA);
        b.ReceiveRtp();
        b.SendRtp(TestPackets.Rtp(2, 2), portB);
        Assert.Equal(TestPackets.Rtp(2, 2), a.ReceiveRtpAt(moved));
    }

    [Fact]
    public void The_same_key_keeps_the_replay_state_and_a_new_key_starts_afresh()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (new Leg(fixture.NewPhone(), secure: true), fixture.NewPhone());
        var (id, portA, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Settings());
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        var packet = a.Protect(TestPackets.Rtp(1, 1));
        a.Phone.SendRtp(packet, portA);
        b.ReceiveRtp();
        fixture.Plane.Configure(id, MediaSide.A, a.Settings());
        a.Phone.SendRtp(packet, portA);
        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.A).RejectedReplayed == 1);

        var next = new Leg(a.Phone, secure: true);
        fixture.Plane.Configure(id, MediaSide.A, next.Settings());
        a.SendRtp(TestPackets.Rtp(1, 2), portA); // has not heard our side of the exchange yet
        Assert.Equal(TestPackets.Rtp(1, 2), b.ReceiveRtp().ToArray());
        next.SendRtp(TestPackets.Rtp(1, 1), portA);
        Assert.Equal(TestPackets.Rtp(1, 1), b.ReceiveRtp().ToArray());
        a.SendRtp(TestPackets.Rtp(1, 3), portA);
        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.A).RejectedBadAuth == 1);
    }

    [Fact]
    public void A_hundred_thousand_bad_packets_relay_nothing_and_the_stream_lives()
    {
        using var fixture = new RelayFixture(o => o with { Pace = TimeSpan.Zero });
        var (a, b) = (new Leg(fixture.NewPhone(), secure: true), fixture.NewPhone());
        var (id, portA, portB) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Settings());
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        a.SendRtp(TestPackets.Rtp(1, 1), portA);
        b.ReceiveRtp();

        var random = new Random(100);
        var packet = new byte[200];
        var stranger = fixture.NewPhone();
        var sent = 0L;
        while (sent < 100_000)
        {
            for (var i = 0; i < 50; i++, sent++)
            {
                random.NextBytes(packet);
                if (i % 2 == 0)
                {
                    (packet[0], packet[1]) = (0x80, 0); // passes for RTP, fails to authenticate
                }

                var bytes = packet.AsSpan(0, random.Next(1, 200));
                switch (i % 5)
                {
                    case 0:
                        stranger.SendRtp(bytes, portA);
                        break;
                    case 1:
                        (packet[0], packet[1]) = (0x80, 200);
                        a.Phone.SendRtcp(bytes, portA);
                        break;
                    case 2:
                        packet[0] = (byte)random.Next(64); // STUN, DTLS, and what lies between
                        a.Phone.SendRtp(bytes, portA);
                        break;
                    default:
                        a.Phone.SendRtp(bytes, portA);
                        break;
                }
            }

            // In step with the relay, so that none of them is lost on the way and all are judged.
            var expected = sent;
            RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.A).Rejected == expected);
        }

        Assert.False(b.HasRtp);
        Assert.Equal(1, fixture.Statistics(id, MediaSide.B).PacketsSent);
        a.SendRtp(TestPackets.Rtp(1, 2), portA);
        Assert.Equal(TestPackets.Rtp(1, 2), b.ReceiveRtp().ToArray());
        b.SendRtp(TestPackets.Rtp(2, 2), portB);
        Assert.Equal(TestPackets.Rtp(2, 2), a.ReceiveRtp());
    }

    [Fact]
    public void A_side_that_holds_by_address_gets_nothing()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone(), fixture.NewPhone());
        var (id, _, portB) = fixture.Open();
        Assert.True(MediaEndpoint.TryParse("0.0.0.0"u8, a.Rtp.Port, out var held));
        fixture.Plane.Configure(id, MediaSide.A, a.Plain() with { Remote = held, RemoteRtcp = held });
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        b.SendRtp(TestPackets.Rtp(1, 1), portB);
        RelayFixture.WaitUntil(() => fixture.Statistics(id, MediaSide.B).DroppedNoDestination == 1);
        fixture.Plane.Configure(id, MediaSide.A, a.Plain());
        b.SendRtp(TestPackets.Rtp(1, 2), portB);
        Assert.Equal(TestPackets.Rtp(1, 2), a.ReceiveRtp().ToArray());
    }

    [Fact]
    public void IPv6_reaches_IPv4()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone("::1"), fixture.NewPhone());
        Assert.True(MediaAddresses.TryParse("::1"u8, "127.0.0.1"u8, out var addresses));
        addresses = addresses with { B = RelayFixture.Loopback.B };
        Assert.Equal(MediaOpenStatus.Opened, fixture.Plane.Open(0, false, addresses, out var id, out var portA, out var portB));
        fixture.Plane.Configure(id, MediaSide.A, a.Plain());
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        a.SendRtp(TestPackets.Rtp(1, 1), portA);
        Assert.Equal(TestPackets.Rtp(1, 1), b.ReceiveRtp().ToArray());
        b.SendRtp(TestPackets.Rtp(2, 1), portB);
        Assert.Equal(TestPackets.Rtp(2, 1), a.ReceiveRtp().ToArray());
    }

    [Fact]
    public void A_closed_session_is_refused_and_its_slot_is_not_confused()
    {
        using var fixture = new RelayFixture(o => o with { MaxSessions = 1 });
        var (first, _, _) = fixture.Open();
        Assert.Equal(MediaOpenStatus.NoSessions, fixture.Plane.Open(0, false, RelayFixture.Loopback, out _, out _, out _));
        Assert.True(fixture.Plane.Close(first, out _));
        Assert.False(fixture.Plane.Close(first, out _));
        RelayFixture.WaitUntil(() => fixture.Plane.PortPairsInUse == 0);
        var (second, _, _) = fixture.Open();
        Assert.Equal(first.Index, second.Index);
        Assert.False(fixture.Plane.TryGetStatistics(first, MediaSide.A, out _));
        Assert.False(fixture.Plane.Close(first, out _));
        Assert.True(fixture.Plane.TryGetStatistics(second, MediaSide.A, out _));
        Assert.Equal(1, fixture.Plane.OpenSessions);
    }

    [Fact]
    public void A_full_range_is_an_answer_and_ports_of_others_are_passed_over()
    {
        using var fixture = new RelayFixture(ports: 8);
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var (probe, taken, _) = fixture.Open(echo: true);
        fixture.Plane.Close(probe, out _);
        RelayFixture.WaitUntil(() => fixture.Plane.PortPairsInUse == 0);
        other.Bind(new IPEndPoint(RelayFixture.Host, taken + 1));
        for (var i = 0; i < 3; i++)
        {
            var (_, port, _) = fixture.Open(echo: true);
            Assert.NotEqual(taken, port);
        }

        Assert.Equal(MediaOpenStatus.NoPorts, fixture.Plane.Open(0, true, RelayFixture.Loopback, out _, out _, out _));
        Assert.Equal(3, fixture.Plane.OpenSessions);
        Assert.Equal(3, fixture.Plane.PortPairsInUse);
    }

    [Fact]
    public void An_address_that_is_not_ours_is_a_socket_error_and_leaks_nothing()
    {
        using var fixture = new RelayFixture();
        Assert.True(MediaAddresses.TryParse("127.0.0.1"u8, "192.0.2.1"u8, out var addresses));
        Assert.Equal(MediaOpenStatus.SocketError, fixture.Plane.Open(0, false, addresses, out var id, out _, out _));
        Assert.True(id.IsNone);
        Assert.Equal((0, 0), (fixture.Plane.OpenSessions, fixture.Plane.PortPairsInUse));
    }

    [Fact]
    public void A_range_opened_and_closed_a_thousand_times_leaks_no_descriptor()
    {
        using var fixture = new RelayFixture(ports: 64);
        var random = new Random(4);
        var open = new List<MediaSessionId>();
        var phone = fixture.NewPhone();
        for (var round = 0; round < 1000; round++)
        {
            while (open.Count < 12)
            {
                // The loop may still be closing some of the last round.
                var id = MediaSessionId.None;
                var echo = random.Next(2) == 0;
                RelayFixture.WaitUntil(() =>
                    fixture.Plane.Open(0, echo, RelayFixture.Loopback, out id, out _, out _) == MediaOpenStatus.Opened);
                fixture.Plane.Configure(id, MediaSide.A, phone.Plain());
                open.Add(id);
            }

            for (var i = round < 999 ? random.Next(open.Count + 1) : 0; i > 0; i--)
            {
                var at = random.Next(open.Count);
                Assert.True(fixture.Plane.Close(open[at], out _));
                open.RemoveAt(at);
            }
        }

        Assert.NotEqual(0, fixture.OpenSockets);
        open.ForEach(id => fixture.Plane.Close(id, out _));
        RelayFixture.WaitUntil(() => fixture.Plane.PortPairsInUse == 0);
        Assert.Equal(0, fixture.Plane.OpenSessions);
        Assert.Equal(0, fixture.OpenSockets);
    }

    [Fact]
    public void Disposing_closes_the_sockets_of_open_sessions()
    {
        ushort port;
        using (var fixture = new RelayFixture())
        {
            (_, port, _) = fixture.Open();
        }

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(RelayFixture.Host, port));
    }
}
