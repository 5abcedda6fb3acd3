namespace SipEdge.Core.Calls;

/// <summary>Where a call stands, seen from both of its legs at once.</summary>
internal enum CallState : byte
{
    /// <summary>An INVITE went to a gateway; nothing has come back.</summary>
    Calling,

    /// <summary>The callee side sent a provisional response.</summary>
    Proceeding,

    /// <summary>
    /// The callee answered; the caller's 2xx waits until it has acknowledged the description that it was told reliably
    /// (RFC 3262 §3).
    /// </summary>
    Connecting,

    /// <summary>The caller was sent a 2xx and has not acknowledged it.</summary>
    Answered,

    /// <summary>Both legs are confirmed.</summary>
    Established,

    /// <summary>The callee hung up before the caller's ACK came; the BYE waits for it (RFC 3261 §15).</summary>
    ByeHeld,

    /// <summary>The caller has its final response; the callee's INVITE is being cancelled.</summary>
    Cancelling,

    /// <summary>The other leg went on to another call; the referrer's is left, until its BYE.</summary>
    Transferred,

    Ended,
}
