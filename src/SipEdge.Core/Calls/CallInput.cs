namespace SipEdge.Core.Calls;

/// <summary>What can happen to a call.</summary>
internal enum CallInput : byte
{
    /// <summary>1xx from the callee side.</summary>
    Provisional,

    /// <summary>2xx from the callee side, or the built-in destination answered.</summary>
    Answer,

    /// <summary>2xx from the callee side, which the caller cannot be told yet.</summary>
    AnswerHeld,

    /// <summary>The attempt failed and another gateway may be tried.</summary>
    AttemptFailed,

    /// <summary>The attempt failed and it was the last one, or its code ends the search.</summary>
    AttemptsExhausted,

    /// <summary>CANCEL, or a BYE on the early dialog.</summary>
    CallerCancels,

    CallerAck,
    CallerBye,
    CalleeBye,

    /// <summary>The caller did not acknowledge the 2xx within 64*T1.</summary>
    NoAck,

    RingTimeout,

    /// <summary>A leg was joined with another call (RFC 3515, RFC 3891).</summary>
    LegMoves,

    /// <summary>The edge ends the call: longest duration, drain, a dead dialog, an operator.</summary>
    EdgeEnds,
}
