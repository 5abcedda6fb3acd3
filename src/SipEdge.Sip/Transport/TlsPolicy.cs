using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SipEdge.Sip.Transport;

/// <summary>
/// How TLS is spoken, either way: versions 1.2 and 1.3, suites with forward secrecy and authenticated encryption only (RFC
/// 9325 §4), no renegotiation, no compression.
/// </summary>
internal static class TlsPolicy
{
    /// <summary>Unless the configuration asks for more.</summary>
    public const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

#pragma warning disable CA1416 // Linux only: docs/decisions/0002.
    private static readonly CipherSuitesPolicy Suites = new(
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]);
#pragma warning restore CA1416

    public static SslServerAuthenticationOptions Server(TlsServerSettings settings) => new()
    {
        ServerCertificateContext = settings.Certificate,
        EnabledSslProtocols = settings.Protocols,
        CipherSuitesPolicy = Suites,
        AllowRenegotiation = false,
    };

    /// <summary>The peer is verified by chain and by <paramref name="name"/>, which is also sent as SNI.</summary>
    public static SslClientAuthenticationOptions Client(TlsClientSettings settings, string name)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = name,
            EnabledSslProtocols = settings.Protocols,
            CipherSuitesPolicy = Suites,
            AllowRenegotiation = false,
            ClientCertificateContext = settings.ClientCertificate,
        };
        if (settings.Roots is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(settings.Roots);
        }

        if (settings.AcceptAnyCertificate)
        {
#pragma warning disable CA5359 // What the option says, for the one target it was set for.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return options;
    }
}
