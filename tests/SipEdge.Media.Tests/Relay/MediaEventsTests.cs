using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Relay;

[Collection("relay")]
public sealed class MediaEventsTests
{
    [Fact]
    public void Events_reach_the_owner_that_opened_the_session_and_wake_it_once()
    {
        var woken = new int[2];
        using var fixture = new RelayFixture(o => o with { Owners = 2 }, owner => Interlocked.Increment(ref woken[owner]));
        var (a, b) = (fixture.NewPhone(), fixture.NewPhone());
        var (id, portA, portB) = fixture.Open(owner: 1);
        fixture.Plane.Configure(id, MediaSide.A, a.Plain());
        fixture.Plane.Configure(id, MediaSide.B, b.Plain());
        a.SendRtp(TestPackets.Rtp(1, 1), portA);
        b.ReceiveRtp();
        b.SendRtp(TestPackets.Rtp(2, 1), portB);
        a.ReceiveRtp();
        Assert.Equal((0, 1), (Volatile.Read(ref woken[0]), Volatile.Read(ref woken[1])));
        Assert.False(fixture.Plane.TryReadEvent(0, out _));
        Assert.True(fixture.Plane.TryReadEvent(1, out var first));
        Assert.Equal(new MediaEvent(MediaEventKind.FirstPacket, MediaSide.A, id, a.Rtp), first);
        Assert.True(fixture.Plane.TryReadEvent(1, out var second));
        Assert.Equal(MediaSide.B, second.Side);
        Assert.False(fixture.Plane.TryReadEvent(1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => fixture.Plane.Open(2, false, RelayFixture.Loopback, out _, out _, out _));
    }

    [Fact]
    public void A_full_queue_loses_the_newest_and_says_how_many()
    {
        using var fixture = new RelayFixture(o => o with { MaxEvents = 2 });
        var phones = Enumerable.Range(0, 3).Select(_ => fixture.NewPhone()).ToArray();
        foreach (var phone in phones)
        {
            var (id, port, _) = fixture.Open(echo: true);
            fixture.Plane.Configure(id, MediaSide.A, phone.Plain());
            phone.SendRtp(TestPackets.Rtp(1, 1), port);
            phone.ReceiveRtp();
        }

        Assert.Equal(1, fixture.Plane.EventsLost);
        Assert.True(fixture.Plane.TryReadEvent(0, out var first));
        Assert.Equal(phones[0].Rtp, first.Remote);
    }

    [Fact]
    public void A_side_that_does_not_send_is_told_and_its_return_too()
    {
        using var fixture = new RelayFixture();
        var (a, b) = (fixture.NewPhone(), fixture.NewPhone());
        var timeouts = new MediaTimeouts(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
        var (id, portA, _) = fixture.Open();
        fixture.Plane.Configure(id, MediaSide.A, a.Plain() with { Timeouts = timeouts });
        fixture.Plane.Configure(id, MediaSide.B, b.Plain() with { Timeouts = timeouts, Sends = false });
        Assert.InRange(fixture.WaitForEvent(MediaEventKind.NoMedia, MediaSide.A).Value, 1, 60_000);
        a.SendRtp(TestPackets.Rtp(1, 1), portA);
        fixture.WaitForEvent(MediaEventKind.FirstPacket, MediaSide.A);
        Assert.InRange(fixture.WaitForEvent(MediaEventKind.Resumed, MediaSide.A).Value, 1, 60_000);
        Assert.InRange(fixture.WaitForEvent(MediaEventKind.Silent, MediaSide.A).Value, 1, 60_000);
        Assert.False(fixture.Plane.TryReadEvent(0, out _));
    }
}
