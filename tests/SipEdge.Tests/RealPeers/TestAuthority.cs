using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SipEdge.Tests.RealPeers;

/// <summary>A certificate authority of one test, and the certificates it gives out.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly string _folder;
    private readonly X509Certificate2 _authority;

    public TestAuthority(string folder)
    {
        _folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=SipEdge test authority {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(200));
        File = Path.Combine(folder, "authority.pem");
        System.IO.File.WriteAllText(File, _authority.ExportCertificatePem());
    }

    /// <summary>The authority's own certificate, PEM.</summary>
    public string File { get; }

    /// <summary>Writes certificate and key of a server, apart and together, and returns the three paths.</summary>
    public (string Certificate, string Key, string Both) Issue(string name, IPAddress address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.Create(
            _authority, now.AddMinutes(-30), now.AddDays(100), RandomNumberGenerator.GetBytes(8));
        var (certificatePem, keyPem) = (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
        return (Write(".crt", certificatePem), Write(".key", keyPem), Write(".pem", keyPem + certificatePem));

        string Write(string extension, string pem)
        {
            var path = Path.Combine(_folder, name + extension);
            System.IO.File.WriteAllText(path, pem);
            return path;
        }
    }

    public void Dispose() => _authority.Dispose();
}
