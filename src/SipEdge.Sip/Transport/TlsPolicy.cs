using System.Net.Security;
using System.Security.Authentication;

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

    /// <summary>
    /// A ticket brings back the peer's certificate without those above it, so who is asked for one is asked again each time.
    /// </summary>
    public static SslServerAuthenticationOptions Server(
        ServerCertificate certificate, ClientAuth clientAuth, RemoteCertificateValidationCallback check) => new()
        {
            ServerCertificateContext = certificate.Context,
            EnabledSslProtocols = certificate.Protocols,
            CipherSuitesPolicy = Suites,
            AllowRenegotiation = false,
            ClientCertificateRequired = clientAuth != ClientAuth.None,
            RemoteCertificateValidationCallback = clientAuth == ClientAuth.None ? null : check,
            AllowTlsResume = clientAuth == ClientAuth.None,
        };

    /// <summary>
    /// <paramref name="name"/> is also sent as SNI. Connections live for hours: to resume a session would save nothing, and
    /// could bring one identity's session to another's connection.
    /// </summary>
    public static SslClientAuthenticationOptions Client(TlsClientSettings settings, string name, CalledPeerCheck check) => new()
    {
        TargetHost = name,
        EnabledSslProtocols = settings.Protocols,
        CipherSuitesPolicy = Suites,
        AllowRenegotiation = false,
        AllowTlsResume = false,
        ClientCertificateContext = settings.ClientCertificate,
        CertificateChainPolicy = ChainPolicies.Of(settings.Roots),
        RemoteCertificateValidationCallback = check.Check,
    };
}
