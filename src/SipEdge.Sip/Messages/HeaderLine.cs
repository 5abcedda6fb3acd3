namespace SipEdge.Sip.Messages;

/// <summary>
/// Finds where header lines and their parts begin and end. The parser and the stream framer both read lines through this, so
/// that they cannot disagree about which bytes are a Content-Length.
/// </summary>
internal static class HeaderLine
{
    /// <summary>
    /// The end of the logical line that starts at <paramref name="start"/>: the offset of its CRLF, or -1 when there is none.
    /// A CRLF followed by a space or tab continues the line (RFC 3261 §7.3.1). <paramref name="clean"/> is false when a NUL, a
    /// bare CR or LF or an unescaped control character stands in it.
    /// Deviates: NUL is refused even as a quoted-pair, which RFC 3261 §25.1 allows, because it ends strings elsewhere.
    /// </summary>
    public static int FindEnd(ReadOnlySpan<byte> bytes, int start, bool mayFold, out bool clean, out bool folded)
    {
        clean = true;
        folded = false;
        var from = start;
        while (true)
        {
            var step = bytes[from..].IndexOfAny(SipGrammar.Controls);
            if (step < 0)
            {
                return -1;
            }

            var at = from + step;
            var control = bytes[at];
            from = at + 1;
            if (control == SipGrammar.Cr)
            {
                if (from >= bytes.Length)
                {
                    return -1;
                }

                if (bytes[from] == SipGrammar.Lf)
                {
                    if (!mayFold || from + 1 >= bytes.Length || bytes[from + 1] is not (SipGrammar.Space or SipGrammar.Tab))
                    {
                        return at;
                    }

                    folded = true;
                    from += 2;
                    continue;
                }
            }
            else if (control is not (0 or SipGrammar.Lf) && at > start && bytes[at - 1] == (byte)'\\')
            {
                continue;
            }

            clean = false;
        }
    }

    /// <summary>
    /// Whether a CRLF stands at <paramref name="at"/>: at the start of a line, the end of the head. Asked before
    /// <see cref="FindEnd"/>, which would take a body that starts with a space for a continuation.
    /// </summary>
    public static bool IsEmpty(ReadOnlySpan<byte> bytes, int at) =>
        at + 1 < bytes.Length && bytes[at] == SipGrammar.Cr && bytes[at + 1] == SipGrammar.Lf;

    /// <summary>Splits a line; white space between name and colon does not belong to the name (RFC 3261 §7.3.1).</summary>
    public static ParseStatus Split(ReadOnlySpan<byte> line, out HeaderId id, out int nameLength, out int valueStart)
    {
        id = HeaderId.Other;
        nameLength = 0;
        var colon = line.IndexOf((byte)':');
        valueStart = colon + 1;
        if (colon < 0)
        {
            return ParseStatus.MissingColon;
        }

        nameLength = colon;
        while (nameLength > 0 && line[nameLength - 1] is SipGrammar.Space or SipGrammar.Tab)
        {
            nameLength--;
        }

        id = HeaderNames.Find(line[..nameLength]);
        var isName = id != HeaderId.Other || (SipGrammar.IsToken(line[..nameLength]) && nameLength <= ushort.MaxValue);
        return isName ? ParseStatus.Complete : ParseStatus.BadHeader;
    }
}
