namespace SipEdge.Sip.Transport;

public enum GateVerdict : byte
{
    Pass,

    /// <summary>The source sends more than it may: this message is dropped, a later one may pass.</summary>
    RateLimited,

    /// <summary>Nothing of this source is read; its connections are closed.</summary>
    Banned,
}

/// <summary>
/// Upward: whether what has just arrived is looked at at all. Asked before a byte is parsed, for every datagram, keep-alives
/// too, for every accepted connection before its TLS handshake, and for every whole message of a connection.
/// </summary>
public interface IIngressGate
{
    /// <summary>Called on any thread, and must neither wait nor allocate.</summary>
    /// <param name="source">Where it came from; connection 0 for a connection that was just accepted.</param>
    /// <param name="bytes">Length of the message; 0 for an accepted connection.</param>
    /// <param name="now">Milliseconds on the transports' clock.</param>
    GateVerdict Check(in Flow source, int bytes, long now);
}
