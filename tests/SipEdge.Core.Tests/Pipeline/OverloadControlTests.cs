using SipEdge.Core.Pipeline;

namespace SipEdge.Core.Tests.Pipeline;

public class OverloadControlTests
{
    private const double Mark = 0.9;

    [Fact]
    public void A_loop_below_its_mark_takes_everything()
    {
        var loop = new WorkedLoop();
        loop.Run(seconds: 20, perSecond: 880);
        Assert.Equal((1.0, 0), (loop.Control.Share, loop.TurnedAway));
    }

    [Fact]
    public void One_long_pause_turns_nobody_away()
    {
        var loop = new WorkedLoop();
        loop.Run(seconds: 2, perSecond: 500);
        loop.Pause(100);
        loop.Run(seconds: 2, perSecond: 500);
        Assert.Equal(0, loop.TurnedAway);
    }

    [Theory]
    [InlineData(1_100)]
    [InlineData(1_500)]
    [InlineData(3_000)]
    [InlineData(6_000)]
    public void A_loop_above_its_mark_goes_on_finishing_what_it_can(int perSecond)
    {
        var loop = new WorkedLoop();
        loop.Run(seconds: 5, perSecond);
        var before = loop.Finished;
        loop.Run(seconds: 20, perSecond);

        // Turning one away costs a twentieth of a call, which is no longer there for calls.
        var room = (1000 - (perSecond / 20.0)) / (1 - (1 / 20.0));
        Assert.InRange((loop.Finished - before) / 20.0, room * 0.8, room);
        Assert.InRange(loop.LongestWait, 0, 1_500);
    }

    [Fact]
    public void When_the_load_is_gone_everything_is_taken_again_within_two_seconds()
    {
        var loop = new WorkedLoop();
        loop.Run(seconds: 20, perSecond: 5_000);
        loop.Run(seconds: 2, perSecond: 500);
        Assert.Equal(1, loop.Control.Share);
        Assert.True(loop.Control.TakeTurnedAway() > 0);
        Assert.Equal(0, loop.Control.TurnedAway);
    }

    [Fact]
    public void Without_a_mark_nobody_is_turned_away_and_a_mark_that_is_taken_back_lets_everybody_in()
    {
        var control = new OverloadControl();
        for (var window = 0; window < 20; window++)
        {
            control.Measure(window * 100, window * 100_000, Mark);
        }
        Assert.True(control.IsOverloaded);
        control.Measure(2_000, 2_000_000, 0);
        Assert.False(control.IsOverloaded);
    }

    [Fact]
    public void A_call_is_decided_alike_however_often_it_asks()
    {
        var control = new OverloadControl();
        for (var window = 0; window < 5; window++)
        {
            control.Measure(window * 100, window * 100_000, Mark);
        }
        Assert.InRange(control.Share, 0.1, 0.9);
        var (below, above) = ((uint)(control.Share * 0.9 * uint.MaxValue), (uint)(control.Share * 1.05 * uint.MaxValue));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.True(control.Admits(below)));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.False(control.Admits(above)));
    }

    /// <summary>A loop to which a call is a millisecond of work and a refusal a twentieth, with a queue in front of it.</summary>
    private sealed class WorkedLoop
    {
        private const int CallMicroseconds = 1000;
        private const int RefusalMicroseconds = CallMicroseconds / 20;

        private readonly Random _draws = new(5);
        private readonly Queue<long> _waiting = new();
        private double _arrived;
        private long _now;
        private long _busy;
        private long _owed;

        public OverloadControl Control { get; } = new();

        public long Finished { get; private set; }

        public long TurnedAway { get; private set; }

        /// <summary>In front of the loop, in milliseconds.</summary>
        public long LongestWait { get; private set; }

        public void Pause(int milliseconds) => _owed += milliseconds * 1000L;

        public void Run(int seconds, int perSecond)
        {
            for (var ms = 0; ms < seconds * 1000; ms++)
            {
                _now++;
                for (_arrived += perSecond / 1000.0; _arrived >= 1; _arrived--)
                {
                    _waiting.Enqueue(_now);
                }
                Work();
                Control.Measure(_now, _busy, Mark);
            }
        }

        /// <summary>Up to a millisecond; what is begun in it is finished in the next ones.</summary>
        private void Work()
        {
            while (_owed < 1000 && _waiting.TryDequeue(out var since))
            {
                LongestWait = Math.Max(LongestWait, _now - since);
                if (!Control.IsOverloaded || Control.Admits((uint)_draws.NextInt64(uint.MaxValue)))
                {
                    Finished++;
                    _owed += CallMicroseconds;
                }
                else
                {
                    TurnedAway++;
                    _owed += RefusalMicroseconds;
                }
            }
            var worked = Math.Min(1000, _owed);
            _busy += worked;
            _owed -= worked;
        }
    }
}
