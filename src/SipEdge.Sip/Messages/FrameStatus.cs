namespace SipEdge.Sip.Messages;

/// <summary>What stands at the front of a stream's buffer.</summary>
public enum FrameStatus : byte
{
    /// <summary>Not decided yet: read on, keep everything.</summary>
    NeedMoreData,

    /// <summary>One whole message.</summary>
    Message,

    /// <summary>A CRLF between messages: a keepalive's answer, or padding (RFC 3261 §7.5). Nothing to do.</summary>
    LineBreak,

    /// <summary>The second CRLF of a keepalive request: answer with one CRLF (RFC 5626 §4.4.1).</summary>
    Ping,

    /// <summary>Framing is lost: the connection is of no more use. <see cref="StreamFramer.Refusal"/> says why.</summary>
    Refused,
}
