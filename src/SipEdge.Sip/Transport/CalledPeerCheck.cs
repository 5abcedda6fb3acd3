using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SipEdge.Sip.Transport;

/// <summary>
/// Is the peer that was called the one that was meant? By chain and by name (RFC 5922 §7.2, RFC 9525), and by pinned keys
/// where there are some. One for each handshake: it remembers what was wrong.
/// </summary>
internal sealed class CalledPeerCheck(TlsClientSettings settings, string name)
{
    /// <summary>None until the certificate has come, and when it is right.</summary>
    public FlowFault Fault { get; private set; }

    public ImmutableArray<string> Names { get; private set; } = [];

    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Fault = Find(certificate as X509Certificate2, chain, errors);
        return Fault == FlowFault.None;
    }

    private FlowFault Find(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || chain is null)
        {
            return FlowFault.UnknownAuthority;
        }

        Names = CertificateNames.Of(certificate);
        if (settings.AcceptAnyCertificate)
        {
            return FlowFault.None;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
            && ChainPolicies.FaultOf(chain) is var fault and not FlowFault.None)
        {
            return fault;
        }

        // The name .NET compared is the same, by other rules: it takes wildcards and knows no SIP URIs.
        if (!CertificateNames.Match(Names, name))
        {
            return FlowFault.NameMismatch;
        }

        return settings.Pins.IsEmpty || HoldsPin(chain) ? FlowFault.None : FlowFault.PinMismatch;
    }

    private bool HoldsPin(X509Chain chain)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var element in chain.ChainElements)
        {
            SHA256.HashData(element.Certificate.PublicKey.ExportSubjectPublicKeyInfo(), hash);
            foreach (var pin in settings.Pins)
            {
                if (hash.SequenceEqual(pin.AsSpan()))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
