using SipEdge.Media.Quality;
using SipEdge.Media.Rtp;

namespace SipEdge.Media.Tests.Quality;

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
    public void A_single_packet_of_another_source_changes_nothing()
    {
        var tracker = default(SequenceTracker);
        for (var i = 0; i < 100; i++)
        {
            Assert.NotEqual(SequenceOutcome.Unconfirmed, Add(ref tracker, (ushort)i));
            Assert.Equal(SequenceOutcome.Unconfirmed, Add(ref tracker, (ushort)(5000 + i), ssrc: 2));
        }

        Assert.Equal((1u, 100L, 0L, 0), (tracker.Ssrc, tracker.Expected, tracker.Lost, tracker.SourceChanges));
        Add(ref tracker, 6000, ssrc: 2);
        Assert.Equal(SequenceOutcome.Started, Add(ref tracker, 6001, ssrc: 2));
        Assert.Equal((2u, 102L, 0L, 1), (tracker.Ssrc, tracker.Expected, tracker.Lost, tracker.SourceChanges));
    }

    [Fact]
    public void A_packet_too_far_behind_to_be_told_from_a_repeated_one_stays_lost()
    {
        var tracker = default(SequenceTracker);
        for (var i = 0; i < 200; i++)
        {
            if (i != 120)
            {
                Add(ref tracker, (ushort)i);
            }
        }

        Assert.Equal(SequenceOutcome.Behind, Add(ref tracker, 120));
        Assert.Equal(SequenceOutcome.Behind, Add(ref tracker, 110)); // this one is a repeat, nobody can say
        Assert.Equal(SequenceOutcome.Duplicate, Add(ref tracker, 140));
        Assert.Equal((1L, 1L, 2L), (tracker.Lost, tracker.Duplicates, tracker.Reordered));
    }

    [Fact]
    public void What_the_first_packet_overtook_is_neither_lost_nor_a_gain()
    {
        var tracker = default(SequenceTracker);
        Add(ref tracker, 2);
        Assert.Equal(SequenceOutcome.Reordered, Add(ref tracker, 1));
        Assert.Equal(SequenceOutcome.Duplicate, Add(ref tracker, 1));
        Add(ref tracker, 4);
        Assert.Equal((3L, 1L), (tracker.Expected, tracker.Lost));
    }

    [Fact]
    public void Every_random_pattern_is_counted_as_a_plain_list_counts_it()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var first = random.Next(65_536);
            var lost = new bool[random.Next(1, 700)];
            var tracker = default(SequenceTracker);
            for (var i = 0; i < lost.Length; i++)
            {
                lost[i] = i > 0 && i < lost.Length - 1 && random.Next(4) == 0;
                if (!lost[i])
                {
                    Add(ref tracker, (ushort)(first + i));
                }
            }

            tracker.Settle();
            var expected = Reference(lost);
            var seen = tracker.Bursts;
            Assert.True(
                expected == (seen.Lost, seen.Runs, seen.LongestRun, seen.Bursts, seen.LostInBursts, seen.PacketsInBursts),
                $"seed {seed}, round {round}: expected {expected}, was {seen}");
            Assert.Equal((lost.Length, expected.Lost), (tracker.Expected, tracker.Lost));
        }
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        var tracker = default(SequenceTracker);
        ushort sequence = 0;
        Allocations.AssertNone(() => Add(ref tracker, sequence += 3));
    }

    /// <summary>RFC 3611 §4.7.2 read as plainly as can be: losses nearer than 16 packets belong together.</summary>
    private static (long Lost, long Runs, long LongestRun, long Bursts, long LostInBursts, long PacketsInBursts) Reference(
        bool[] lost)
    {
        var at = Enumerable.Range(0, lost.Length).Where(i => lost[i]).ToArray();
        var episodes = new List<List<int>>();
        var runs = new List<int>();
        for (var i = 0; i < at.Length; i++)
        {
            var good = i == 0 ? int.MaxValue : at[i] - at[i - 1] - 1;
            if (good >= LossBursts.GapMinimum)
            {
                episodes.Add([]);
            }

            episodes[^1].Add(at[i]);
            if (good > 0)
            {
                runs.Add(0);
            }

            runs[^1]++;
        }

        var bursts = episodes.Where(episode => episode.Count > 1).ToArray();
        return (at.Length, runs.Count, runs.DefaultIfEmpty().Max(), bursts.Length, bursts.Sum(burst => burst.Count),
            bursts.Sum(burst => burst[^1] - burst[0] + 1));
    }

    private static RtpHeader Header(ushort sequence, uint ssrc) => new(0, false, sequence, (uint)(sequence * 160), ssrc, 12);

    private static SequenceOutcome Add(ref SequenceTracker tracker, ushort sequence, uint ssrc = 1)
    {
        var outcome = tracker.Add(Header(sequence, ssrc));
        if (outcome <= SequenceOutcome.Reordered)
        {
            tracker.MarkPlayable(sequence);
        }

        return outcome;
    }
}
