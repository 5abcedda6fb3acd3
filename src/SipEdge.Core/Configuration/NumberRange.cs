using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipEdge.Core.Configuration;

/// <summary>
/// One entry of a list of numbers: a number, the beginning of numbers ("+3120*") or the numbers from one to another
/// ("+31201234000-+31201234099"), as an interval of keys. Of a number there are two keys: one that sorts next to the numbers
/// that begin alike, and one that sorts next to the numbers of the same length, in which an interval is a range of numbers.
/// </summary>
internal readonly record struct NumberRange(UInt128 First, UInt128 Last)
{
    /// <summary>E.164 numbers have 15 digits at most; the rest is for prefixes in front of them.</summary>
    public const int Longest = 30;

    private const int KindBits = 8;
    private const byte BeginsAlike = 0;

    // Set beside the length where '*' or '#' occurs: a range has only digits, and must not enclose "1*" because it sorts there.
    private const byte HasMarks = 0x40;

    private static readonly UInt128 One = UInt128.One;

    public static bool TryParse(string text, out NumberRange range, [NotNullWhen(false)] out string? why)
    {
        range = default;
        if (text.EndsWith('*') && text.Length > 1)
        {
            if (!TryReadKey(text[..^1], isBeginning: true, out var begin, out why))
            {
                return false;
            }
            var free = (Longest - begin.Length) * 4;
            range = new NumberRange(begin.Alike, begin.Alike | ((One << free) - 1));
            return true;
        }
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            if (!TryReadKey(text, isBeginning: false, out var number, out why))
            {
                return false;
            }
            range = new NumberRange(number.Exact, number.Exact);
            return true;
        }
        if (!TryReadKey(text[..dash], isBeginning: false, out var first, out why)
            || !TryReadKey(text[(dash + 1)..], isBeginning: false, out var last, out why))
        {
            return false;
        }
        range = new NumberRange(first.Exact, last.Exact);
        why = first switch
        {
            { HasMark: true } => "a range has digits only",
            _ when last.HasMark => "a range has digits only",
            _ when text[0] == '+' != (text[dash + 1] == '+') => "one end of the range has a + and the other has not",
            _ when first.Length != last.Length => "the ends of a range have the same number of digits",
            _ when first.Exact > last.Exact => "the range is upside down",
            _ => null,
        };
        return why is null;
    }

    /// <summary>
    /// False for what is no number: a letter, a '+' that is not in front, nothing at all, more than a key holds.
    /// </summary>
    public static bool TryReadKey(ReadOnlySpan<byte> number, out NumberKey key) =>
        TryReadBeginning(number, out key) && !number.SequenceEqual("+"u8);

    // "+" alone begins every international number.
    private static bool TryReadBeginning(ReadOnlySpan<byte> number, out NumberKey key)
    {
        key = default;
        if (number.Length is 0 or > Longest)
        {
            return false;
        }
        var digits = UInt128.Zero;
        var hasMark = false;
        for (var i = 0; i < number.Length; i++)
        {
            // 0 is the end, so that "20" and "200" have different keys.
            var digit = number[i] switch
            {
                >= (byte)'0' and <= (byte)'9' => number[i] - '0' + 1,
                (byte)'*' => 11,
                (byte)'#' => 12,
                (byte)'+' when i == 0 => 13,
                _ => 0,
            };
            if (digit == 0)
            {
                return false;
            }
            hasMark |= digit is 11 or 12;
            digits = (digits << 4) | (uint)digit;
        }
        key = new NumberKey(digits << ((Longest - number.Length) * 4), number.Length, hasMark);
        return true;
    }

    private static bool TryReadKey(string text, bool isBeginning, out NumberKey key, [NotNullWhen(false)] out string? why)
    {
        why = null;
        key = default;
        Span<byte> number = stackalloc byte[Longest * 3];
        if (text.Length is 0)
        {
            why = "a number is missing";
        }
        else if (text.Length > Longest)
        {
            why = "a number has at most 30 digits";
        }
        else if (text.Any(char.IsAsciiLetter))
        {
            why = "a number has no letters";
        }
        else if (text.Any(c => c is ' ' or '.' or '(' or ')' or '/'))
        {
            why = "a number is written without separators";
        }
        else if (Encoding.UTF8.GetBytes(text, number) is var length
            && !(isBeginning ? TryReadBeginning(number[..length], out key) : TryReadKey(number[..length], out key)))
        {
            why = "a number has digits, * and #, and a + only in front of them";
        }
        return why is null;
    }

    /// <summary>A number as something to sort and search by.</summary>
    internal readonly record struct NumberKey(UInt128 Digits, int Length, bool HasMark)
    {
        public UInt128 Alike => Key(BeginsAlike);

        public UInt128 Exact => Key((byte)(HasMark ? Length | NumberRange.HasMarks : Length));

        private UInt128 Key(byte kind) => ((UInt128)kind << (128 - KindBits)) | Digits;
    }
}
