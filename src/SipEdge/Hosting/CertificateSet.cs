using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SipEdge.Configuration;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Hosting;

/// <summary>
/// The certificates and authorities in force: what listeners show, what trunks are shown, and whom both believe. What has not
/// changed over a reload stays the same object, so that connections stay and who has accepted a self-signed one goes on doing so.
/// </summary>
internal sealed class CertificateSet(TimeProvider time)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly Dictionary<string, (string Fingerprint, ServerCertificate Certificate)> _certificates = new(StringComparer.Ordinal);
    private readonly HashSet<string> _selfMade = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TlsServerSettings> _listeners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Fingerprint, TlsClientSettings Settings)> _clients = new(StringComparer.Ordinal);
    private (string Fingerprint, TlsClientSettings Settings) _otherwise = (string.Empty, TlsClientSettings.Default);

    private volatile IReadOnlyList<(string Name, X509Certificate2 Leaf)> _inUse = [];

    /// <summary>Whom TLS believes; the same object for as long as the process lives.</summary>
    public TlsTrust Trust { get; } = TlsTrust.Default;

    /// <summary>What stands for a name under <c>tls</c>; null when nothing uses it.</summary>
    public ServerCertificate? this[string name] => _certificates.GetValueOrDefault(name).Certificate;

    /// <summary>Every certificate that somebody may be shown. Swapped by a reload, read by anyone.</summary>
    public IReadOnlyList<(string Name, X509Certificate2 Leaf)> InUse => _inUse;

    /// <summary>What a listener shows; null without TLS.</summary>
    public TlsServerSettings? Of(ListenerModel listener) => _listeners.GetValueOrDefault(listener.Name);

    /// <summary>From now on handshakes show these; connections that are up keep what they were shown.</summary>
    public void Apply(EdgeModel model, LoadedConfiguration loaded)
    {
        foreach (var listener in model.Listeners)
        {
            if (listener.Certificates.IsEmpty)
            {
                continue;
            }
            ServerCertificate[] shown = [.. listener.Certificates.Select(tls => Certificate(tls, loaded))];
            if (_listeners.TryGetValue(listener.Name, out var settings))
            {
                settings.Certificates = shown;
            }
            else
            {
                _listeners.Add(listener.Name, new TlsServerSettings(shown)
                {
                    StrictNames = listener.StrictSni,
                    ClientAuth = listener.ClientAuth,
                });
            }
        }

        ApplyTrust(model, loaded);
        var used = model.Listeners.SelectMany(static listener => listener.Certificates)
            .Concat(model.Trunks.Select(static trunk => trunk.Tls?.ClientCertificate).OfType<TlsContextModel>())
            .Select(static tls => tls.Name).Distinct(StringComparer.Ordinal);
        _inUse = [.. used.Select(name => (name, _certificates[name].Certificate.Context.TargetCertificate))];
    }

    /// <summary>How many new pairs must not replace the ones in force; each is among the problems.</summary>
    public int CheckRenewals(LoadedConfiguration loaded, ProblemList problems)
    {
        var refused = 0;
        foreach (var (name, inForce) in InUse)
        {
            if (loaded.Certificates.GetValueOrDefault(name) is { } renewed)
            {
                var before = problems.Count;
                CertificateRules.CheckRenewal(
                    $"tls.{name}.certificate", renewed, _selfMade.Contains(name) ? null : inForce, time.GetUtcNow(), problems);
                refused += problems.Count > before ? 1 : 0;
            }
        }
        return refused;
    }

    private void ApplyTrust(EdgeModel model, LoadedConfiguration loaded)
    {
        var usual = Roots(model.TlsClient.Ca, loaded);
        _otherwise = Same(_otherwise, new TlsClientSettings
        {
            Roots = usual,
            Protocols = TransportSettings.Protocols(model.TlsClient.MinVersion),
        });
        var clients = new Dictionary<string, TlsClientSettings>(StringComparer.Ordinal);
        var peers = new List<ExpectedPeer>();
        foreach (var trunk in model.Trunks)
        {
            if (trunk.Tls is { } tls)
            {
                var roots = Roots(tls.CaPath, loaded);
                var kept = Same(_clients.GetValueOrDefault(trunk.Name), new TlsClientSettings
                {
                    Roots = roots,
                    Protocols = TransportSettings.Protocols(tls.MinVersion),
                    ClientCertificate = tls.ClientCertificate is { } own ? Certificate(own, loaded).Context : null,
                    Pins = tls.Pins,
                });
                _clients[trunk.Name] = kept;
                clients.Add(trunk.Name, kept.Settings);
                if (!tls.ClientNames.IsEmpty)
                {
                    peers.Add(new ExpectedPeer(trunk.Name, tls.ClientNames, roots));
                }
            }
        }
        Trust.Replace(_otherwise.Settings, clients, [.. peers]);
    }

    /// <summary>The one before, where nothing is different.</summary>
    private static (string Fingerprint, TlsClientSettings Settings) Same(
        (string Fingerprint, TlsClientSettings Settings) before, TlsClientSettings now)
    {
        var fingerprint = string.Join('|',
        [
            now.Protocols.ToString(),
            now.ClientCertificate?.TargetCertificate.Thumbprint ?? "-",
            .. now.Pins.Select(static pin => Convert.ToHexString(pin.AsSpan())),
            .. now.Roots?.Select(static root => root.Thumbprint) ?? ["system"],
        ]);
        return before.Fingerprint == fingerprint ? before : (fingerprint, now);
    }

    private static X509Certificate2Collection? Roots(string? file, LoadedConfiguration loaded) =>
        file is null ? null : loaded.Authorities[file];

    private ServerCertificate Certificate(TlsContextModel tls, LoadedConfiguration loaded)
    {
        var protocols = TransportSettings.Protocols(tls.MinVersion);
        var read = loaded.Certificates.GetValueOrDefault(tls.Name);
        var fingerprint = string.Join('|',
        [
            protocols.ToString(),
            read?.Leaf.Thumbprint ?? "self-signed",
            .. read?.Chain.Select(static above => above.Thumbprint) ?? [],
        ]);
        if (_certificates.GetValueOrDefault(tls.Name) is { Certificate: { } before } kept && kept.Fingerprint == fingerprint)
        {
            return before;
        }

        // offline: no look-ups on the network for a chain that the file already holds.
        SslStreamCertificateContext context;
        if (read is null)
        {
            _selfMade.Add(tls.Name);
            context = SslStreamCertificateContext.Create(MakeSelfSigned(), additionalCertificates: null, offline: true);
        }
        else
        {
            _selfMade.Remove(tls.Name);
            context = SslStreamCertificateContext.Create(read.Leaf, read.Chain, offline: true);
        }
        var certificate = new ServerCertificate(context, protocols);
        _certificates[tls.Name] = (fingerprint, certificate);
        return certificate;
    }

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
