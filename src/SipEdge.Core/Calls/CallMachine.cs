using static SipEdge.Core.Calls.CallEffects;
using static SipEdge.Core.Calls.CallInput;
using static SipEdge.Core.Calls.CallState;

namespace SipEdge.Core.Calls;

/// <summary>
/// The life of a back-to-back call as a table: the two dialogs of RFC 3261 seen as one. It does no I/O; the owner sends
/// what the effects ask for. An input without a row changes nothing.
/// </summary>
internal static class CallMachine
{
    public static CallEffects Step(ref CallState state, CallInput input)
    {
        var (next, effects) = (state, input) switch
        {
            (Calling or Proceeding, Provisional) => (Proceeding, RelayProvisional),
            (Calling or Proceeding, Answer) => (Answered, RelayAnswer),
            (Calling or Proceeding, AttemptFailed) => (Calling, TryNextGateway),
            (Calling or Proceeding, AttemptsExhausted) => (Ended, RefuseCaller | Finish | Release),

            // The callee was acknowledged at once, so there is nothing to cancel any more.
            (Calling or Proceeding, AnswerHeld) => (Connecting, None),
            (Connecting, Answer) => (Answered, RelayAnswer),
            (Connecting, CallerCancels or RingTimeout or EdgeEnds or AttemptsExhausted) =>
                (Ended, RefuseCaller | ByeCallee | Finish | Release),
            (Connecting, CalleeBye) => (Ended, RefuseCaller | Finish | Release),

            // The caller has its answer at once; the callee's INVITE lives until its final response.
            (Calling or Proceeding, CallerCancels) => (Cancelling, RefuseCaller | CancelCallee | Finish),
            (Calling or Proceeding, RingTimeout) => (Cancelling, RefuseCaller | CancelCallee | Finish),
            (Calling or Proceeding, EdgeEnds) => (Cancelling, RefuseCaller | CancelCallee | Finish),

            // CANCEL and 2xx crossed: the dialog exists, so it is acknowledged and ended (RFC 3261 §9.1, §15).
            (Cancelling, Answer) => (Ended, AckCallee | ByeCallee | Release),
            (Cancelling, AttemptFailed or AttemptsExhausted) => (Ended, Release),

            (Answered, CallerAck) => (Established, AckCallee),
            (Answered, CallerBye) => (Ended, AckCallee | ByeCallee | Finish | Release),
            (Answered, CalleeBye) => (ByeHeld, Finish),
            (Answered, NoAck) => (Ended, AckCallee | ByeCallee | ByeCaller | Finish | Release),
            (Answered, EdgeEnds) => (Ended, AckCallee | ByeCallee | ByeCaller | Finish | Release),

            // A callee's agent may not send BYE before the ACK or the end of the wait for it (RFC 3261 §15).
            (ByeHeld, CallerAck or NoAck or EdgeEnds) => (Ended, ByeCaller | Release),
            (ByeHeld, CallerBye) => (Ended, Release),

            (Established, CallerBye) => (Ended, ByeCallee | Finish | Release),
            (Established, CalleeBye) => (Ended, ByeCaller | Finish | Release),
            (Established, EdgeEnds) => (Ended, ByeCallee | ByeCaller | Finish | Release),

            // A transfer was done: one leg lives on in another call. What is sent to the empty one goes nowhere.
            (Established, LegMoves) => (Transferred, Finish),
            (Transferred, CallerBye or CalleeBye) => (Ended, Release),
            (Transferred, EdgeEnds) => (Ended, ByeCallee | ByeCaller | Release),

            _ => (state, None),
        };
        state = next;
        return effects;
    }
}
