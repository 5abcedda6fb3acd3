using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SipEdge.Configuration;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Hosting;

/// <summary>
/// The certificate that each name under <c>tls</c> stands for, ready for handshakes. A self-signed one is made once and kept
/// over reloads, so that who has accepted it goes on doing so.
/// </summary>
internal sealed class CertificateSet(TimeProvider time)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly Dictionary<string, TlsServerSettings> _settings = new(StringComparer.Ordinal);

    /// <summary>What listeners with this name under <c>tls</c> show.</summary>
    public TlsServerSettings this[string name] => _settings[name];

    /// <summary>From now on handshakes show these; connections that are up keep what they were shown.</summary>
    public void Apply(EdgeModel model, IReadOnlyDictionary<string, TlsCertificate> loaded)
    {
        foreach (var tls in model.Listeners.Select(static listener => listener.Tls).OfType<TlsContextModel>())
        {
            if (!_settings.TryGetValue(tls.Name, out var settings))
            {
                _settings.Add(tls.Name, new TlsServerSettings([Certificate(tls, loaded)]));
            }
            else if (!tls.SelfSigned)
            {
                settings.Certificates = [Certificate(tls, loaded)];
            }
        }
    }

    // offline: no look-ups on the network for a chain that the file already holds.
    private ServerCertificate Certificate(TlsContextModel tls, IReadOnlyDictionary<string, TlsCertificate> loaded) => new(
        tls.SelfSigned
            ? SslStreamCertificateContext.Create(MakeSelfSigned(), additionalCertificates: null, offline: true)
            : SslStreamCertificateContext.Create(loaded[tls.Name].Leaf, loaded[tls.Name].Chain, offline: true),
        TransportSettings.Protocols(tls.MinVersion));

    private X509Certificate2 MakeSelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddMinutes(-5), now.AddYears(1));
    }
}
