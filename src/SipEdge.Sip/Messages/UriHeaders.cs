using System.Text;

namespace SipEdge.Sip.Messages;

/// <summary>The headers that a URI brings along after its '?' (RFC 3261 §19.1.1), escaped there and plain here.</summary>
public static class UriHeaders
{
    /// <summary>
    /// The one header of that name, unescaped. False without it, when it is there twice, when the destination is too small, and for
    /// a control character: such a value would become lines of its own.
    /// </summary>
    /// <param name="headers">Of <see cref="SipUriView.Headers"/>.</param>
    /// <param name="name">In any case.</param>
    /// <param name="destination">Gets the value.</param>
    /// <param name="length">How much of it.</param>
    public static bool TryFind(
        ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name, Span<byte> destination, out int length)
    {
        length = 0;
        ReadOnlySpan<byte> found = default;
        var count = 0;
        for (var rest = headers; !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)'&');
            var pair = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            var equals = pair.IndexOf((byte)'=');
            if (equals > 0 && Ascii.EqualsIgnoreCase(pair[..equals], name))
            {
                found = pair[(equals + 1)..];
                count++;
            }
        }

        return count == 1 && TryUnescape(found, destination, out length);
    }

    private static bool TryUnescape(ReadOnlySpan<byte> text, Span<byte> destination, out int length)
    {
        length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var octet = text[at];
            if (octet == (byte)'%')
            {
                if (at + 2 >= text.Length || Nibble(text[at + 1]) is not (>= 0 and var high)
                    || Nibble(text[at + 2]) is not (>= 0 and var low))
                {
                    return false;
                }

                octet = (byte)((high << 4) | low);
                at += 2;
            }

            if (octet is < 0x20 or 0x7F || length == destination.Length)
            {
                return false;
            }

            destination[length++] = octet;
        }

        return true;
    }

    private static int Nibble(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
