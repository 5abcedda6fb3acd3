using System.Globalization;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Phones.Registering;

/// <summary>What the PBX's 200 to a REGISTER says of a contact (RFC 3261 §10.2.4).</summary>
internal static class PbxGrant
{
    /// <summary>For how long the PBX keeps a contact: its own parameter, else Expires, else what was asked (§10.2.1.1).</summary>
    public static int SecondsOf(in SipMessageView response, UInt128 token, int otherwise) =>
        TryFind(response, token, out var contact) && contact.TryGetParameter("expires"u8, out var text)
            ? Seconds(text, otherwise)
            : otherwise;

    public static int Seconds(ReadOnlySpan<byte> text, int otherwise) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : otherwise;

    /// <summary>The contact of that token among those that the PBX holds.</summary>
    public static bool TryFind(in SipMessageView response, UInt128 token, out NameAddressView found)
    {
        foreach (var value in response.Values(HeaderId.Contact))
        {
            if (ContactView.TryParse(value, out var contact) && SipUriView.TryParse(contact.Address.Uri, out var uri)
                && PhoneToken.TryRead(uri.User, out var named) && named == token)
            {
                found = contact.Address;
                return true;
            }
        }
        found = default;
        return false;
    }
}
