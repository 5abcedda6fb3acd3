using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// A Remote-Party-ID (draft-ietf-sip-privacy-04 §5): an identity with what it is worth and who may see it in its parameters.
/// </summary>
public readonly ref struct RemoteParty
{
    private RemoteParty(NameAddressView address) => Address = address;

    public NameAddressView Address { get; }

    /// <summary>Checked by who sent it. Without the parameter it was not said, and a trusted sender is believed.</summary>
    public bool Screened => !Address.TryGetParameter("screen"u8, out var screen) || !Ascii.EqualsIgnoreCase(screen, "no"u8);

    /// <summary>"full" or "uri": the number is for the trust domain only, as with Privacy: id.</summary>
    public bool IsPrivate => Privacy(out var privacy)
        && (Ascii.EqualsIgnoreCase(privacy, "full"u8) || Ascii.EqualsIgnoreCase(privacy, "uri"u8));

    public bool NameHidden => Privacy(out var privacy) && Ascii.EqualsIgnoreCase(privacy, "name"u8);

    /// <summary>
    /// The one that speaks of the sender: the calling party of a request, the called one of a response. Others are passed over.
    /// </summary>
    public static bool TryFind(scoped in SipMessageView message, out RemoteParty party)
    {
        var sender = message.IsRequest ? "calling"u8 : "called"u8;
        foreach (var value in message.Values(HeaderId.RemotePartyId))
        {
            if (NameAddressView.TryParse(value, out var address)
                && (!address.TryGetParameter("party"u8, out var kind) || Ascii.EqualsIgnoreCase(kind, sender)))
            {
                party = new RemoteParty(address);
                return true;
            }
        }
        party = default;
        return false;
    }

    private bool Privacy(out ReadOnlySpan<byte> privacy) => Address.TryGetParameter("privacy"u8, out privacy);
}
