namespace SipEdge.Sip.Transactions;

/// <summary>What can happen to a server transaction.</summary>
public enum ServerInput : byte
{
    /// <summary>The request that creates it.</summary>
    Start,

    /// <summary>The same request again.</summary>
    Request,

    /// <summary>An ACK that matches an INVITE.</summary>
    Ack,

    /// <summary>Timer G, the repeated 2xx, or in Proceeding the time for 100 Trying.</summary>
    Retransmission,

    /// <summary>The end of the present state: timer H, I, J or L.</summary>
    Timeout,

    /// <summary>The user answers 100-199.</summary>
    SendProvisional,

    /// <summary>The user answers 200-299.</summary>
    SendSuccess,

    /// <summary>The user answers 300-699.</summary>
    SendFailure,

    TransportError,
}
