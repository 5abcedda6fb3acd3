using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// An identity between the legs: at most one sip or sips and one tel URI, the first of each kind (RFC 3325 §9.1, RFC 5876 §4.5).
/// What cannot be read, and an identity that names nobody, is left out.
/// </summary>
public ref struct CallerIdentity
{
    /// <summary>The place it was read from.</summary>
    public NumberHeader ReadAs { get; private set; }

    /// <summary>Sip or sips, with a user; empty when there is none.</summary>
    public ReadOnlySpan<byte> SipUri { get; private set; }

    /// <summary>As written, with its quotes.</summary>
    public ReadOnlySpan<byte> SipDisplay { get; private set; }

    public ReadOnlySpan<byte> TelUri { get; private set; }

    public ReadOnlySpan<byte> TelDisplay { get; private set; }

    /// <summary>Instead of a URI: an account of the edge, as the user part of one.</summary>
    public ReadOnlySpan<byte> Account { get; private set; }

    public readonly bool IsEmpty => SipUri.IsEmpty && TelUri.IsEmpty && Account.IsEmpty;

    /// <param name="user">Escaped as a URI needs it.</param>
    public static CallerIdentity OfAccount(ReadOnlySpan<byte> user) => new() { Account = user };

    /// <summary>
    /// What the sender of <paramref name="message"/> asserts, in the first of the accepted headers that says anything.
    /// </summary>
    public static CallerIdentity Read(scoped in SipMessageView message, IdentityHeaders accepted)
    {
        var identity = default(CallerIdentity);
        if (accepted.Pai)
        {
            identity.TakeAll(message.Values(HeaderId.PAssertedIdentity), NumberHeader.Asserted);
        }
        if (accepted.Ppi && identity.IsEmpty)
        {
            identity.TakeAll(message.Values(HeaderId.PPreferredIdentity), NumberHeader.Preferred);
        }
        if (accepted.Rpid && identity.IsEmpty && RemoteParty.TryFind(message, out var party) && party.Screened)
        {
            identity.Take(party.Address.Uri, party.NameHidden ? [] : party.Address.DisplayName, NumberHeader.RemoteParty);
        }
        return identity;
    }

    /// <summary>The sip URI of P-Preferred-Identity, whatever it may be worth (RFC 3325 §9.2).</summary>
    public static CallerIdentity ReadPreferred(scoped in SipMessageView message)
    {
        var identity = default(CallerIdentity);
        identity.TakeAll(message.Values(HeaderId.PPreferredIdentity), NumberHeader.Preferred);
        identity.TelUri = default;
        return identity;
    }

    /// <summary>From, unless it is anonymous.</summary>
    public static CallerIdentity ReadFrom(scoped in SipMessageView message)
    {
        var identity = default(CallerIdentity);
        if (NameAddressView.TryParse(message.First(HeaderId.From), out var address))
        {
            identity.Take(address.Uri, [], NumberHeader.From);
        }
        return identity;
    }

    private void TakeAll(HeaderValues values, NumberHeader readAs)
    {
        foreach (var value in values)
        {
            if (NameAddressView.TryParse(value, out var address))
            {
                Take(address.Uri, address.DisplayName, readAs);
            }
        }
    }

    private void Take(ReadOnlySpan<byte> text, ReadOnlySpan<byte> display, NumberHeader readAs)
    {
        if (!SipUriView.TryParse(text, out var uri) || uri.User.IsEmpty || AnonymousCaller.NamesNobody(uri.Host))
        {
            return;
        }
        ReadAs = readAs;
        if (uri.Scheme == UriScheme.Tel)
        {
            if (TelUri.IsEmpty)
            {
                TelUri = text;
                TelDisplay = display;
            }
        }
        else if (SipUri.IsEmpty)
        {
            SipUri = text;
            SipDisplay = display;
        }
    }
}
