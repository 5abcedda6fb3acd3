using SipEdge.Media.Dtls;
using SipEdge.Media.Ice;
using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Relay;

/// <summary>A DTLS peer joined to an RTP peer, over real sockets.</summary>
[Collection("relay")]
public sealed class DtlsRelayTests : IDisposable
{
    private readonly RelayFixture _fixture = new();
    private readonly DtlsPhone _secure;
    private readonly RelayFixture.Phone _plain;
    private readonly MediaSessionId _id;
    private readonly ushort _portA;
    private readonly ushort _portB;
    private ushort _sequence;

    public DtlsRelayTests()
    {
        _secure = new DtlsPhone(_fixture.NewPhone());
        _plain = _fixture.NewPhone();
        (_id, _portA, _portB) = _fixture.Open();
        _fixture.Plane.Configure(_id, MediaSide.B, _plain.Plain());
    }

    private DtlsFingerprint Edge => _fixture.Plane.DtlsFingerprint;

    public void Dispose()
    {
        _fixture.Dispose();
        _secure.Dispose();
    }

    [Theory]
    [InlineData(DtlsRole.Passive)]
    [InlineData(DtlsRole.Active)]
    public void A_dtls_peer_and_an_rtp_peer_hear_each_other_and_nobody_before_the_keys(DtlsRole edge)
    {
        _fixture.Plane.Configure(_id, MediaSide.A, _secure.Settings(edge));
        _secure.Phone.SendRtp(TestPackets.Rtp(0xA, 1), _portA);
        RelayFixture.WaitUntil(() =>
        {
            _plain.SendRtp(TestPackets.Rtp(0xB, _sequence++), _portB);
            return _fixture.Statistics(_id, MediaSide.A).RejectedEarly > 0
                && _fixture.Statistics(_id, MediaSide.B).PacketsReceived > 0;
        });
        Assert.False(_plain.HasRtp);
        Assert.Equal(0, _fixture.Statistics(_id, MediaSide.A).PacketsSent);

        var role = edge == DtlsRole.Active ? DtlsRole.Passive : DtlsRole.Active;
        Assert.Equal(DtlsState.Established, _secure.Shake(role, Edge, _portA));
        _fixture.WaitForEvent(MediaEventKind.KeysReady, MediaSide.A);
        Converse();

        var report = TestPackets.SenderReport(0xA, 400);
        _secure.SendRtcp(report, _portA);
        Assert.Equal(report, _plain.ReceiveRtcp().ToArray());
        _plain.SendRtcp(report, _portB);
        Assert.Equal(report, _secure.ReceiveRtcp());

        // In the clear is a failed authentication now.
        var before = _fixture.Statistics(_id, MediaSide.A).RejectedBadAuth;
        _secure.Phone.SendRtp(TestPackets.Rtp(0xA, (ushort)(_sequence + 1)), _portA);
        RelayFixture.WaitUntil(() => _fixture.Statistics(_id, MediaSide.A).RejectedBadAuth == before + 1);
    }

    [Fact]
    public void The_same_settings_again_keep_the_keys_and_others_take_them_away_at_once()
    {
        Establish(_secure.Settings(DtlsRole.Passive));
        _fixture.Plane.Configure(_id, MediaSide.A, _secure.Settings(DtlsRole.Passive) with { ClockRate = 8000 });
        Converse();

        var settings = _secure.Settings(DtlsRole.Passive);
        _fixture.Plane.Configure(_id, MediaSide.A, settings with { Dtls = settings.Dtls! with { Association = 1 } });
        RelayFixture.WaitUntil(() =>
        {
            _plain.SendRtp(TestPackets.Rtp(0xB, _sequence++), _portB);
            return _fixture.Statistics(_id, MediaSide.B).DroppedNoDestination > 0;
        });
        while (_secure.Phone.HasRtp)
        {
            _secure.Phone.ReceiveRtp(); // passed before the loop had the new settings
        }

        Assert.Equal(DtlsState.Established, _secure.Shake(DtlsRole.Active, Edge, _portA));
        _fixture.WaitForEvent(MediaEventKind.KeysReady, MediaSide.A);
        Converse();

        // And to plain RTP, should signalling want that.
        _fixture.Plane.Configure(_id, MediaSide.A, _secure.Phone.Plain());
        RelayFixture.WaitUntil(() =>
        {
            var packet = TestPackets.Rtp(0xB, _sequence++);
            _plain.SendRtp(packet, _portB);
            return _secure.Phone.ReceiveRtp().SequenceEqual(packet);
        });
    }

    [Fact]
    public void A_peer_with_another_certificate_is_told_and_gets_nothing()
    {
        var settings = _secure.Settings(DtlsRole.Passive);
        var other = DtlsFingerprint.Compute(FingerprintHash.Sha256, "another certificate"u8);
        _fixture.Plane.Configure(_id, MediaSide.A, settings with { Dtls = new DtlsSettings(DtlsRole.Passive, other) });
        Assert.Equal(DtlsState.Failed, _secure.Shake(DtlsRole.Active, Edge, _portA));

        var failed = _fixture.WaitForEvent(MediaEventKind.DtlsFailed, MediaSide.A);
        Assert.Equal(DtlsFailure.WrongFingerprint, (DtlsFailure)failed.Value);
        _plain.SendRtp(TestPackets.Rtp(0xB, 1), _portB);
        RelayFixture.WaitUntil(() => _fixture.Statistics(_id, MediaSide.B).DroppedNoDestination == 1);
        Assert.Equal(0, _fixture.Statistics(_id, MediaSide.A).PacketsSent);
        RelayFixture.WaitUntil(() => _fixture.Plane.Handshakes.Live == 0);
    }

    [Fact]
    public void Behind_a_nat_the_peer_is_where_its_handshake_succeeded()
    {
        var signalled = _fixture.NewPhone("127.0.0.9");
        _fixture.Plane.Configure(
            _id, MediaSide.A, _secure.Settings(DtlsRole.Passive, LatchMode.Learn) with { Remote = signalled.Rtp });
        Assert.Equal(DtlsState.Established, _secure.Shake(DtlsRole.Active, Edge, _portA));
        _fixture.WaitForEvent(MediaEventKind.KeysReady, MediaSide.A);

        Assert.Equal(_secure.Phone.Rtp, _fixture.Statistics(_id, MediaSide.A).Remote);
        Converse();
        Assert.False(signalled.HasRtp);
    }

    [Fact]
    public void Without_learning_a_stranger_begins_no_handshake()
    {
        var stranger = _fixture.NewPhone();
        _fixture.Plane.Configure(_id, MediaSide.A, _secure.Settings(DtlsRole.Passive));
        using var other = new DtlsPhone(stranger);
        HelloUntil(other, () => _fixture.Statistics(_id, MediaSide.A).RejectedStranger > 0);

        Assert.Equal(0, _fixture.Plane.Handshakes.Begun);
        Assert.False(stranger.HasRtp);
    }

    [Fact]
    public void A_stranger_who_was_first_does_not_keep_the_signalled_peer_out()
    {
        _fixture.Plane.Configure(_id, MediaSide.A, _secure.Settings(DtlsRole.Passive, LatchMode.Learn));
        using var stranger = new DtlsPhone(_fixture.NewPhone("127.0.0.9"));
        HelloUntil(stranger, () => _fixture.Plane.Handshakes.Begun > 0);

        Establish(settings: null);
        Assert.Equal(_secure.Phone.Rtp, _fixture.Statistics(_id, MediaSide.A).Remote);
        Converse();
    }

    [Fact]
    public void Strangers_with_certificates_of_their_own_end_no_call_however_many_come_first()
    {
        var signalled = _fixture.NewPhone("127.0.0.9");
        _fixture.Plane.Configure(
            _id, MediaSide.A, _secure.Settings(DtlsRole.Passive, LatchMode.Learn) with { Remote = signalled.Rtp });
        for (var i = 0; i < 20; i++)
        {
            using var stranger = new DtlsPhone(_fixture.NewPhone("127.0.0.8"));
            Assert.Equal(DtlsState.Failed, stranger.Shake(DtlsRole.Active, Edge, _portA));
        }

        Assert.Equal(DtlsState.Established, _secure.Shake(DtlsRole.Active, Edge, _portA));
        _fixture.WaitForEvent(MediaEventKind.KeysReady, MediaSide.A);
        Converse();
    }

    [Fact]
    public void With_ice_only_a_proven_address_shakes_hands_and_only_a_nomination_moves()
    {
        var ice = new IceSettings(IceCredentials.Random(), IceCredentials.Random());
        var settings = _secure.Settings(DtlsRole.Passive, LatchMode.Learn) with { Ice = ice, Remote = MediaEndpoint.None };
        _fixture.Plane.Configure(_id, MediaSide.A, settings);
        HelloUntil(_secure, () => _fixture.Statistics(_id, MediaSide.A).RejectedStranger > 0);

        Assert.Equal(StunClass.Response, _secure.Check(ice, nominate: false, _portA));
        Assert.Equal(DtlsState.Established, _secure.Shake(DtlsRole.Active, Edge, _portA));
        _fixture.WaitForEvent(MediaEventKind.KeysReady, MediaSide.A);
        Assert.True(_fixture.Statistics(_id, MediaSide.A).Remote.IsNone);

        Assert.Equal(StunClass.Response, _secure.Check(ice, nominate: true, _portA));
        _fixture.WaitForEvent(MediaEventKind.Latched, MediaSide.A);
        Converse();

        // Its own packets from another address, and a wrong check from there, move nothing.
        var elsewhere = _fixture.NewPhone();
        elsewhere.SendRtp(_secure.Protect(TestPackets.Rtp(0xA, _sequence++)), _portA);
        using var liar = new DtlsPhone(elsewhere);
        var wrong = ice with { Local = IceCredentials.Random() };
        Assert.Equal(StunClass.ErrorResponse, liar.Check(wrong, nominate: true, _portA));
        Converse();

        // The same description again is no reason to forget what ICE settled.
        _fixture.Plane.Configure(_id, MediaSide.A, settings);
        Converse();
    }

    [Fact]
    public void An_ice_restart_interrupts_nobody_and_the_next_nomination_counts()
    {
        var ice = new IceSettings(IceCredentials.Random(), IceCredentials.Random());
        var settings = _secure.Settings(DtlsRole.Passive) with { Ice = ice, Remote = MediaEndpoint.None };
        _fixture.Plane.Configure(_id, MediaSide.A, settings);
        _secure.Check(ice, nominate: true, _portA);
        Establish(settings: null);

        var restarted = new IceSettings(IceCredentials.Random(), IceCredentials.Random());
        _fixture.Plane.Configure(_id, MediaSide.A, settings with { Ice = restarted });
        RelayFixture.WaitUntil(() => _secure.Check(restarted, nominate: false, _portA) == StunClass.Response);
        Assert.Equal(StunClass.ErrorResponse, _secure.Check(ice, nominate: true, _portA));
        Converse();
        Assert.Equal(StunClass.Response, _secure.Check(restarted, nominate: true, _portA));
        Converse();
    }

    [Fact]
    public void With_ice_the_active_side_begins_when_the_peer_nominates()
    {
        var ice = new IceSettings(IceCredentials.Random(), IceCredentials.Random());
        _fixture.Plane.Configure(
            _id, MediaSide.A, _secure.Settings(DtlsRole.Active) with { Ice = ice, Remote = MediaEndpoint.None });
        _secure.Check(ice, nominate: true, _portA);
        Assert.Equal(DtlsState.Established, _secure.Shake(DtlsRole.Passive, Edge, _portA));
        _fixture.WaitForEvent(MediaEventKind.KeysReady, MediaSide.A);
        Converse();
    }

    [Fact]
    public void A_flood_from_the_peers_own_address_leaves_other_handshakes_alone_and_is_bounded()
    {
        _fixture.Plane.Configure(_id, MediaSide.A, _secure.Settings(DtlsRole.Passive));
        var (id, port, _) = _fixture.Open();
        using var flooding = new DtlsPhone(_fixture.NewPhone());
        _fixture.Plane.Configure(id, MediaSide.A, flooding.Settings(DtlsRole.Passive));
        var rubbish = new byte[1200];
        rubbish[0] = 22;
        Flood(rejected: 200);
        Establish(_secure.Settings(DtlsRole.Passive));
        Flood(rejected: 1000);
        Assert.InRange(_fixture.Plane.Handshakes.Begun, 2, 2);
        Converse();

        void Flood(int rejected) => RelayFixture.WaitUntil(() =>
        {
            flooding.Phone.SendRtp(rubbish, port);
            return _fixture.Statistics(id, MediaSide.A).RejectedEarly > rejected;
        });
    }

    [Fact]
    public void A_hello_that_was_quicker_than_the_answer_is_answered_once_signalling_has_told_of_its_peer()
    {
        _secure.Hello(Edge, _portA);
        RelayFixture.WaitUntil(() => _fixture.Statistics(_id, MediaSide.A).RejectedEarly > 0);
        Assert.False(_secure.Phone.HasRtp);

        _fixture.Plane.Configure(_id, MediaSide.A, _secure.Settings(DtlsRole.Passive));
        Assert.True(_secure.Phone.WaitForRtp(TimeSpan.FromSeconds(5)), "answered without being asked again");
    }

    [Fact]
    public void An_early_hello_of_a_stranger_is_not_answered()
    {
        using var stranger = new DtlsPhone(_fixture.NewPhone());
        stranger.Hello(Edge, _portA);
        RelayFixture.WaitUntil(() => _fixture.Statistics(_id, MediaSide.A).RejectedEarly > 0);

        _fixture.Plane.Configure(_id, MediaSide.A, _secure.Settings(DtlsRole.Passive));
        RelayFixture.WaitUntil(() => _fixture.Statistics(_id, MediaSide.A).RejectedStranger > 0);
        Assert.Equal(0, _fixture.Plane.Handshakes.Begun);
    }

    [Fact]
    public void Every_association_ends_with_its_session()
    {
        Establish(_secure.Settings(DtlsRole.Passive));
        Assert.Equal(1, _fixture.Plane.Handshakes.Live);
        Assert.True(_fixture.Plane.Close(_id, out _));
        RelayFixture.WaitUntil(() => _fixture.Plane.Handshakes.Live == 0);
        Assert.Equal((1, 1, 0), (
            _fixture.Plane.Handshakes.Begun, _fixture.Plane.Handshakes.Established, _fixture.Plane.Handshakes.Failed));
    }

    /// <summary>Settings reach the loop in their own time; what comes before them counts as early.</summary>
    private void HelloUntil(DtlsPhone phone, Func<bool> condition) => RelayFixture.WaitUntil(() =>
    {
        phone.Hello(Edge, _portA);
        return condition();
    });

    private void Establish(StreamSettings? settings)
    {
        if (settings is { } given)
        {
            _fixture.Plane.Configure(_id, MediaSide.A, given);
        }

        Assert.Equal(DtlsState.Established, _secure.Shake(DtlsRole.Active, Edge, _portA));
        _fixture.WaitForEvent(MediaEventKind.KeysReady, MediaSide.A);
    }

    private void Converse()
    {
        for (var i = 0; i < 50; i++, _sequence++)
        {
            var toPlain = TestPackets.Rtp(0xA, _sequence);
            var toSecure = TestPackets.Rtp(0xB, _sequence);
            _secure.SendRtp(toPlain, _portA);
            Assert.Equal(toPlain, _plain.ReceiveRtp().ToArray());
            _plain.SendRtp(toSecure, _portB);
            Assert.Equal(toSecure, _secure.ReceiveRtp());
        }
    }
}
