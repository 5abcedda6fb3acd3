using System.Globalization;
using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Registrations;

/// <summary>How long a registrar's 200 keeps our binding (RFC 3261 §10.2.4): it lists every binding of the address.</summary>
public static class GrantedExpires
{
    /// <returns>Seconds; 0 when our binding is not kept.</returns>
    /// <param name="response">The 2xx.</param>
    /// <param name="contact">The URI that we sent.</param>
    /// <param name="asked">Seconds, for a registrar that says nothing.</param>
    public static int Read(in SipMessageView response, ReadOnlySpan<byte> contact, int asked)
    {
        var header = TryNumber(response.First(HeaderId.Expires), out var general) ? general : asked;
        var (count, only) = (0, header);
        foreach (var value in response.Values(HeaderId.Contact))
        {
            if (!NameAddressView.TryParse(value, out var listed))
            {
                continue;
            }
            var expires = listed.TryGetParameter("expires"u8, out var text) && TryNumber(text, out var own) ? own : header;
            if (IsSame(listed.Uri, contact))
            {
                return expires;
            }
            (count, only) = (count + 1, expires);
        }
        // One that is not spelled as ours is ours all the same: registrars put the address behind a NAT in its place. Of several
        // nobody can tell, and the header speaks for all.
        return count == 1 ? only : header;
    }

    /// <summary>As far as registrars change what they are sent: the case of the host, and parameters they add.</summary>
    private static bool IsSame(ReadOnlySpan<byte> listed, ReadOnlySpan<byte> ours) =>
        SipUriView.TryParse(listed, out var a) && SipUriView.TryParse(ours, out var b)
        && a.User.SequenceEqual(b.User) && Ascii.EqualsIgnoreCase(a.Host, b.Host) && a.Port == b.Port;

    private static bool TryNumber(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }
        seconds = (int)Math.Min(number, int.MaxValue);
        return true;
    }
}
