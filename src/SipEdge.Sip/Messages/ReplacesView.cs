using System.Text;

namespace SipEdge.Sip.Messages;

/// <summary>
/// A Replaces value (RFC 3891 §6.1): the dialog it names as the one who gets the INVITE knows it, so to-tag is the receiver's own.
/// </summary>
public readonly ref struct ReplacesView
{
    private ReplacesView(ReadOnlySpan<byte> text, ReadOnlySpan<byte> callId, ReadOnlySpan<byte> toTag, ReadOnlySpan<byte> fromTag, bool earlyOnly)
    {
        Text = text;
        CallId = callId;
        ToTag = toTag;
        FromTag = fromTag;
        EarlyOnly = earlyOnly;
    }

    /// <summary>The whole value.</summary>
    public ReadOnlySpan<byte> Text { get; }

    public ReadOnlySpan<byte> CallId { get; }

    public ReadOnlySpan<byte> ToTag { get; }

    public ReadOnlySpan<byte> FromTag { get; }

    /// <summary>Not to be done to a dialog that is confirmed by now.</summary>
    public bool EarlyOnly { get; }

    /// <summary>False without exactly one of each tag.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ReplacesView value)
    {
        value = default;
        var semicolon = text.IndexOf((byte)';');
        if (semicolon <= 0)
        {
            return false;
        }

        var callId = text[..semicolon].Trim(" \t"u8);
        ReadOnlySpan<byte> to = default;
        ReadOnlySpan<byte> from = default;
        var early = false;
        for (var rest = text[(semicolon + 1)..]; !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)';');
            var parameter = (end < 0 ? rest : rest[..end]).Trim(" \t"u8);
            rest = end < 0 ? default : rest[(end + 1)..];
            var equals = parameter.IndexOf((byte)'=');
            var name = (equals < 0 ? parameter : parameter[..equals]).Trim(" \t"u8);
            var argument = equals < 0 ? default : parameter[(equals + 1)..].Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(name, "to-tag"u8))
            {
                if (!to.IsEmpty)
                {
                    return false;
                }

                to = argument;
            }
            else if (Ascii.EqualsIgnoreCase(name, "from-tag"u8))
            {
                if (!from.IsEmpty)
                {
                    return false;
                }

                from = argument;
            }
            else if (Ascii.EqualsIgnoreCase(name, "early-only"u8))
            {
                early = true;
            }
        }

        value = new ReplacesView(text, callId, to, from, early);
        return !callId.IsEmpty && !to.IsEmpty && !from.IsEmpty;
    }
}
