using SipEdge.Sip.Transactions;

namespace SipEdge.Sip.Tests.Transactions;

public class TimerWheelTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(32_000)]
    [InlineData(7_200_000)]
    [InlineData(3_000_000_000)]
    public void A_timer_expires_at_its_deadline_and_not_before(long after)
    {
        foreach (var start in (long[])[1, 200, 255, 256, 65_000, 65_536, 1_000_000_007])
        {
            var wheel = new TimerWheel();
            Assert.False(wheel.TryExpire(start, out _));
            wheel.Arm(3, start + after);
            Assert.True(after == 0 || !wheel.TryExpire(start + after - 1, out _), $"from {start}");
            Assert.True(wheel.NextDeadline <= start + after);
            Assert.True(wheel.TryExpire(start + after, out var timer), $"from {start}");
            Assert.Equal(3, timer);
            Assert.Equal(0, wheel.Count);
            Assert.Equal(long.MaxValue, wheel.NextDeadline);
        }
    }

    [Fact]
    public void A_deadline_in_the_past_is_due_at_once()
    {
        var wheel = new TimerWheel();
        wheel.TryExpire(5000, out _);
        wheel.Arm(0, 10);
        Assert.True(wheel.NextDeadline <= 5000);
        Assert.True(wheel.TryExpire(5000, out _));
    }

    [Fact]
    public void Arming_again_moves_and_cancelling_removes()
    {
        var wheel = new TimerWheel();
        wheel.Arm(1, 100);
        wheel.Arm(1, 200);
        wheel.Arm(2, 150);
        wheel.Cancel(2);
        wheel.Cancel(99_999);
        Assert.False(wheel.IsArmed(2));
        Assert.Equal(1, wheel.Count);
        Assert.False(wheel.TryExpire(199, out _));
        Assert.True(wheel.TryExpire(200, out var timer));
        Assert.Equal(1, timer);
    }

    [Fact]
    public void Following_NextDeadline_visits_every_timer_on_time_and_in_order_as_a_sorted_list_would()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var wheel = new TimerWheel(capacity: 4);
            var model = new Dictionary<int, long>();
            long now = random.Next(1, 1_000_000);
            wheel.TryExpire(now, out _);
            for (var step = 0; step < 300; step++)
            {
                var timer = random.Next(40);
                if (random.Next(4) == 0)
                {
                    wheel.Cancel(timer);
                    model.Remove(timer);
                }
                else
                {
                    model[timer] = now + (1L << random.Next(0, 24)) + random.Next(100);
                    wheel.Arm(timer, model[timer]);
                }

                now = random.Next(3) == 0 ? wheel.NextDeadline is var next && next != long.MaxValue ? Math.Max(now, next) : now
                    : now + random.Next(2000);
                long last = 0;
                while (wheel.TryExpire(now, out var due))
                {
                    Assert.True(model.Remove(due, out var deadline) && deadline <= now, $"seed {seed}: timer {due} was not due");
                    Assert.True(deadline >= last, $"seed {seed}: out of order");
                    last = deadline;
                }

                Assert.True(model.Values.All(deadline => deadline > now), $"seed {seed}: a timer is late");
                Assert.True(model.Count == 0 || wheel.NextDeadline <= model.Values.Min(), $"seed {seed}: would sleep too long");
                Assert.Equal(model.Count, wheel.Count);
            }
        }
    }

    [Fact]
    public void Arming_and_expiring_allocates_nothing()
    {
        var wheel = new TimerWheel();
        long now = 1;
        Allocations.AssertNone(() =>
        {
            for (var timer = 0; timer < 500; timer++)
            {
                wheel.Arm(timer, now + (timer * 77));
            }

            now += 20_000;
            while (wheel.TryExpire(now, out var due))
            {
                wheel.Cancel(due + 1);
            }
        });
    }
}
