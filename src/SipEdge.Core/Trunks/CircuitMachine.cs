using SipEdge.Core.Configuration;
using static SipEdge.Core.Trunks.CircuitInput;
using static SipEdge.Core.Trunks.CircuitPhase;

namespace SipEdge.Core.Trunks;

/// <summary>
/// A circuit breaker as a table. Open is left by time: the first call after it finds it half-open. There every call that is let
/// through has to go well; one that does not opens it again, for twice as long.
/// </summary>
internal static class CircuitMachine
{
    public static CircuitState Step(in CircuitState state, CircuitInput input, CircuitRules rules, long now) =>
        (state.Phase, input) switch
        {
            (Closed, Break) when state.Time == 0 || now - state.Time >= rules.ForgetMs => Opened(state, 0, rules, now),
            (Closed, Break) => Opened(state, state.Openings + 1, rules, now),

            (Open, Enter) when now >= state.Time => Trying(state, started: 1, well: 0, now),
            (HalfOpen, Enter) when HasPlace(state, rules, now) => Trying(state, state.Started + 1, state.Well, now),

            // Also a call that was sent there for want of anything better.
            (Open or HalfOpen, Well) when state.Well + 1 >= rules.Trials =>
                new CircuitState(Closed, state.Openings, state.NextGeneration, 0, 0, now),
            (Open or HalfOpen, Well) => Trying(state, Math.Max(state.Started, state.Well + 1), state.Well + 1, state.Phase == Open ? now : state.Time),

            (HalfOpen, Fault) => Opened(state, state.Openings + 1, rules, now),
            (HalfOpen, Unknown) => state with { Started = Math.Max(state.Started - 1, state.Well) },
            _ => state,
        };

    /// <summary>Whether calls leave it alone.</summary>
    public static bool IsShut(in CircuitState state, CircuitRules rules, long now) => state.Phase switch
    {
        Open => now < state.Time,
        HalfOpen => !HasPlace(state, rules, now),
        _ => false,
    };

    /// <summary>The phase that the next call finds.</summary>
    public static CircuitPhase At(in CircuitState state, long now) =>
        state.Phase == Open && now >= state.Time ? HalfOpen : state.Phase;

    private static bool HasPlace(in CircuitState state, CircuitRules rules, long now) =>
        state.Started < rules.Trials || now - state.Time >= rules.TrialMs;

    private static CircuitState Trying(in CircuitState state, int started, int well, long time) => new(
        HalfOpen, state.Openings, state.Generation, Math.Min(started, CircuitState.MostStarted), well, time);

    private static CircuitState Opened(in CircuitState state, int openings, CircuitRules rules, long now)
    {
        var before = Math.Min(openings, CircuitState.MostOpenings);
        return new CircuitState(Open, before, state.NextGeneration, 0, 0, now + rules.OpenFor(before));
    }
}
