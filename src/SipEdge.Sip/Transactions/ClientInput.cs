namespace SipEdge.Sip.Transactions;

/// <summary>What can happen to a client transaction.</summary>
public enum ClientInput : byte
{
    /// <summary>The user sends the request.</summary>
    Start,

    /// <summary>Timer A or E.</summary>
    Retransmission,

    /// <summary>The end of the present state: timer B, D, F, K or M, or the end of the wait after a CANCEL.</summary>
    Timeout,

    /// <summary>100-199.</summary>
    Provisional,

    /// <summary>200-299.</summary>
    Success,

    /// <summary>300-699.</summary>
    Failure,

    /// <summary>A CANCEL for this INVITE has left.</summary>
    Cancelled,

    TransportError,
}
