namespace SipEdge.Sip.Messages;

/// <summary>What an answer to a malformed request says.</summary>
public static class ParseStatuses
{
    /// <summary>The response code that fits: 400, 505 for a foreign version, 513 for size; 0 when nothing is wrong.</summary>
    public static int ResponseCode(ParseStatus status) => status switch
    {
        ParseStatus.Complete => 0,
        ParseStatus.UnsupportedVersion => 505,
        ParseStatus.MessageTooLarge => 513,
        _ => 400,
    };

    /// <summary>
    /// Whether the fault is one to answer. The message must be answerable too: <see cref="SipMessageView.CanAnswer"/>.
    /// </summary>
    public static bool CanAnswer(ParseStatus status) => status
        is not (ParseStatus.Complete or ParseStatus.NeedMoreData or ParseStatus.MissingVia or ParseStatus.BadVia);

    /// <summary>ASCII, without CR or LF: goes into a reason phrase, a log or a metric as it is.</summary>
    public static ReadOnlySpan<byte> ReasonPhrase(ParseStatus status) => status switch
    {
        ParseStatus.Complete => "OK"u8,
        ParseStatus.NeedMoreData => "Incomplete Message"u8,
        ParseStatus.BadStartLine => "Bad Start Line"u8,
        ParseStatus.MissingVersion => "Missing SIP Version In Request Line"u8,
        ParseStatus.BadMethod => "Bad Method"u8,
        ParseStatus.BadRequestUri => "Bad Request-URI"u8,
        ParseStatus.UnsupportedVersion => "Version Not Supported"u8,
        ParseStatus.BadHeader => "Bad Header Line"u8,
        ParseStatus.MissingColon => "Header Line Without Colon"u8,
        ParseStatus.LineTooLong => "Header Line Too Long"u8,
        ParseStatus.TooManyHeaders => "Too Many Headers"u8,
        ParseStatus.MessageTooLarge => "Message Too Large"u8,
        ParseStatus.BadContentLength => "Bad Content-Length"u8,
        ParseStatus.MissingContentLength => "Missing Content-Length"u8,
        ParseStatus.BodyTruncated => "Body Shorter Than Content-Length"u8,
        ParseStatus.MissingVia => "Missing Via"u8,
        ParseStatus.BadVia => "Bad Via"u8,
        ParseStatus.MissingFrom => "Missing From"u8,
        ParseStatus.BadFrom => "Bad From"u8,
        ParseStatus.MissingTo => "Missing To"u8,
        ParseStatus.BadTo => "Bad To"u8,
        ParseStatus.MissingCallId => "Missing Call-ID"u8,
        ParseStatus.BadCallId => "Bad Call-ID"u8,
        ParseStatus.MissingCSeq => "Missing CSeq"u8,
        ParseStatus.BadCSeq => "Bad CSeq"u8,
        ParseStatus.CSeqMethodMismatch => "CSeq Method Mismatch"u8,
        ParseStatus.BadMaxForwards => "Bad Max-Forwards"u8,
        ParseStatus.BadContact => "Bad Contact"u8,
        ParseStatus.DuplicateHeader => "Duplicate Single-Value Header"u8,
        _ => "Bad Request"u8,
    };
}
