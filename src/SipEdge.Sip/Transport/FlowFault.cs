namespace SipEdge.Sip.Transport;

/// <summary>What was in the way of a peer, as far as the edge can tell. Each has another cure, so each has a name.</summary>
public enum FlowFault : byte
{
    /// <summary>Nothing is known, or nothing is wrong.</summary>
    None,

    /// <summary>Nobody listens there.</summary>
    Refused,

    /// <summary>No route, or the network said no.</summary>
    Unreachable,

    /// <summary>No answer to the attempt to connect.</summary>
    ConnectTimeout,

    /// <summary>Connected, and then the TLS handshake did not end.</summary>
    HandshakeTimeout,

    /// <summary>The peer ended the handshake with an alert (RFC 8446 §6.2) that none of the others stands for.</summary>
    Alert,

    /// <summary>The peer's certificate leads to no authority that is trusted here.</summary>
    UnknownAuthority,

    /// <summary>The certificate is not for the name that was called (RFC 5922 §7.2).</summary>
    NameMismatch,

    /// <summary>A certificate of the peer's chain is out of date, or not valid yet.</summary>
    Expired,

    /// <summary>The certificate may not be used for this.</summary>
    WrongUsage,

    /// <summary>The chain holds none of the pinned keys.</summary>
    PinMismatch,

    /// <summary>The peer wants a certificate and was shown none.</summary>
    NoClientCertificate,

    /// <summary>No TLS version that both speak.</summary>
    NoSharedVersion,

    /// <summary>No cipher suite, group or signature that both know.</summary>
    NoSharedSuite,

    /// <summary>What answers on the port speaks no TLS.</summary>
    Plaintext,

    /// <summary>The peer closed the connection without a word.</summary>
    ClosedByPeer,
}
