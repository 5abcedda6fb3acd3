using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SipEdge.Sip.Tests.Transport;

/// <summary>An authority of one test and what it gives out.</summary>
internal sealed class TestCertificates(string name = "Test authority") : IDisposable
{
    public const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    public const string ClientUsage = "1.3.6.1.5.5.7.3.2";
    public const string MailUsage = "1.3.6.1.5.5.7.3.4";

    public X509Certificate2 Root { get; } = MakeRoot(name);

    public X509Certificate2Collection Roots => [Root];

    /// <summary>"sip:…" becomes a URI, an address an address, all else a DNS name; without any there is only the CN.</summary>
    public X509Certificate2 Issue(
        string commonName, string[] names, string? usage = null, TimeSpan? from = null, TimeSpan? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        if (names.Length > 0)
        {
            var builder = new SubjectAlternativeNameBuilder();
            foreach (var one in names)
            {
                if (one.Contains(':') && Uri.TryCreate(one, UriKind.Absolute, out var uri))
                {
                    builder.AddUri(uri);
                }
                else if (one.Contains('@'))
                {
                    builder.AddEmailAddress(one);
                }
                else if (IPAddress.TryParse(one, out var address))
                {
                    builder.AddIpAddress(address);
                }
                else
                {
                    builder.AddDnsName(one);
                }
            }

            request.CertificateExtensions.Add(builder.Build());
        }

        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        var now = DateTimeOffset.UtcNow;
        using var issued = request.Create(
            Root, now + (from ?? TimeSpan.FromHours(-1)), now + (until ?? TimeSpan.FromHours(1)),
            RandomNumberGenerator.GetBytes(8));
        using var ephemeral = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose() => Root.Dispose();

    private static X509Certificate2 MakeRoot(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
    }
}
