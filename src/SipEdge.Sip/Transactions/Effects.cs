namespace SipEdge.Sip.Transactions;

/// <summary>
/// What a transaction's table asks of its owner, to be done in the order of the bits. The tables do nothing themselves.
/// </summary>
[Flags]
public enum Effects : ushort
{
    None = 0,

    /// <summary>Client: send the request. Server: send the latest response, if there is one.</summary>
    Send = 1 << 0,

    /// <summary>Send the ACK for a 3xx-6xx (RFC 3261 §17.1.1.3), the same bytes each time.</summary>
    SendAck = 1 << 1,

    /// <summary>Send 100 Trying (RFC 3261 §17.2.1).</summary>
    SendTrying = 1 << 2,

    /// <summary>Neither retransmission nor time-out is wanted any more.</summary>
    StopTimers = 1 << 3,

    /// <summary>Arm the next retransmission of this state.</summary>
    StartRetransmission = 1 << 4,

    /// <summary>Arm the end of this state.</summary>
    StartTimeout = 1 << 5,

    /// <summary>Tell the user about the message.</summary>
    PassUp = 1 << 6,

    /// <summary>Tell the user that no answer came.</summary>
    ReportTimeout = 1 << 7,

    /// <summary>Tell the user that the request could not be sent.</summary>
    ReportTransportError = 1 << 8,

    /// <summary>Tell the user that a 2xx was never acknowledged, unless it was.</summary>
    ReportNoAck = 1 << 9,

    /// <summary>The transaction is over: give back everything it holds.</summary>
    Remove = 1 << 10,
}

internal static class EffectsBits
{
    /// <summary>Enum.HasFlag boxes until the code around it is optimised; this never does.</summary>
    public static bool Has(this Effects effects, Effects wanted) => (effects & wanted) != 0;
}
