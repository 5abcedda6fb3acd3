namespace SipEdge.Media.Dtls;

/// <summary>Why a side has no keys and will have none: the Value of a DtlsFailed event.</summary>
public enum DtlsFailure : byte
{
    None,

    /// <summary>The system has no libssl.so.3.</summary>
    Unavailable,

    /// <summary>The peer's certificate is not the one that signalling told of, or it showed none.</summary>
    WrongFingerprint,

    /// <summary>No SRTP profile that both sides want (RFC 5764 §4.1.2).</summary>
    NoCommonProfile,

    /// <summary>The peer broke the handshake off, or sent what is none: another version, no common cipher, an alert.</summary>
    Protocol,

    /// <summary>The handshake was not done in time.</summary>
    TimedOut,

    /// <summary>As many handshakes are under way as may be, or the system has no memory for one.</summary>
    NoRoom,
}
