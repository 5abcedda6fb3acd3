using System.Buffers;

namespace SipEdge.Sip.Messages;

/// <summary>
/// Cuts one connection's bytes into messages by Content-Length (RFC 3261 §18.3, §20.14). One framer per connection: it
/// remembers how far it looked, so that a message that trickles in is not searched from its start with every read. Lengths
/// are 64 bits wide, and a declared length beyond the limit is refused when it is read, before anyone makes room for it.
/// </summary>
/// <remarks>Not thread-safe: owned by the connection's reader.</remarks>
public sealed class StreamFramer(ParseLimits limits)
{
    private long _searched;
    private long _messageLength;
    private bool _afterLineBreak;

    /// <summary>Why the stream was refused; <see cref="ParseStatus.Complete"/> while it was not.</summary>
    public ParseStatus Refusal { get; private set; }

    /// <summary>
    /// Looks at the front of the buffer, which starts with what was not consumed before. For
    /// <see cref="FrameStatus.Message"/>, <see cref="FrameStatus.LineBreak"/> and <see cref="FrameStatus.Ping"/> the caller
    /// consumes <paramref name="length"/> bytes and asks again; otherwise it is 0.
    /// </summary>
    public FrameStatus TryFrame(in ReadOnlySequence<byte> buffer, out long length)
    {
        length = 0;
        if (Refusal != ParseStatus.Complete)
        {
            return FrameStatus.Refused;
        }

        if (_messageLength == 0)
        {
            if (_searched == 0 && TryLineBreak(buffer, out var lineBreak))
            {
                length = lineBreak == FrameStatus.NeedMoreData ? 0 : 2;
                return lineBreak;
            }

            if (!TryFindMessageLength(buffer))
            {
                return Refusal == ParseStatus.Complete ? FrameStatus.NeedMoreData : FrameStatus.Refused;
            }
        }

        if (buffer.Length < _messageLength)
        {
            return FrameStatus.NeedMoreData;
        }

        length = _messageLength;
        _messageLength = 0;
        _searched = 0;
        return FrameStatus.Message;
    }

    // Two CRLF in a row are a ping; they may arrive in two reads, so each is consumed on its own.
    private bool TryLineBreak(in ReadOnlySequence<byte> buffer, out FrameStatus status)
    {
        status = FrameStatus.NeedMoreData;
        if (buffer.IsEmpty)
        {
            return true;
        }

        Span<byte> front = stackalloc byte[2];
        front = front[..(int)Math.Min(2, buffer.Length)];
        buffer.Slice(0, front.Length).CopyTo(front);
        if (front[0] != SipGrammar.Cr)
        {
            _afterLineBreak = false;
            return false;
        }

        if (front.Length == 2)
        {
            status = front[1] != SipGrammar.Lf ? Refuse(ParseStatus.BadStartLine)
                : _afterLineBreak ? FrameStatus.Ping : FrameStatus.LineBreak;
            _afterLineBreak = status == FrameStatus.LineBreak;
        }

        return true;
    }

    private bool TryFindMessageLength(in ReadOnlySequence<byte> buffer)
    {
        var headLength = FindHeadLength(buffer);
        if (headLength < 0)
        {
            _searched = buffer.Length;
            if (buffer.Length >= limits.MaxMessage)
            {
                Refuse(ParseStatus.MessageTooLarge);
            }

            return false;
        }

        if (headLength > limits.MaxMessage)
        {
            Refuse(ParseStatus.MessageTooLarge);
            return false;
        }

        var head = buffer.Slice(0, headLength);
        if (head.IsSingleSegment)
        {
            return TryReadContentLength(head.FirstSpan);
        }

        var copy = ArrayPool<byte>.Shared.Rent((int)headLength);
        head.CopyTo(copy);
        var found = TryReadContentLength(copy.AsSpan(0, (int)headLength));
        ArrayPool<byte>.Shared.Return(copy);
        return found;
    }

    /// <summary>
    /// Head with its empty line, or -1. Starts three bytes before what was searched: the mark may straddle reads.
    /// </summary>
    private long FindHeadLength(in ReadOnlySequence<byte> buffer)
    {
        var from = Math.Max(0, _searched - 3);
        var rest = buffer.Slice(from);
        if (rest.IsSingleSegment)
        {
            var at = rest.FirstSpan.IndexOf("\r\n\r\n"u8);
            return at < 0 ? -1 : from + at + 4;
        }

        var reader = new SequenceReader<byte>(rest);
        return reader.TryReadTo(out ReadOnlySequence<byte> _, "\r\n\r\n"u8) ? from + reader.Consumed : -1;
    }

    /// <summary>
    /// Lines that the parser would refuse are passed over here as there; two lengths that agree are framed, so that the
    /// parser can refuse the message by name and the stream goes on.
    /// </summary>
    private bool TryReadContentLength(ReadOnlySpan<byte> head)
    {
        var contentLength = -1L;
        var at = HeaderLine.FindEnd(head, 0, mayFold: false, out _, out _) + 2;
        while (!HeaderLine.IsEmpty(head, at))
        {
            var end = HeaderLine.FindEnd(head, at, mayFold: true, out var clean, out _);
            var line = head[at..end];
            at = end + 2;
            if (!clean || line.Length > limits.MaxLine
                || HeaderLine.Split(line, out var id, out _, out var valueStart) != ParseStatus.Complete
                || id != HeaderId.ContentLength)
            {
                continue;
            }

            if (!SipGrammar.TryParseNumber(SipGrammar.Trim(line[valueStart..]), uint.MaxValue, out var number)
                || (contentLength >= 0 && contentLength != (long)number))
            {
                Refuse(ParseStatus.BadContentLength);
                return false;
            }

            contentLength = (long)number;
        }

        if (contentLength < 0)
        {
            Refuse(ParseStatus.MissingContentLength);
            return false;
        }

        _messageLength = head.Length + contentLength;
        if (_messageLength > limits.MaxMessage)
        {
            Refuse(ParseStatus.MessageTooLarge);
            return false;
        }

        return true;
    }

    private FrameStatus Refuse(ParseStatus reason)
    {
        Refusal = reason;
        return FrameStatus.Refused;
    }
}
