using SipEdge.Core.Configuration;

namespace SipEdge.Core.Trunks;

/// <summary>
/// How calls to one address go, and whether more are sent there. Written by every loop, without a lock: the state is one word, and so
/// is each part of the window. Who wins a change of state is told of it, and nobody else.
/// </summary>
public sealed class Circuit
{
    private readonly CircuitWindow _window = new();
    private long _state;
    private volatile CircuitChange? _last;

    /// <summary>Written by the loop whose call made it change.</summary>
    public CircuitChange? LastChange
    {
        get => _last;
        set => _last = value;
    }

    /// <summary>Closed again since then; 0: it never opened, or is not closed.</summary>
    internal long ClosedSince => State is { Phase: CircuitPhase.Closed } state ? state.Time : 0;

    private CircuitState State => CircuitState.Of(Volatile.Read(ref _state));

    /// <summary>What the next call finds.</summary>
    public CircuitPhase PhaseAt(long now) => CircuitMachine.At(State, now);

    /// <summary>Whether calls leave the address alone.</summary>
    internal bool IsShut(CircuitRules rules, long now) => CircuitMachine.IsShut(State, rules, now);

    /// <summary>When it may be tried again.</summary>
    internal long ShutUntil(long now) => State is { Phase: CircuitPhase.Open } state ? Math.Max(state.Time, now) : now;

    /// <summary>The next call is there to see how it is.</summary>
    internal bool AsksForTrial(CircuitRules rules, long now)
    {
        var state = State;
        return state.Phase != CircuitPhase.Closed && !CircuitMachine.IsShut(state, rules, now);
    }

    /// <summary>For people.</summary>
    internal CircuitStatus Describe(CircuitRules rules, long now)
    {
        var state = State;
        var last = _last;
        var told = last?.Why ?? "";
        var why = (CircuitMachine.At(state, now), CircuitMachine.IsShut(state, rules, now)) switch
        {
            (CircuitPhase.Closed, _) => told,
            (CircuitPhase.Open, _) => FormattableString.Invariant($"{told}; a call is tried in {(state.Time - now + 999) / 1000} s"),
            (_, true) => $"{told}; a call is trying it",
            _ => $"{told}; the next call is a trial",
        };
        return new CircuitStatus(CircuitMachine.At(state, now), why, last?.Time);
    }

    /// <summary>A call is about to be sent there.</summary>
    /// <param name="rules">Of the trunk.</param>
    /// <param name="now">The loop's time.</param>
    /// <param name="move">What that changed.</param>
    internal CircuitTicket Enter(CircuitRules rules, long now, out CircuitMove move)
    {
        move = default;
        while (true)
        {
            var seen = Volatile.Read(ref _state);
            var state = CircuitState.Of(seen);
            var generation = (byte)state.Generation;
            if (state.Phase == CircuitPhase.Closed)
            {
                return new CircuitTicket(CircuitTicket.Of.Counted, generation);
            }
            if (CircuitMachine.IsShut(state, rules, now))
            {
                return new CircuitTicket(CircuitTicket.Of.Unasked, generation);
            }
            var next = CircuitMachine.Step(state, CircuitInput.Enter, rules, now);
            if (Interlocked.CompareExchange(ref _state, next.ToWord(), seen) == seen)
            {
                move = new CircuitMove(state.Phase, next.Phase, 0, 0, 0);
                return new CircuitTicket(CircuitTicket.Of.Trial, generation);
            }
        }
    }

    /// <summary>How that call went.</summary>
    internal CircuitMove Note(CircuitTicket ticket, CircuitVerdict verdict, CircuitRules rules, long now) => (ticket.Kind, verdict) switch
    {
        (CircuitTicket.Of.Counted, CircuitVerdict.Well or CircuitVerdict.Fault) => Count(ticket, verdict, rules, now),
        (CircuitTicket.Of.Trial, CircuitVerdict.Fault) => Step(ticket, CircuitInput.Fault, rules, now),
        (CircuitTicket.Of.Trial, CircuitVerdict.Unknown) => Step(ticket, CircuitInput.Unknown, rules, now),
        (CircuitTicket.Of.Trial or CircuitTicket.Of.Unasked, CircuitVerdict.Well) => Step(ticket, CircuitInput.Well, rules, now),
        _ => default,
    };

    private CircuitMove Count(CircuitTicket ticket, CircuitVerdict verdict, CircuitRules rules, long now)
    {
        _window.Count(ticket.Generation, verdict == CircuitVerdict.Fault, rules.WindowMs, now);
        if (verdict != CircuitVerdict.Fault)
        {
            return default;
        }
        var (calls, failures) = _window.Sum(ticket.Generation, rules.WindowMs, now);
        return rules.IsTooMany(failures, calls)
            ? Step(ticket, CircuitInput.Break, rules, now) with { Failures = failures, Calls = calls }
            : default;
    }

    private CircuitMove Step(CircuitTicket ticket, CircuitInput input, CircuitRules rules, long now)
    {
        while (true)
        {
            var seen = Volatile.Read(ref _state);
            var state = CircuitState.Of(seen);
            var next = state.Generation == ticket.Generation ? CircuitMachine.Step(state, input, rules, now) : state;
            if (next == state)
            {
                return default;
            }
            if (Interlocked.CompareExchange(ref _state, next.ToWord(), seen) == seen)
            {
                return new CircuitMove(state.Phase, next.Phase, 0, 0, next.Phase == CircuitPhase.Open ? next.Time - now : 0);
            }
        }
    }
}
