using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Relay;

public sealed class ToneScheduleTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void Everybody_is_taken_once_and_never_before_the_time()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var schedule = new ToneSchedule();
        var waiting = new Dictionary<StreamTones, long>();
        var sides = Enumerable.Range(0, 50).Select(i => new StreamTones(new MediaSession(i).A)).ToArray();
        var now = 5_000 * Millisecond;
        for (var step = 0; step < 20_000; step++)
        {
            var side = sides[random.Next(sides.Length)];
            if (!side.IsScheduled)
            {
                var due = now + random.Next(30_000_000);
                schedule.Add(side, due, now);
                waiting.Add(side, due);
            }

            now += random.Next(100) == 0 ? random.Next(500) * Millisecond : random.Next(2_000_000);
            while (schedule.TryTake(now, out var taken))
            {
                Assert.True(waiting.Remove(taken, out var due), $"seed {seed}");
                Assert.True(due <= now, $"seed {seed}: {due - now} ns early");
            }

            Assert.All(waiting.Values, due => Assert.True(due > now - Millisecond, $"seed {seed}: {now - due} ns late"));
            Assert.Equal(waiting.Count == 0, schedule.IsEmpty);
        }
    }

    [Fact]
    public void The_loop_sleeps_until_the_first_is_due()
    {
        var schedule = new ToneSchedule();
        Assert.Equal(1000, schedule.Patience(0, 1000));
        schedule.Add(new StreamTones(new MediaSession(0).A), 40 * Millisecond, 23 * Millisecond);
        schedule.Add(new StreamTones(new MediaSession(1).A), (30 * Millisecond) + 1, 23 * Millisecond);

        Assert.Equal(8, schedule.Patience(23 * Millisecond, 1000));
        Assert.Equal(1, schedule.Patience((30 * Millisecond) + 1, 1000));
        Assert.Equal(0, schedule.Patience(31 * Millisecond, 1000));
        Assert.Equal(5, schedule.Patience(23 * Millisecond, 5));
    }
}
