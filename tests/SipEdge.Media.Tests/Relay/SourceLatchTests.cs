using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Relay;

public sealed class SourceLatchTests
{
    private const long Patience = 1000;
    private const long Window = 100;

    private static readonly MediaEndpoint Signalled = Endpoint(1, 4000);
    private static readonly MediaEndpoint SameHost = Endpoint(1, 5000);
    private static readonly MediaEndpoint OtherHost = Endpoint(2, 4000);
    private static readonly MediaEndpoint SignallingHost = Endpoint(9, 4000);
    private static readonly MediaEndpoint ThirdHost = Endpoint(3, 4000);

    [Fact]
    public void Without_learning_only_the_signalled_address_is_known()
    {
        var latch = Latch(LatchMode.Off);
        Assert.Equal(SourceVerdict.Known, latch.Classify(Signalled, false, 0));
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(SameHost, false, 0));
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(SameHost, true, 0));
        Assert.False(latch.Heard(Signalled, false, 0));
    }

    [Fact]
    public void A_better_rank_replaces_a_worse_one_and_never_the_reverse()
    {
        var latch = Latch(LatchMode.Learn);
        Assert.True(latch.Heard(OtherHost, false, 1));
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(ThirdHost, false, 2));
        Assert.Equal(SourceVerdict.Candidate, latch.Classify(SameHost, false, 2));
        Assert.True(latch.Heard(SameHost, false, 2));
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(OtherHost, false, 3));
        Assert.True(latch.Heard(Signalled, false, 4));
        Assert.Equal(Signalled, latch.Current);
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(SameHost, false, 5));
    }

    [Fact]
    public void Nearby_only_ports_are_learned_and_the_host_that_signals()
    {
        var latch = Latch(LatchMode.LearnNearby);
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(OtherHost, false, 1));
        Assert.False(latch.Heard(OtherHost, false, 1));
        Assert.Equal(SourceVerdict.Candidate, latch.Classify(SignallingHost, false, 2));
        Assert.True(latch.Heard(SignallingHost, false, 2));
        Assert.True(latch.Heard(SameHost, false, 3));
        Assert.Equal(SameHost, latch.Current);
        Assert.Equal(SourceVerdict.Candidate, latch.Classify(OtherHost, true, 4)); // what authenticates may come from anywhere
    }

    [Fact]
    public void The_signalled_address_ends_the_learning_at_once()
    {
        var latch = Latch(LatchMode.Learn);
        Assert.False(latch.Heard(Signalled, false, 1));
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(OtherHost, false, 1));
        Assert.False(latch.Latched);
    }

    [Fact]
    public void The_window_opens_with_the_first_packet_and_closes_for_good()
    {
        var latch = Latch(LatchMode.Learn);
        Assert.Equal(SourceVerdict.Candidate, latch.Classify(OtherHost, false, Patience - 1));
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(OtherHost, false, Patience));
        Assert.True(latch.Heard(OtherHost, false, 500));
        Assert.Equal(SourceVerdict.Candidate, latch.Classify(SameHost, false, 500 + Window - 1));
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(SameHost, false, 500 + Window));

        // The signalled address is still heard; after the lock it no longer moves what is sent.
        Assert.Equal(SourceVerdict.Known, latch.Classify(Signalled, false, 900));
        Assert.False(latch.Heard(Signalled, false, 900));
        Assert.Equal(OtherHost, latch.Current);
    }

    [Fact]
    public void Packets_that_authenticate_may_move_it_at_any_time()
    {
        var latch = Latch(LatchMode.Learn);
        Assert.False(latch.Heard(Signalled, true, 1));
        Assert.Equal(SourceVerdict.Candidate, latch.Classify(OtherHost, true, 100_000));
        Assert.True(latch.Heard(OtherHost, true, 100_000));
        Assert.True(latch.Heard(SameHost, true, 200_000));
        Assert.Equal(SameHost, latch.Current);
    }

    [Fact]
    public void The_same_signalled_address_keeps_and_another_forgets_what_was_learned()
    {
        var latch = Latch(LatchMode.Learn);
        latch.Heard(OtherHost, false, 1);
        latch.Signal(Signalled, default, LatchMode.Learn, 5000, Patience, Window);
        Assert.Equal(OtherHost, latch.Current);
        latch.Signal(ThirdHost, default, LatchMode.Learn, 5000, Patience, Window);
        Assert.Equal(ThirdHost, latch.Current);
        Assert.Equal(SourceVerdict.Candidate, latch.Classify(OtherHost, false, 5001));
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(OtherHost, false, 5000 + Patience));
    }

    [Fact]
    public void The_host_that_signals_is_believed_before_other_hosts()
    {
        var latch = Latch(LatchMode.Learn);
        Assert.True(latch.Heard(OtherHost, false, 1));
        Assert.Equal(SourceVerdict.Candidate, latch.Classify(SignallingHost, false, 2));
        Assert.True(latch.Heard(SignallingHost, false, 2));
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(OtherHost, false, 3));
        Assert.Equal(SourceVerdict.Candidate, latch.Classify(SameHost, false, 3));
    }

    [Fact]
    public void Late_packets_of_the_address_before_do_not_win_over_anybody()
    {
        var latch = Latch(LatchMode.Learn);
        latch.Heard(OtherHost, false, 1);
        latch.Signal(ThirdHost, default, LatchMode.Learn, 10, Patience, Window);
        Assert.True(latch.Heard(OtherHost, false, 11));
        Assert.Equal(SourceVerdict.Candidate, latch.Classify(SameHost, false, 12));
        Assert.True(latch.Heard(SameHost, false, 12));
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(OtherHost, false, 13));
    }

    [Fact]
    public void A_hold_by_address_keeps_what_was_learned_and_learns_nothing()
    {
        var latch = Latch(LatchMode.Learn);
        latch.Heard(OtherHost, false, 1);
        Assert.False(latch.Signal(Unspecified, default, LatchMode.Learn, 500, Patience, Window));
        Assert.True(latch.Held);
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(ThirdHost, false, 501));
        Assert.False(latch.Signal(Signalled, default, LatchMode.Learn, 900, Patience, Window));
        Assert.False(latch.Held);
        Assert.Equal(OtherHost, latch.Current);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_side_without_an_address_hears_nobody(bool held)
    {
        var latch = default(SourceLatch);
        latch.Signal(held ? Unspecified : MediaEndpoint.None, default, LatchMode.Learn, 0, Patience, Window);
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(OtherHost, false, 1));
        Assert.Equal(SourceVerdict.Stranger, latch.Classify(OtherHost, true, 1));
    }

    [Fact]
    public void A_lock_on_a_plain_source_does_not_bind_packets_that_authenticate()
    {
        var latch = Latch(LatchMode.Learn);
        latch.Heard(Signalled, false, 1);
        Assert.True(latch.Heard(OtherHost, true, 2));
    }

    private static MediaEndpoint Unspecified => new(NumericAddress.FromIpv4(0), 4000);

    private static SourceLatch Latch(LatchMode mode)
    {
        var latch = default(SourceLatch);
        latch.Signal(Signalled, SignallingHost.Address, mode, 0, Patience, Window);
        return latch;
    }

    private static MediaEndpoint Endpoint(uint host, ushort port) => new(NumericAddress.FromIpv4(0xC0000200 + host), port);
}
