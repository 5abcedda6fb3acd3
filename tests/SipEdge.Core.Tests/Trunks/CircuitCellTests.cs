using SipEdge.Core.Configuration;
using SipEdge.Core.Trunks;

namespace SipEdge.Core.Tests.Trunks;

/// <summary>Calls of several loops at one address.</summary>
public sealed class CircuitCellTests
{
    private static readonly CircuitRules Rules = new(
        new CircuitOptions { Calls = 10, Window = TimeSpan.FromSeconds(30), Open = TimeSpan.FromSeconds(10), Trials = 2 }, ConfigLine.None);

    private readonly Circuit _circuit = new();

    [Fact]
    public void Half_of_ten_calls_that_fail_open_it_and_fewer_calls_or_failures_do_not()
    {
        for (var i = 0; i < 6; i++)
        {
            Assert.False(Call(CircuitVerdict.Well, 1_000 + i).IsChange);
        }
        for (var i = 0; i < 5; i++)
        {
            Assert.False(Call(CircuitVerdict.Fault, 2_000 + i).IsChange);
        }
        var move = Call(CircuitVerdict.Fault, 3_000);
        Assert.Equal(new CircuitMove(CircuitPhase.Closed, CircuitPhase.Open, 6, 12, 10_000), move);
        Assert.True(_circuit.IsShut(Rules, 3_000));
    }

    [Fact]
    public void Nine_failures_are_too_few_calls_to_conclude_from()
    {
        for (var i = 0; i < 9; i++)
        {
            Assert.False(Call(CircuitVerdict.Fault, 1_000).IsChange);
        }
        Assert.True(Call(CircuitVerdict.Fault, 1_000).IsChange);
    }

    [Fact]
    public void What_is_longer_ago_than_the_window_is_forgotten()
    {
        for (var i = 0; i < 9; i++)
        {
            Call(CircuitVerdict.Fault, 1_000);
        }
        Assert.False(Call(CircuitVerdict.Fault, 31_000).IsChange);
        for (var i = 0; i < 8; i++)
        {
            Assert.False(Call(CircuitVerdict.Fault, 32_000).IsChange);
        }
        Assert.True(Call(CircuitVerdict.Fault, 32_000).IsChange);
    }

    [Fact]
    public void Calls_that_say_nothing_are_not_counted()
    {
        for (var i = 0; i < 100; i++)
        {
            Call(CircuitVerdict.Unknown, 1_000);
        }
        for (var i = 0; i < 9; i++)
        {
            Assert.False(Call(CircuitVerdict.Fault, 1_000).IsChange);
        }
        Assert.True(Call(CircuitVerdict.Fault, 1_000).IsChange);
    }

    [Fact]
    public void What_a_call_from_before_the_opening_comes_to_is_not_about_now()
    {
        var early = _circuit.Enter(Rules, 1_000, out _);
        Open(1_000);
        Assert.False(_circuit.Note(early, CircuitVerdict.Well, Rules, 12_000).IsChange);
        var trial = _circuit.Enter(Rules, 12_000, out _);
        _circuit.Note(trial, CircuitVerdict.Fault, Rules, 12_100);
        Assert.False(_circuit.Note(trial, CircuitVerdict.Well, Rules, 12_200).IsChange);
        Assert.Equal(CircuitPhase.Open, _circuit.PhaseAt(12_200));
    }

    [Fact]
    public void A_call_that_had_nowhere_else_to_go_and_went_well_counts_as_a_trial()
    {
        Open(1_000);
        var unasked = _circuit.Enter(Rules, 2_000, out _);
        Assert.Equal(CircuitTicket.Of.Unasked, unasked.Kind);
        Assert.False(_circuit.Note(unasked, CircuitVerdict.Fault, Rules, 2_000).IsChange); // that is known
        Assert.True(_circuit.Note(unasked, CircuitVerdict.Well, Rules, 2_000).IsChange);
        Assert.Equal(CircuitPhase.HalfOpen, _circuit.PhaseAt(2_000));
        Assert.Equal(CircuitPhase.Closed, _circuit.Note(_circuit.Enter(Rules, 2_000, out _), CircuitVerdict.Well, Rules, 2_000).To);
    }

    [Fact]
    public void After_it_has_closed_the_failures_from_before_do_not_count()
    {
        Open(1_000);
        for (var i = 0; i < 2; i++)
        {
            _circuit.Note(_circuit.Enter(Rules, 11_000, out _), CircuitVerdict.Well, Rules, 11_000);
        }
        Assert.Equal(CircuitPhase.Closed, _circuit.PhaseAt(11_000));
        Assert.False(Call(CircuitVerdict.Fault, 11_000).IsChange);
    }

    [Fact]
    public void A_window_of_another_length_after_a_reload_counts_anew()
    {
        for (var i = 0; i < 9; i++)
        {
            Call(CircuitVerdict.Fault, 100_000);
        }
        var shorter = new CircuitRules(new CircuitOptions { Calls = 10, Window = TimeSpan.FromSeconds(1) }, ConfigLine.None);
        Assert.False(_circuit.Note(_circuit.Enter(shorter, 100_000, out _), CircuitVerdict.Fault, shorter, 100_000).IsChange);
    }

    [Fact]
    public async Task Of_many_loops_one_is_told_of_each_change_and_no_more_trials_than_places_are_let_through()
    {
        const int Loops = 4;
        for (var round = 0; round < 200; round++)
        {
            var circuit = new Circuit();
            var opened = 0;
            await InParallelAsync(Loops, () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    var ticket = circuit.Enter(Rules, 1_000, out _);
                    Interlocked.Add(ref opened, circuit.Note(ticket, CircuitVerdict.Fault, Rules, 1_000).IsChange ? 1 : 0);
                }
            });
            Assert.Equal(1, opened);
            var (tried, halfOpened) = (0, 0);
            await InParallelAsync(Loops, () =>
            {
                for (var i = 0; i < 10; i++)
                {
                    if (circuit.Enter(Rules, 11_000, out var move).Kind == CircuitTicket.Of.Trial)
                    {
                        Interlocked.Increment(ref tried);
                    }
                    Interlocked.Add(ref halfOpened, move.IsChange ? 1 : 0);
                }
            });
            Assert.Equal((2, 1), (tried, halfOpened));
        }
    }

    [Fact]
    public void Nothing_of_it_allocates()
    {
        var now = 1_000L;
        Allocations.AssertNone(() =>
        {
            now += 700;
            _circuit.IsShut(Rules, now);
            _circuit.Note(_circuit.Enter(Rules, now, out _), now % 3 == 0 ? CircuitVerdict.Well : CircuitVerdict.Fault, Rules, now);
        });
    }

    private static Task InParallelAsync(int loops, Action act) =>
        Task.WhenAll(Enumerable.Range(0, loops).Select(_ => Task.Run(act)));

    private CircuitMove Call(CircuitVerdict verdict, long now) =>
        _circuit.Note(_circuit.Enter(Rules, now, out _), verdict, Rules, now);

    private void Open(long now)
    {
        while (!Call(CircuitVerdict.Fault, now).IsChange)
        {
        }
    }
}
