namespace SipEdge.Sip.Messages;

/// <summary>
/// Outcome of reading one message. A malformed message is an everyday event at an edge, so it is a value: every way to be
/// wrong has a name, and the first one found is the outcome.
/// </summary>
public enum ParseStatus : byte
{
    /// <summary>A whole and well-formed message.</summary>
    Complete,

    /// <summary>The bytes end before the empty line that ends the headers.</summary>
    NeedMoreData,

    /// <summary>Neither a request line nor a status line; also white space where RFC 3261 §7.1 has exactly one space.</summary>
    BadStartLine,

    /// <summary>A request line of two parts: the space before SIP/2.0 is missing, or SIP/2.0 is.</summary>
    MissingVersion,

    /// <summary>The method is not a token.</summary>
    BadMethod,

    /// <summary>The Request-URI is no URI, is in angle brackets, or carries headers (RFC 3261 §19.1.1).</summary>
    BadRequestUri,

    /// <summary>A version other than SIP/2.0: answered with 505.</summary>
    UnsupportedVersion,

    /// <summary>A name that is no token, a NUL, a bare CR or LF, or another control character in a header line.</summary>
    BadHeader,

    /// <summary>A header line without a colon.</summary>
    MissingColon,

    LineTooLong,
    TooManyHeaders,
    MessageTooLarge,
    BadContentLength,

    /// <summary>A message on a stream without Content-Length cannot be framed (RFC 3261 §20.14).</summary>
    MissingContentLength,

    /// <summary>The datagram ends before Content-Length bytes of body (RFC 3261 §18.3).</summary>
    BodyTruncated,

    MissingVia,
    BadVia,
    MissingFrom,
    BadFrom,
    MissingTo,
    BadTo,
    MissingCallId,
    BadCallId,
    MissingCSeq,
    BadCSeq,

    /// <summary>CSeq names another method than the request line (RFC 3261 §8.1.1.5).</summary>
    CSeqMethodMismatch,

    BadMaxForwards,
    BadContact,

    /// <summary>Two lines of a header that may appear once and whose value decides something.</summary>
    DuplicateHeader,
}
