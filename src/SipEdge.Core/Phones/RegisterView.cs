using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Phones;

/// <summary>What a REGISTER asks for, read in place (RFC 3261 §10.2, §10.3).</summary>
public readonly ref struct RegisterView
{
    private const int Absent = -1;

    private readonly SipMessageView _request;
    private readonly int _expires;

    private RegisterView(scoped in SipMessageView request, ReadOnlySpan<byte> user, int expires, bool wildcard, int contacts)
    {
        _request = request;
        _expires = expires;
        User = user;
        IsWildcard = wildcard;
        ContactCount = contacts;
    }

    /// <summary>Of the address of record.</summary>
    public ReadOnlySpan<byte> User { get; }

    /// <summary>"Contact: *": all are to go.</summary>
    public bool IsWildcard { get; }

    /// <summary>0: only asks what is there.</summary>
    public int ContactCount { get; }

    public RegisterContacts Contacts => new(_request.Values(HeaderId.Contact));

    public static RegisterFault TryRead(
        in SipMessageView request, DomainModel domain, PhoneModel phones, out RegisterView register)
    {
        register = default;
        if (!NameAddressView.TryParse(request.First(HeaderId.To), out var to) || !SipUriView.TryParse(to.Uri, out var record)
            || record.User.Length is 0 or > PhoneContact.LongestUser || record.Scheme == UriScheme.Tel || !SipUriView.TryParse(request.RequestUri, out var asked))
        {
            return RegisterFault.Malformed;
        }
        if (!Ascii.EqualsIgnoreCase(record.Host, asked.Host) && !IsNamed(record.Host, domain))
        {
            return RegisterFault.OtherDomain;
        }
        var expires = ReadSeconds(request.First(HeaderId.Expires), out var readable);
        if (!readable)
        {
            return RegisterFault.Malformed;
        }
        var count = 0;
        var wildcard = false;
        foreach (var value in request.Values(HeaderId.Contact))
        {
            count++;
            if (!ContactView.TryParse(value, out var contact))
            {
                return RegisterFault.Malformed;
            }
            wildcard |= contact.IsWildcard;
            if (!contact.IsWildcard && Check(contact.Address, expires, phones) is var fault && fault != RegisterFault.None)
            {
                return fault;
            }
        }
        // "*" is alone, and removes (§10.2.2).
        if (wildcard && (count > 1 || expires != 0))
        {
            return RegisterFault.Malformed;
        }
        register = new RegisterView(request, record.User, expires, wildcard, count);
        return count > phones.MaxContacts ? RegisterFault.TooManyContacts : RegisterFault.None;
    }

    /// <summary>What a contact gets: never more than the edge gives; 0 removes it.</summary>
    public int Grant(scoped in NameAddressView contact, PhoneModel phones) =>
        Math.Min(Wish(contact, _expires, phones), phones.PhoneExpires);

    private static RegisterFault Check(in NameAddressView contact, int header, PhoneModel phones)
    {
        if (!SipUriView.TryParse(contact.Uri, out var uri) || uri.Scheme == UriScheme.Tel
            || contact.Uri.Length > PhoneContact.LongestUri)
        {
            return RegisterFault.Malformed;
        }
        var wish = Wish(contact, header, phones);
        return wish < 0 ? RegisterFault.Malformed
            : wish > 0 && wish < phones.LeastExpires ? RegisterFault.TooBrief
            : RegisterFault.None;
    }

    /// <summary>The contact's own parameter, else the header, else what the edge gives.</summary>
    private static int Wish(scoped in NameAddressView contact, int header, PhoneModel phones)
    {
        var own = Absent;
        if (contact.TryGetParameter("expires"u8, out var text))
        {
            own = ReadSeconds(text, out var readable);
            if (!readable)
            {
                return Absent;
            }
        }
        return own != Absent ? own : header != Absent ? header : phones.PhoneExpires;
    }

    /// <summary>delta-seconds; more than an int is as good as for ever (§20.19 has 2**32-1 as the most).</summary>
    private static int ReadSeconds(ReadOnlySpan<byte> text, out bool readable)
    {
        readable = true;
        if (text.IsEmpty)
        {
            return Absent;
        }
        readable = text.Length <= 10 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        return readable && long.TryParse(text, out var seconds) ? (int)Math.Min(seconds, int.MaxValue) : Absent;
    }

    private static bool IsNamed(ReadOnlySpan<byte> host, DomainModel domain)
    {
        Span<byte> name = stackalloc byte[256];
        return Ascii.EqualsIgnoreCase(host, name[..Encoding.UTF8.GetBytes(domain.Name, name)]);
    }
}
