namespace SipEdge.Media.Ice;

/// <summary>What kind of binding message it is (RFC 8489 §5).</summary>
public enum StunClass : byte
{
    /// <summary>No binding message, but one of another method: nothing to do with ICE.</summary>
    Other,
    Request,
    Indication,
    Response,
    ErrorResponse,
}
