using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SipEdge.Sip.Transport;

/// <summary>
/// The SIP domain identities of a certificate (RFC 5922 §7.1): the hosts of its SIP URIs; only without one its DNS names; only
/// without any subjectAltName the common name. Beside them its addresses, for a peer that is called by one.
/// </summary>
public static class CertificateNames
{
    /// <summary>More are no server's names but somebody's who wants to be compared for long.</summary>
    private const int Most = 100;

    private const string SubjectAltName = "2.5.29.17";
    private const string CommonName = "2.5.4.3";

    private static readonly Asn1Tag DnsTag = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag AddressTag = new(TagClass.ContextSpecific, 7);

    /// <summary>Domains in lower case, addresses as text. Empty when the certificate cannot be read.</summary>
    public static ImmutableArray<string> Of(X509Certificate2 certificate)
    {
        foreach (var extension in certificate.Extensions)
        {
            if (extension.Oid?.Value == SubjectAltName)
            {
                return OfExtension(extension.RawData);
            }
        }

        return OfSubject(certificate.SubjectName);
    }

    /// <summary>
    /// Whether a certificate of these identities is for <paramref name="host"/>. No wildcards (RFC 5922 §7.2): "*.example.net"
    /// is a name nobody is called by.
    /// </summary>
    public static bool Match(ImmutableArray<string> identities, string host)
    {
        var bare = host is ['[', .., ']'] ? host[1..^1] : host;
        var called = IPAddress.TryParse(bare, out var address) ? address.ToString() : bare.TrimEnd('.');
        foreach (var identity in identities)
        {
            if (string.Equals(identity, called, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableArray<string> OfExtension(byte[] value)
    {
        var uris = ImmutableArray.CreateBuilder<string>();
        var names = ImmutableArray.CreateBuilder<string>();
        var addresses = ImmutableArray.CreateBuilder<string>();
        try
        {
            var general = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
            for (var count = 0; general.HasData && count < Most; count++)
            {
                var tag = general.PeekTag();
                if (tag.HasSameClassAndValue(UriTag))
                {
                    if (DomainOf(general.ReadCharacterString(UniversalTagNumber.IA5String, UriTag)) is { } domain)
                    {
                        uris.Add(domain);
                    }
                }
                else if (tag.HasSameClassAndValue(DnsTag))
                {
                    names.Add(Canonical(general.ReadCharacterString(UniversalTagNumber.IA5String, DnsTag)));
                }
                else if (tag.HasSameClassAndValue(AddressTag))
                {
                    var bytes = general.ReadOctetString(AddressTag);
                    if (bytes.Length is 4 or 16)
                    {
                        addresses.Add(new IPAddress(bytes).ToString());
                    }
                }
                else
                {
                    general.ReadEncodedValue();
                }
            }
        }
        catch (AsnContentException)
        {
            return [];
        }

        return [.. uris.Count > 0 ? uris : names, .. addresses];
    }

    /// <summary>Null for what is no domain's identity: another scheme, or a user of the domain (RFC 5922 §7.1).</summary>
    private static string? DomainOf(string uri)
    {
        const string Scheme = "sip:";
        if (!uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || uri.Contains('@', StringComparison.Ordinal))
        {
            return null;
        }

        var end = uri.AsSpan(Scheme.Length).IndexOfAny(":;?");
        var host = end < 0 ? uri[Scheme.Length..] : uri.Substring(Scheme.Length, end);
        return host.Length == 0 ? null : Canonical(host);
    }

    private static ImmutableArray<string> OfSubject(X500DistinguishedName subject)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        try
        {
            foreach (var part in subject.EnumerateRelativeDistinguishedNames())
            {
                if (!part.HasMultipleElements && part.GetSingleElementType().Value == CommonName
                    && part.GetSingleElementValue() is { } name)
                {
                    names.Add(Canonical(name));
                }
            }
        }
        catch (CryptographicException)
        {
            return []; // a type of string that does not have these characters
        }

        return names.ToImmutable();
    }

    private static string Canonical(string name) => name.TrimEnd('.').ToLowerInvariant();
}
