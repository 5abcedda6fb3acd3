using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Generated;
using SipEdge.Core.Trunks;

namespace SipEdge.Core.Tests.Trunks;

public sealed class CircuitMachineTests
{
    private static CircuitRules Rules(int trials = 1) => new(
        new CircuitOptions { Open = TimeSpan.FromSeconds(10), OpenMax = TimeSpan.FromSeconds(60), Trials = trials }, ConfigLine.None);

    [Fact]
    public void It_stays_open_for_its_time_and_the_first_call_after_it_is_a_trial()
    {
        var open = Step(default, CircuitInput.Break, now: 1_000);
        Assert.Equal((CircuitPhase.Open, 11_000), (open.Phase, open.Time));
        Assert.Equal(open, Step(open, CircuitInput.Enter, now: 10_999));
        Assert.True(CircuitMachine.IsShut(open, Rules(), 10_999));
        Assert.False(CircuitMachine.IsShut(open, Rules(), 11_000));
        Assert.Equal(CircuitPhase.HalfOpen, CircuitMachine.At(open, 11_000));

        var tried = Step(open, CircuitInput.Enter, now: 11_000);
        Assert.Equal((CircuitPhase.HalfOpen, 1), (tried.Phase, tried.Started));
        Assert.True(CircuitMachine.IsShut(tried, Rules(), 11_001)); // one place, and it is taken
        Assert.Equal(CircuitPhase.Closed, Step(tried, CircuitInput.Well, now: 12_000).Phase);
    }

    [Fact]
    public void Every_trial_that_fails_doubles_the_time_up_to_the_longest()
    {
        var state = Step(default, CircuitInput.Break, now: 0);
        var lasted = new List<long>();
        for (var i = 0; i < 20; i++)
        {
            var tried = Step(state, CircuitInput.Enter, state.Time);
            lasted.Add(Step(tried, CircuitInput.Fault, state.Time).Time - state.Time);
            state = Step(tried, CircuitInput.Fault, state.Time);
        }
        Assert.Equal([20_000, 40_000, 60_000, 60_000], lasted.Take(4));
        Assert.All(lasted.Skip(2), static one => Assert.Equal(60_000, one));
    }

    [Fact]
    public void One_that_opens_again_soon_after_it_closed_stays_open_longer_and_one_that_was_well_for_long_begins_anew()
    {
        var open = Step(default, CircuitInput.Break, now: 0);
        var closed = Step(Step(open, CircuitInput.Enter, 10_000), CircuitInput.Well, 10_000);
        Assert.Equal(20_000, Step(closed, CircuitInput.Break, 50_000).Time - 50_000);
        Assert.Equal(10_000, Step(closed, CircuitInput.Break, 70_000).Time - 70_000);
    }

    [Fact]
    public void All_trials_have_to_go_well_and_no_more_than_those_are_let_through()
    {
        var rules = Rules(trials: 3);
        var state = CircuitMachine.Step(default, CircuitInput.Break, rules, 0);
        for (var i = 1; i <= 3; i++)
        {
            Assert.False(CircuitMachine.IsShut(state, rules, 10_000));
            state = CircuitMachine.Step(state, CircuitInput.Enter, rules, 10_000);
            Assert.Equal(i, state.Started);
        }
        Assert.True(CircuitMachine.IsShut(state, rules, 10_000));
        state = CircuitMachine.Step(state, CircuitInput.Well, rules, 10_500);
        state = CircuitMachine.Step(state, CircuitInput.Well, rules, 10_500);
        Assert.Equal(CircuitPhase.HalfOpen, state.Phase);
        Assert.True(CircuitMachine.IsShut(state, rules, 10_500)); // the third is still out
        Assert.Equal(CircuitPhase.Closed, CircuitMachine.Step(state, CircuitInput.Well, rules, 11_000).Phase);
        Assert.Equal(CircuitPhase.Open, CircuitMachine.Step(state, CircuitInput.Fault, rules, 11_000).Phase);
    }

    [Fact]
    public void A_trial_that_says_nothing_gives_its_place_back_and_one_that_never_ends_loses_it()
    {
        var tried = Step(Step(default, CircuitInput.Break, 0), CircuitInput.Enter, 10_000);
        Assert.False(CircuitMachine.IsShut(Step(tried, CircuitInput.Unknown, 10_100), Rules(), 10_100));
        Assert.True(CircuitMachine.IsShut(tried, Rules(), 19_999));
        Assert.False(CircuitMachine.IsShut(tried, Rules(), 20_000));
    }

    [Fact]
    public void A_state_is_the_same_when_it_comes_out_of_its_word() => Draw.ForAll(cases: 5_000, choicesEach: 40, static draw =>
    {
        var rules = new CircuitRules(
            new CircuitOptions { Trials = 1 + draw.Next(CircuitRules.MostTrials), Open = TimeSpan.FromSeconds(1 + draw.Next(9_000)) }, ConfigLine.None);
        var (state, now) = (default(CircuitState), 0L);
        for (var i = 0; i < 39; i += 3)
        {
            now += draw.Next(9_000) * 100L;
            state = CircuitMachine.Step(state, draw.Pick<CircuitInput>(), rules, now + draw.Next(2));
            Assert.Equal(state, CircuitState.Of(state.ToWord()));
            Assert.InRange(state.Well, 0, state.Started);
        }
    });

    [Fact]
    public void What_has_no_row_changes_nothing()
    {
        foreach (var input in (CircuitInput[])[CircuitInput.Enter, CircuitInput.Well, CircuitInput.Fault, CircuitInput.Unknown])
        {
            Assert.Equal(default, Step(default, input, 5_000));
        }
        var open = Step(default, CircuitInput.Break, 0);
        foreach (var input in (CircuitInput[])[CircuitInput.Break, CircuitInput.Fault, CircuitInput.Unknown])
        {
            Assert.Equal(open, Step(open, input, 1_000));
        }
    }

    private static CircuitState Step(in CircuitState state, CircuitInput input, long now) =>
        CircuitMachine.Step(state, input, Rules(), now);
}
