using System.Buffers.Text;

namespace SipEdge.Load.Sip;

/// <summary>
/// Finds the few values the generator needs in a SIP message. It trusts the message: what is not found comes back empty, and the
/// call then fails visibly. Long header names only (both systems write them).
/// </summary>
internal static class MessageText
{
    /// <summary>0 for a request.</summary>
    internal static int Status(ReadOnlySpan<byte> message) =>
        message.StartsWith("SIP/2.0 "u8) && Utf8Parser.TryParse(message[8..], out int status, out _) ? status : 0;

    internal static ReadOnlySpan<byte> RequestUri(ReadOnlySpan<byte> message)
    {
        int start = message.IndexOf((byte)' ') + 1;
        int length = message[start..].IndexOf((byte)' ');
        return length < 0 ? default : message.Slice(start, length);
    }

    /// <summary>The value of the first such header, trimmed.</summary>
    internal static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name)
    {
        var lines = new HeaderLines(message);
        while (lines.Next(out var line))
        {
            if (HeaderLines.IsNamed(line, name))
            {
                return line[(name.Length + 1)..].Trim((byte)' ');
            }
        }

        return default;
    }

    internal static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> message)
    {
        int end = message.IndexOf("\r\n\r\n"u8);
        return end < 0 ? default : message[(end + 4)..];
    }

    /// <summary>What stands between angle brackets, or the whole value up to its parameters.</summary>
    internal static ReadOnlySpan<byte> Uri(ReadOnlySpan<byte> address)
    {
        int open = address.IndexOf((byte)'<');
        if (open >= 0)
        {
            int close = address[open..].IndexOf((byte)'>');
            return close < 0 ? default : address.Slice(open + 1, close - 1);
        }

        int semicolon = address.IndexOf((byte)';');
        return semicolon < 0 ? address : address[..semicolon];
    }

    internal static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> address)
    {
        int close = address.IndexOf((byte)'>');
        var parameters = close < 0 ? address : address[close..];
        return Parameter(parameters, ";tag="u8);
    }

    /// <summary>
    /// The value after <paramref name="name"/>, unquoted; the name is written with what introduces it: <c>nonce=</c>.
    /// </summary>
    internal static ReadOnlySpan<byte> Parameter(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        int start = text.IndexOf(name);
        if (start < 0)
        {
            return default;
        }

        var value = text[(start + name.Length)..];
        if (!value.IsEmpty && value[0] == (byte)'"')
        {
            value = value[1..];
            int quote = value.IndexOf((byte)'"');
            return quote < 0 ? default : value[..quote];
        }

        int end = value.IndexOfAny(";,> \r"u8);
        return end < 0 ? value : value[..end];
    }

    /// <summary>
    /// The last eight digits of a value that ends in them (before any character that is no digit); -1 when it has none.
    /// </summary>
    internal static int Number(ReadOnlySpan<byte> text)
    {
        int digits = 0;
        while (digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'9')
        {
            digits++;
        }

        return digits >= 8 && Utf8Parser.TryParse(text.Slice(digits - 8, 8), out int number, out _) ? number : -1;
    }
}

/// <summary>Walks over the header lines of a message, start line left out.</summary>
internal ref struct HeaderLines
{
    private ReadOnlySpan<byte> _rest;

    internal HeaderLines(ReadOnlySpan<byte> message) => _rest = message[(message.IndexOf("\r\n"u8) + 2)..];

    internal bool Next(out ReadOnlySpan<byte> line)
    {
        int end = _rest.IndexOf("\r\n"u8);
        if (end <= 0)
        {
            line = default;
            return false;
        }

        line = _rest[..end];
        _rest = _rest[(end + 2)..];
        return true;
    }

    internal static bool IsNamed(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length > name.Length && line[name.Length] == (byte)':'
            && System.Text.Ascii.EqualsIgnoreCase(line[..name.Length], name);
}
