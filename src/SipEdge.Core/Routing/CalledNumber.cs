using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Routing;

/// <summary>The user part that leaves: the dialled number with the route's strip and prepend.</summary>
public static class CalledNumber
{
    private const string Hex = "0123456789ABCDEF";

    /// <summary>
    /// Writes it escaped as a URI needs it (RFC 3261 §25.1, user). A route that changes nothing passes the user part as it came,
    /// parameters such as npdi and rn included. False when the destination is too small, or nothing is left.
    /// </summary>
    public static bool TryWrite(scoped in SipUriView dialled, RouteModel route, Span<byte> destination, out int written)
    {
        written = 0;
        if (route.Strip == 0 && route.Prepend.Length == 0)
        {
            written = dialled.User.Length;
            return dialled.User.TryCopyTo(destination);
        }
        Span<byte> number = stackalloc byte[DialledNumber.MaxLength];
        var length = DialledNumber.Write(dialled, number);
        return TryAppend(route.Prepend, destination, ref written)
            && TryAppend(number[Math.Min(route.Strip, length)..length], destination, ref written)
            && written > 0;
    }

    private static bool TryAppend(ReadOnlySpan<byte> text, Span<byte> destination, ref int written)
    {
        foreach (var b in text)
        {
            var plain = char.IsAsciiLetterOrDigit((char)b) || "-_.!~*'()&=+$,?/"u8.Contains(b);
            if (written + (plain ? 1 : 3) > destination.Length)
            {
                return false;
            }
            if (plain)
            {
                destination[written++] = b;
                continue;
            }
            destination[written++] = (byte)'%';
            destination[written++] = (byte)Hex[b >> 4];
            destination[written++] = (byte)Hex[b & 15];
        }
        return true;
    }
}
