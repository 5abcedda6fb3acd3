using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>Writes the URI of an identity: the number or name of somebody, at a host that is the edge's own.</summary>
internal static class IdentityUri
{
    /// <summary>The longest user part; of an account name every byte may be escaped.</summary>
    public const int LongestUser = 3 * 256;

    /// <summary>&lt;sip:user@host&gt;.</summary>
    public static void Write(
        ref SipWriter writer, UriScheme scheme, scoped ReadOnlySpan<byte> user, scoped ReadOnlySpan<byte> host,
        bool isPhone = false)
    {
        writer.Append(scheme == UriScheme.Sips ? "<sips:"u8 : "<sip:"u8);
        if (!user.IsEmpty)
        {
            writer.Append(user);
            writer.Append((byte)'@');
        }
        writer.Append(host);
        writer.Append(isPhone ? ";user=phone>"u8 : ">"u8);
    }

    /// <summary>
    /// A display name as it was written, and the space after it. One with a line break in it may hold the header that stood
    /// below.
    /// </summary>
    public static void WriteDisplay(ref SipWriter writer, scoped ReadOnlySpan<byte> display)
    {
        if (!display.IsEmpty && !display.Contains((byte)'\r'))
        {
            writer.Append(display);
            writer.Append((byte)' ');
        }
    }

    /// <summary>
    /// The user of a URI that a trunk sent as the other trunk wants it. Parameters of a number stay behind: they speak of the
    /// network it came from.
    /// </summary>
    public static bool TryWriteUser(
        scoped in SipUriView uri, NumberHeader readAs, NumberHeader writeAs, scoped Passage passage, Span<byte> destination,
        out int written)
    {
        if (!NumberWriter.TryWrite(uri, readAs, passage.FromNumbers, writeAs, passage.ToNumbers, destination, out written))
        {
            return false;
        }
        var parameters = destination[..written].IndexOf((byte)';');
        written = parameters < 0 ? written : parameters;
        return true;
    }
}
