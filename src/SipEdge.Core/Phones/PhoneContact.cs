using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Phones;

/// <summary>Which contact of an address of record a Contact value is.</summary>
public static class PhoneContact
{
    /// <summary>Longer ones are refused: it is written into every answer and every call.</summary>
    public const int LongestUri = 512;

    public const int LongestUser = 128;

    internal const int LongestQuality = 5;

    /// <summary>
    /// A phone that names itself (+sip.instance, RFC 5626 §4.1) is the same contact wherever it has moved to, so that a reboot
    /// replaces the old one; others are known by their URI (RFC 3261 §10.3 step 7).
    /// Deviates: URIs are compared as they are written, not by RFC 3261 §19.1.4: a phone writes its own the same way each time.
    /// </summary>
    public static UInt128 TokenOf(DomainModel domain, ReadOnlySpan<byte> user, scoped in NameAddressView contact)
    {
        if (contact.TryGetParameter("+sip.instance"u8, out var instance) && instance.Length is > 0 and <= LongestUri)
        {
            contact.TryGetParameter("reg-id"u8, out var flow);
            return PhoneToken.Of(domain.Name, user, instance, flow.Length <= 10 ? flow : default);
        }
        return PhoneToken.Of(domain.Name, user, contact.Uri, default);
    }

    /// <summary>
    /// Its q (RFC 3261 §20.10) where that is a number from 0 to 1; anything else is left out, or one contact could carry kilobytes
    /// that are kept and written onwards.
    /// </summary>
    public static ReadOnlySpan<byte> QualityOf(NameAddressView contact) =>
        contact.TryGetParameter("q"u8, out var text) && text.Length is > 0 and <= LongestQuality
            && text[0] is (byte)'0' or (byte)'1' && (text.Length == 1 || text[1] == (byte)'.')
            && !text[(text.Length == 1 ? 1 : 2)..].ContainsAnyExceptInRange((byte)'0', text[0] == (byte)'1' ? (byte)'0' : (byte)'9')
                ? text
                : default;
}
