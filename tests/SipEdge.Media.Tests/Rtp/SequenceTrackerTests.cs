using SipEdge.Media.Rtp;

namespace SipEdge.Media.Tests.Rtp;

public sealed class SequenceTrackerTests
{
    [Fact]
    public void Loss_duplicates_and_reordering_are_told_apart_across_a_wrap()
    {
        var tracker = default(SequenceTracker);
        foreach (var sequence in new[] { 65_530, 65_531, 65_533, 65_532, 65_532, 65_535, 0, 2, 2, 1, 65_535 })
        {
            Add(ref tracker, (ushort)sequence);
        }

        Assert.Equal(1, tracker.Lost); // 65534
        Assert.Equal(3, tracker.Duplicates);
        Assert.Equal(2, tracker.Reordered);
    }

    [Fact]
    public void A_jump_counts_only_when_a_second_packet_confirms_it()
    {
        var tracker = default(SequenceTracker);
        Add(ref tracker, 100);
        Add(ref tracker, 40_000); // one stray
        Add(ref tracker, 101);
        Assert.Equal(0, tracker.Lost);
        Add(ref tracker, 103);
        Add(ref tracker, 30_000);
        Add(ref tracker, 30_001); // a restart: the loss before is kept, the gap is none
        Add(ref tracker, 30_003);
        Assert.Equal(2, tracker.Lost);
    }

    [Fact]
    public void A_new_source_keeps_the_totals()
    {
        var tracker = default(SequenceTracker);
        Add(ref tracker, 1);
        Add(ref tracker, 4);
        Add(ref tracker, 9000, ssrc: 2);
        Add(ref tracker, 9002, ssrc: 2);
        Assert.Equal(3, tracker.Lost);
        Assert.Equal(2u, tracker.Ssrc);
    }

    [Fact]
    public void Jitter_follows_the_formula_of_RFC_3550()
    {
        var tracker = default(SequenceTracker);
        for (var i = 0; i < 1000; i++)
        {
            // Every second packet 8 ms late: the difference of transit times is always 64 units of 125 us.
            tracker.Add(Header((ushort)i, 1), (uint)((i * 160) + (i % 2 * 64)));
        }

        Assert.InRange(tracker.Jitter, 63u, 64u);
    }

    private static RtpHeader Header(ushort sequence, uint ssrc) => new(0, false, sequence, (uint)(sequence * 160), ssrc, 12);

    private static void Add(ref SequenceTracker tracker, ushort sequence, uint ssrc = 1) =>
        tracker.Add(Header(sequence, ssrc), 0);
}
