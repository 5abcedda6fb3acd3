using SipEdge.Media.Relay;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Relay;

/// <summary>Calls that come back to the edge they left, over real sockets.</summary>
[Collection("relay")]
public sealed class SessionJoinsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_call_that_comes_back_with_its_description_unchanged_is_heard(bool secure)
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone(), fixture.NewPhone());
        var (first, second) = (fixture.Open(), fixture.Open());
        var (there, back) = secure
            ? (SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_80), SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_80))
            : default;

        // The PBX passes each description on: each side is told the other's port.
        fixture.Plane.Configure(first.Id, MediaSide.A, a.Plain());
        fixture.Plane.Configure(second.Id, MediaSide.A, Own(first.PortB) with { Receive = there, Send = back });
        fixture.Plane.Configure(second.Id, MediaSide.B, b.Plain());
        fixture.Plane.Configure(first.Id, MediaSide.B, Own(second.PortA) with { Receive = back, Send = there });
        for (ushort i = 1; i < 20; i++)
        {
            a.SendRtp(TestPackets.Rtp(1, i), first.PortA);
            Assert.Equal(TestPackets.Rtp(1, i), b.ReceiveRtp().ToArray());
            b.SendRtp(TestPackets.Rtp(2, i), second.PortB);
            Assert.Equal(TestPackets.Rtp(2, i), a.ReceiveRtp().ToArray());
        }

        a.SendRtcp(TestPackets.SenderReport(1, 1), first.PortA);
        Assert.Equal(TestPackets.SenderReport(1, 1), b.ReceiveRtcp().ToArray());
        Assert.Equal(19, fixture.Statistics(first.Id, MediaSide.B).PacketsReceived);
    }

    [Fact]
    public void A_side_at_a_port_of_its_own_session_gets_nothing_and_the_call_is_told()
    {
        using var fixture = new RelayFixture();
        var phone = fixture.NewPhone();
        var session = fixture.Open();
        fixture.Plane.Configure(session.Id, MediaSide.A, phone.Plain());
        fixture.Plane.Configure(session.Id, MediaSide.B, Own(session.PortA));
        fixture.WaitForEvent(MediaEventKind.Looped, MediaSide.B);
        phone.SendRtp(TestPackets.Rtp(1, 1), session.PortA);
        RelayFixture.WaitUntil(() => fixture.Statistics(session.Id, MediaSide.A).DroppedNoDestination == 1);
    }

    [Fact]
    public void A_ring_of_sessions_is_not_closed()
    {
        using var fixture = new RelayFixture();
        var sessions = Enumerable.Range(0, 3).Select(_ => fixture.Open()).ToArray();
        for (var i = 0; i < sessions.Length; i++)
        {
            var next = sessions[(i + 1) % sessions.Length];
            fixture.Plane.Configure(sessions[i].Id, MediaSide.B, Own(next.PortA));
            fixture.Plane.Configure(next.Id, MediaSide.A, Own(sessions[i].PortB));
        }

        var told = new List<(MediaSessionId, MediaSide)>();
        RelayFixture.WaitUntil(() =>
        {
            while (fixture.Plane.TryReadEvent(0, out var next))
            {
                told.Add((next.Session, next.Side));
            }

            return told.Count >= 2;
        });
        Assert.Equivalent(new[] { (sessions[2].Id, MediaSide.B), (sessions[0].Id, MediaSide.A) }, told, strict: true);
    }

    [Fact]
    public void A_chain_has_an_end()
    {
        using var fixture = new RelayFixture(ports: 64);
        var sessions = Enumerable.Range(0, SessionJoins.MaxJoins + 2).Select(_ => fixture.Open()).ToArray();
        for (var i = 0; i + 1 < sessions.Length; i++)
        {
            fixture.Plane.Configure(sessions[i].Id, MediaSide.B, Own(sessions[i + 1].PortA));
        }

        Assert.Equal(sessions[^2].Id, fixture.WaitForEvent(MediaEventKind.Looped, MediaSide.B).Session);
        Assert.False(fixture.Plane.TryReadEvent(0, out _));
    }

    [Fact]
    public void A_port_of_ours_is_joined_to_one_side_only_and_is_free_again_when_that_leaves()
    {
        using var fixture = new RelayFixture();
        var phone = fixture.NewPhone();
        var (one, two, three) = (fixture.Open(), fixture.Open(), fixture.Open());
        fixture.Plane.Configure(one.Id, MediaSide.B, Own(two.PortA));
        fixture.Plane.Configure(three.Id, MediaSide.B, Own(two.PortA));
        Assert.Equal(three.Id, fixture.WaitForEvent(MediaEventKind.Looped, MediaSide.B).Session);
        fixture.Plane.Configure(one.Id, MediaSide.B, phone.Plain());
        fixture.Plane.Configure(three.Id, MediaSide.B, Own(two.PortA));
        fixture.Plane.Configure(one.Id, MediaSide.B, Own(two.PortA));
        Assert.Equal(one.Id, fixture.WaitForEvent(MediaEventKind.Looped, MediaSide.B).Session);
        Assert.True(fixture.Plane.Close(three.Id, out _));
        fixture.Plane.Configure(one.Id, MediaSide.B, Own(two.PortA));
        fixture.Plane.Configure(two.Id, MediaSide.B, Own((ushort)(one.PortA + 1)));
        Assert.Equal(two.Id, fixture.WaitForEvent(MediaEventKind.Looped, MediaSide.B).Session);
    }

    [Fact]
    public void An_echo_is_not_joined()
    {
        using var fixture = new RelayFixture();
        var (one, echo) = (fixture.Open(), fixture.Open(echo: true));
        fixture.Plane.Configure(one.Id, MediaSide.B, Own(echo.PortA));
        fixture.WaitForEvent(MediaEventKind.Looped, MediaSide.B);
    }

    /// <summary>Packets to a port of ours that does not point back are strangers to it.</summary>
    [Fact]
    public void Who_signals_the_port_of_another_call_is_not_heard_there()
    {
        using var fixture = new RelayFixture();
        var (attacker, a, b) = (fixture.NewPhone(), fixture.NewPhone(), fixture.NewPhone());
        var (call, attack) = (fixture.Open(), fixture.Open());
        fixture.Plane.Configure(call.Id, MediaSide.A, a.Plain(LatchMode.Learn));
        fixture.Plane.Configure(call.Id, MediaSide.B, b.Plain(LatchMode.Learn));
        fixture.Plane.Configure(attack.Id, MediaSide.A, attacker.Plain());
        fixture.Plane.Configure(attack.Id, MediaSide.B, Own(call.PortA));
        attacker.SendRtp(TestPackets.Rtp(6, 6), attack.PortA);
        RelayFixture.WaitUntil(() => fixture.Statistics(call.Id, MediaSide.A).RejectedStranger == 1);
        Assert.False(b.HasRtp);
    }

    private static StreamSettings Own(ushort port) => new(
        RelayFixture.Endpoint(RelayFixture.Host, port), MediaEndpoint.None, SrtpKey.None, SrtpKey.None, LatchMode.Off);
}
