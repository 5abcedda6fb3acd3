using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// What subscriptions and publications say of themselves (RFC 6665, RFC 3903), copied for the other side. Of Event only the package
/// and its id: other parameters may name a dialog of the sender's side.
/// </summary>
public static class EventLines
{
    /// <param name="writer">Gets the lines.</param>
    /// <param name="message">Copied from.</param>
    /// <param name="withExpires">Of a request that opens something the passage has copied it.</param>
    public static void Copy(ref SipWriter writer, scoped in SipMessageView message, bool withExpires)
    {
        var package = PackageOf(message);
        if (!package.IsEmpty)
        {
            writer.Begin(HeaderId.Event);
            writer.Append(package);
            if (TryGetId(message, out var id))
            {
                writer.Append(";id="u8);
                writer.Append(id);
            }
            writer.End();
        }
        foreach (ref readonly var slot in message.Headers)
        {
            if (!slot.IsFolded && (Passes(slot.Id) || (withExpires && slot.Id == HeaderId.Expires)))
            {
                writer.Header(slot.Id, message.Value(slot));
            }
        }
    }

    /// <summary>"message-summary" of "message-summary;id=7"; empty without the header.</summary>
    public static ReadOnlySpan<byte> PackageOf(in SipMessageView message)
    {
        var value = message.First(HeaderId.Event);
        var end = value.IndexOf((byte)';');
        var package = (end < 0 ? value : value[..end]).Trim(" \t"u8);
        return SipToken.Is(package) ? package : default;
    }

    /// <summary>A NOTIFY says that its subscription is over (RFC 6665 §4.1.3); the state is a token, so its case says nothing.</summary>
    public static bool IsTerminated(in SipMessageView notify)
    {
        var value = notify.First(HeaderId.SubscriptionState);
        var end = value.IndexOf((byte)';');
        return Ascii.EqualsIgnoreCase((end < 0 ? value : value[..end]).Trim(" \t"u8), "terminated"u8);
    }

    private static bool TryGetId(in SipMessageView message, out ReadOnlySpan<byte> id)
    {
        id = default;
        var value = message.First(HeaderId.Event);
        var at = value.IndexOf(";id="u8);
        if (at < 0)
        {
            return false;
        }
        id = value[(at + 4)..];
        var end = id.IndexOf((byte)';');
        id = (end < 0 ? id : id[..end]).Trim(" \t"u8);
        return SipToken.Is(id);
    }

    private static bool Passes(HeaderId id) => id
        is HeaderId.SubscriptionState or HeaderId.Accept or HeaderId.MinExpires or HeaderId.SipETag or HeaderId.SipIfMatch
            or HeaderId.RetryAfter or HeaderId.InReplyTo;
}
