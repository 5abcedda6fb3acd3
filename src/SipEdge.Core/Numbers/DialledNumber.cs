using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Numbers;

/// <summary>
/// The number or name of a URI as it is compared: escapes resolved (RFC 3261 §19.1.4), parameters of a number cut off, and
/// visual separators left out where it is a number (RFC 3966 §5.1.1), so that "+31(20)123-45" is "+312012345".
/// </summary>
public static class DialledNumber
{
    public const int MaxLength = RouteOptions.LongestNumber;

    /// <summary>
    /// Writes it and returns how much of <paramref name="destination"/>, of at least <see cref="MaxLength"/>, it took.
    /// </summary>
    public static int Write(scoped in SipUriView uri, Span<byte> destination) => Write(new UserPart(uri), destination);

    internal static int Write(scoped in UserPart user, Span<byte> destination)
    {
        var length = Unescape(user.Number, destination[..MaxLength]);
        return user.IsPhone || LooksDialled(destination[..length]) ? DropSeparators(destination[..length]) : length;
    }

    private static int Unescape(ReadOnlySpan<byte> user, Span<byte> destination)
    {
        var length = 0;
        for (var i = 0; i < user.Length && length < destination.Length; i++)
        {
            var b = user[i];
            if (b == '%' && i + 2 < user.Length
                && char.IsAsciiHexDigit((char)user[i + 1]) && char.IsAsciiHexDigit((char)user[i + 2]))
            {
                b = (byte)((Digit(user[i + 1]) << 4) | Digit(user[i + 2]));
                i += 2;
            }
            destination[length++] = b;
        }
        return length;
    }

    // "j.doe" and "a-1" are names: their marks mean something.
    private static bool LooksDialled(ReadOnlySpan<byte> text)
    {
        var digits = 0;
        foreach (var b in text)
        {
            if (char.IsAsciiDigit((char)b))
            {
                digits++;
            }
            else if (!IsSeparator(b) && b is not ((byte)'+' or (byte)'*' or (byte)'#'))
            {
                return false;
            }
        }
        return digits > 0;
    }

    private static int DropSeparators(Span<byte> text)
    {
        var length = 0;
        foreach (var b in text)
        {
            if (!IsSeparator(b))
            {
                text[length++] = b;
            }
        }
        return length;
    }

    private static bool IsSeparator(byte b) => b is (byte)'-' or (byte)'.' or (byte)'(' or (byte)')' or (byte)' ';

    private static int Digit(byte hex) => hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;
}
