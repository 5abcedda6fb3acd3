using System.Buffers;
using System.Runtime.CompilerServices;

namespace SipEdge.Sip.Messages;

/// <summary>
/// The character classes and smallest productions of RFC 3261 §25.1. Inside a header value CR and LF only occur in a fold,
/// so they count as white space here.
/// </summary>
public static class SipGrammar
{
    internal const byte Cr = (byte)'\r';
    internal const byte Lf = (byte)'\n';
    internal const byte Tab = (byte)'\t';
    internal const byte Space = (byte)' ';

    /// <summary>Every control character but the tab: what must not stand in a header line unescaped.</summary>
    internal static readonly SearchValues<byte> Controls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    internal static readonly SearchValues<byte> Token = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~"u8);

    /// <summary>word, with the one '@' between two of them.</summary>
    internal static readonly SearchValues<byte> CallId = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~()<>:\\\"/[]?{}@"u8);

    /// <summary>What ends an unquoted parameter value.</summary>
    internal static readonly SearchValues<byte> ValueEnd = SearchValues.Create(";,\"<> \t\r\n"u8);

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(Token);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsWhiteSpace(byte value) => value <= Space && (value is Space or Tab or Cr or Lf);

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        text = TrimStart(text);
        var end = text.Length;
        while (end > 0 && IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return text[..end];
    }

    // Inlined for the usual case, in which there is nothing to trim.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text) =>
        text.IsEmpty || !IsWhiteSpace(text[0]) ? text : TrimSpaces(text);

    private static ReadOnlySpan<byte> TrimSpaces(ReadOnlySpan<byte> text)
    {
        var start = 0;
        while (start < text.Length && IsWhiteSpace(text[start]))
        {
            start++;
        }

        return text[start..];
    }

    /// <summary>
    /// 1*DIGIT up to <paramref name="limit"/>; leading zeros are fine, an overflow is a refusal and never wraps.
    /// </summary>
    public static bool TryParseNumber(ReadOnlySpan<byte> text, ulong limit, out ulong number)
    {
        number = 0;
        if (text.IsEmpty)
        {
            return false;
        }

        foreach (var c in text)
        {
            var digit = (uint)(c - '0');
            if (digit > 9 || number > limit / 10 || digit > limit - (number * 10))
            {
                number = 0;
                return false;
            }

            number = (number * 10) + digit;
        }

        return true;
    }

    /// <summary>
    /// The length of the quoted string at the start of <paramref name="text"/>, quotes included, or -1 when it has no end.
    /// </summary>
    internal static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (var at = 1; at < text.Length; at++)
        {
            var step = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (step < 0)
            {
                return -1;
            }

            at += step;
            if (text[at] == (byte)'"')
            {
                return at + 1;
            }

            at++; // the escaped character, whatever it is
        }

        return -1;
    }
}
