using SipEdge.Sip.Messages;

namespace SipEdge.Sip.Authentication;

/// <summary>Takes the escapes out of a quoted string's content, and puts them in (quoted-pair, RFC 3261 §25.1).</summary>
internal static class QuotedText
{
    /// <summary>
    /// Unescapes to the front of <paramref name="room"/> and leaves it with what is still free; false when too small.
    /// </summary>
    public static bool TryUnescape(ReadOnlySpan<byte> content, scoped ref Span<byte> room, out ReadOnlySpan<byte> plain)
    {
        var length = 0;
        for (var at = 0; at < content.Length; at++)
        {
            if (content[at] == (byte)'\\' && at + 1 < content.Length)
            {
                at++;
            }

            if (length == room.Length)
            {
                plain = default;
                return false;
            }

            room[length++] = content[at];
        }

        plain = room[..length];
        room = room[length..];
        return true;
    }

    public static void Append(ref SipWriter writer, scoped ReadOnlySpan<byte> plain)
    {
        writer.Append((byte)'"');
        while (true)
        {
            var at = plain.IndexOfAny((byte)'"', (byte)'\\');
            if (at < 0)
            {
                break;
            }

            writer.Append(plain[..at]);
            writer.Append((byte)'\\');
            writer.Append(plain[at]);
            plain = plain[(at + 1)..];
        }

        writer.Append(plain);
        writer.Append((byte)'"');
    }
}
