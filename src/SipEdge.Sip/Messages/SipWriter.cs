using System.Globalization;

namespace SipEdge.Sip.Messages;

/// <summary>
/// Writes one message, or a run of header lines, into a caller's buffer. Too little room and forbidden bytes (NUL, bare CR or
/// LF) set <see cref="Failed"/>; nothing throws, and what was written is then not to be used. A fold in a value that is
/// written onwards becomes one space (RFC 3261 §7.3.1).
/// </summary>
public ref struct SipWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    public int Length { get; private set; }

    public bool Failed { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _buffer[..Length];

    public void RequestLine(SipMethod method, scoped ReadOnlySpan<byte> uri) => RequestLine(SipMethods.Name(method), uri);

    public void RequestLine(scoped ReadOnlySpan<byte> method, scoped ReadOnlySpan<byte> uri)
    {
        // A space in either would shift what the next hop takes for the URI.
        Failed |= !SipGrammar.IsToken(method) || uri.IsEmpty || uri.Contains(SipGrammar.Space);
        Raw(method);
        Raw(" "u8);
        Append(uri);
        Raw(" SIP/2.0\r\n"u8);
    }

    /// <param name="status">100 to 699.</param>
    /// <param name="reason">Empty: the standard phrase.</param>
    public void StatusLine(int status, scoped ReadOnlySpan<byte> reason = default)
    {
        Failed |= status is < 100 or > 699;
        Raw("SIP/2.0 "u8);
        Append(status);
        Raw(" "u8);
        Append(reason.IsEmpty ? SipStatus.ReasonPhrase(status) : reason);
        Raw("\r\n"u8);
    }

    public void Header(HeaderId id, scoped ReadOnlySpan<byte> value)
    {
        Begin(id);
        Append(value);
        End();
    }

    public void Header(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        Begin(name);
        Append(value);
        End();
    }

    public void Header(HeaderId id, long number)
    {
        Begin(id);
        Append(number);
        End();
    }

    /// <summary>
    /// Starts a header line; <see cref="Append(ReadOnlySpan{byte})"/> its value in pieces, then <see cref="End"/>.
    /// </summary>
    public void Begin(HeaderId id)
    {
        var name = HeaderNames.Canonical(id);
        Failed |= name.IsEmpty;
        Raw(name);
        Raw(": "u8);
    }

    public void Begin(scoped ReadOnlySpan<byte> name)
    {
        Failed |= !SipGrammar.IsToken(name);
        Raw(name);
        Raw(": "u8);
    }

    public void Append(scoped ReadOnlySpan<byte> piece)
    {
        if (piece.ContainsAny((byte)0, SipGrammar.Cr, SipGrammar.Lf))
        {
            Unfold(piece);
        }
        else
        {
            Raw(piece);
        }
    }

    public void Append(long number)
    {
        if (!Failed && number.TryFormat(_buffer[Length..], out var written, default, CultureInfo.InvariantCulture))
        {
            Length += written;
        }
        else
        {
            Failed = true;
        }
    }

    // An int of its own, or a literal such as 70 would bind to the byte.
    public void Append(int number) => Append((long)number);

    public void Append(byte c)
    {
        if (c is 0 or SipGrammar.Cr or SipGrammar.Lf || Length == _buffer.Length)
        {
            Failed = true;
        }
        else if (!Failed)
        {
            _buffer[Length++] = c;
        }
    }

    /// <summary>What the caller wanted to write could not be made: nothing of this message is to be used.</summary>
    public void Fail() => Failed = true;

    public void End() => Raw("\r\n"u8);

    /// <summary>Whole header lines that a writer rendered earlier.</summary>
    public void Lines(scoped ReadOnlySpan<byte> lines)
    {
        Failed |= !lines.IsEmpty && (!lines.EndsWith("\r\n"u8) || lines.StartsWith("\r\n"u8) || lines.IndexOf("\r\n\r\n"u8) >= 0);
        Raw(lines);
    }

    /// <summary>Content-Type unless empty, Content-Length, the empty line and the body.</summary>
    public void Finish(scoped ReadOnlySpan<byte> contentType, scoped ReadOnlySpan<byte> body)
    {
        if (!contentType.IsEmpty)
        {
            Header(HeaderId.ContentType, contentType);
        }

        Header(HeaderId.ContentLength, body.Length);
        Raw("\r\n"u8);
        Raw(body);
    }

    private void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        if (Failed || !bytes.TryCopyTo(_buffer[Length..]))
        {
            Failed = true;
            return;
        }

        Length += bytes.Length;
    }

    private void Unfold(scoped ReadOnlySpan<byte> piece)
    {
        while (!Failed)
        {
            var at = piece.IndexOfAny((byte)0, SipGrammar.Cr, SipGrammar.Lf);
            if (at < 0)
            {
                Raw(piece);
                return;
            }

            if (at + 2 >= piece.Length || piece[at] != SipGrammar.Cr || piece[at + 1] != SipGrammar.Lf
                || piece[at + 2] is not (SipGrammar.Space or SipGrammar.Tab))
            {
                Failed = true;
                return;
            }

            Raw(piece[..at]);
            Raw(" "u8);
            piece = piece[(at + 2)..].TrimStart(" \t"u8);
        }
    }
}
