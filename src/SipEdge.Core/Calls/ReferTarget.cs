using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Calls;

/// <summary>Where a REFER sends the other side (RFC 3515 §2.1): a URI, and the dialog to take over there (RFC 3891).</summary>
internal readonly ref struct ReferTarget
{
    /// <summary>Longer values of Replaces are refused.</summary>
    public const int MaxReplaces = 512;

    private ReferTarget(SipUriView uri, ReplacesView replaces, bool hasReplaces)
    {
        Uri = uri;
        Replaces = replaces;
        HasReplaces = hasReplaces;
    }

    public SipUriView Uri { get; }

    public ReplacesView Replaces { get; }

    public bool HasReplaces { get; }

    /// <summary>
    /// False for anything but exactly one Refer-To that asks for an INVITE (RFC 3515 §2.4.1), and for a Replaces that cannot be
    /// read: to leave it out would ring where a call was to be taken over.
    /// </summary>
    /// <param name="refer">The request.</param>
    /// <param name="scratch">Holds <see cref="MaxReplaces"/>; the target points into it.</param>
    /// <param name="target">What it says.</param>
    public static bool TryRead(in SipMessageView refer, Span<byte> scratch, out ReferTarget target)
    {
        target = default;
        if (refer.Count(HeaderId.ReferTo) != 1
            || !NameAddressView.TryParse(refer.First(HeaderId.ReferTo), out var address)
            || !SipUriView.TryParse(address.Uri, out var uri)
            || (uri.TryGetParameter("method"u8, out var method) && !Ascii.EqualsIgnoreCase(method, "INVITE"u8)))
        {
            return false;
        }
        if (uri.Headers.IndexOf("eplaces="u8) < 0)
        {
            target = new ReferTarget(uri, default, hasReplaces: false);
            return true;
        }
        if (!UriHeaders.TryFind(uri.Headers, "Replaces"u8, scratch, out var length)
            || !ReplacesView.TryParse(scratch[..length], out var replaces))
        {
            return false;
        }
        target = new ReferTarget(uri, replaces, hasReplaces: true);
        return true;
    }
}
