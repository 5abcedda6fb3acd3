using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Relay;

public sealed class SilenceWatchTests
{
    private const long Second = 1_000_000_000;

    private static readonly MediaTimeouts Both = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10));

    [Fact]
    public void No_packet_at_all_is_told_once_when_the_time_is_over()
    {
        var watch = Expecting(Both, Second);
        Assert.False(watch.Check((31 * Second) - 1, out _, out _));
        Assert.True(watch.Check(31 * Second, out var kind, out var milliseconds));
        Assert.Equal((MediaEventKind.NoMedia, 30_000), (kind, milliseconds));
        Assert.False(watch.Check(100 * Second, out _, out _));
        Assert.True(watch.Told);
        Assert.Equal(40_000, watch.Resume(41 * Second));
        Assert.False(watch.Told);
    }

    [Fact]
    public void Silence_counts_from_the_last_packet()
    {
        var watch = Expecting(Both, Second);
        watch.LastPacket = 5 * Second;
        Assert.False(watch.Check((15 * Second) - 1, out _, out _));
        Assert.True(watch.Check(16 * Second, out var kind, out var milliseconds));
        Assert.Equal((MediaEventKind.Silent, 11_000), (kind, milliseconds));
    }

    [Fact]
    public void A_side_on_hold_is_not_silent_and_its_time_starts_again_when_the_hold_ends()
    {
        var watch = Expecting(Both, Second);
        watch.LastPacket = 2 * Second;
        watch.Expect(false, Both, newPeer: false, 3 * Second);
        Assert.False(watch.Running);
        Assert.False(watch.Check(500 * Second, out _, out _));
        watch.Expect(true, Both, newPeer: false, 500 * Second);
        Assert.False(watch.Check((510 * Second) - 1, out _, out _));
        Assert.True(watch.Check(510 * Second, out var kind, out _));
        Assert.Equal(MediaEventKind.Silent, kind);
    }

    [Fact]
    public void Settings_repeated_do_not_start_the_time_again()
    {
        var watch = Expecting(Both, Second);
        watch.Expect(true, Both, newPeer: false, 20 * Second);
        Assert.True(watch.Check(31 * Second, out _, out _));
        watch.Expect(true, Both, newPeer: false, 32 * Second);
        Assert.False(watch.Check(90 * Second, out _, out _));
    }

    [Fact]
    public void A_new_peer_owes_a_first_packet_again()
    {
        var watch = Expecting(Both, Second);
        watch.LastPacket = 2 * Second;
        watch.Expect(true, Both, newPeer: true, 50 * Second);
        Assert.False(watch.Check(79 * Second, out _, out _));
        Assert.True(watch.Check(80 * Second, out var kind, out _));
        Assert.Equal(MediaEventKind.NoMedia, kind);
    }

    [Fact]
    public void Zero_is_never()
    {
        var watch = Expecting(new MediaTimeouts(TimeSpan.Zero, TimeSpan.FromSeconds(10)), Second);
        Assert.False(watch.Check(1000 * Second, out _, out _));
        watch.LastPacket = 1000 * Second;
        Assert.True(watch.Check(1010 * Second, out _, out _));
        Assert.False(Expecting(MediaTimeouts.None, Second).Running);
    }

    private static SilenceWatch Expecting(MediaTimeouts timeouts, long now)
    {
        var watch = default(SilenceWatch);
        watch.Expect(true, timeouts, newPeer: true, now);
        return watch;
    }
}
