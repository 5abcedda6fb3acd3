using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SipEdge.Sip.Transport;

/// <summary>
/// The certificate of a peer that connected. Its names count for a peer only when its chain leads to that very peer's
/// authorities: another authority may have signed the same name for somebody else.
/// </summary>
internal sealed class PeerCertificate
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string SipDomain = "1.3.6.1.5.5.7.3.20";
    private const string AnyUsage = "2.5.29.37.0";

    // Bytes and not objects: those belong to the handshake and end with it.
    private readonly byte[] _leaf;
    private readonly byte[][] _sent;

    /// <param name="leaf">The peer's own.</param>
    /// <param name="sent">What came with it.</param>
    public PeerCertificate(X509Certificate2 leaf, X509Certificate2Collection sent)
    {
        _leaf = leaf.RawData;
        _sent = new byte[sent.Count][];
        for (var index = 0; index < _sent.Length; index++)
        {
            _sent[index] = sent[index].RawData;
        }

        Names = CertificateNames.Of(leaf);
    }

    public ImmutableArray<string> Names { get; }

    /// <summary>Only authorities of peers whose name it carries are asked, so that a stranger costs nothing.</summary>
    /// <param name="peers">Who is expected.</param>
    /// <param name="fault">Why it is nobody's; none when it is somebody's.</param>
    public ImmutableArray<PeerName> Verify(ImmutableArray<ExpectedPeer> peers, out FlowFault fault)
    {
        var verified = ImmutableArray.CreateBuilder<PeerName>();
        fault = FlowFault.NameMismatch;
        foreach (var peer in peers)
        {
            if (Named(peer) is not { } name)
            {
                continue;
            }

            var verdict = Verify(peer.Roots);
            if (verdict == FlowFault.None)
            {
                verified.Add(new PeerName(peer.Peer, name));
            }
            else
            {
                fault = verdict;
            }
        }

        fault = verified.Count > 0 ? FlowFault.None : fault;
        return verified.ToImmutable();
    }

    private string? Named(ExpectedPeer peer)
    {
        foreach (var name in peer.Names)
        {
            if (CertificateNames.Match(Names, name))
            {
                return name;
            }
        }

        return null;
    }

    private FlowFault Verify(X509Certificate2Collection? roots)
    {
        using var leaf = X509CertificateLoader.LoadCertificate(_leaf);
        using var chain = new X509Chain { ChainPolicy = ChainPolicies.Of(roots) };
        foreach (var certificate in _sent)
        {
            chain.ChainPolicy.ExtraStore.Add(X509CertificateLoader.LoadCertificate(certificate));
        }

        try
        {
            return !MayIdentify(leaf) ? FlowFault.WrongUsage
                : chain.Build(leaf) ? FlowFault.None : ChainPolicies.FaultOf(chain);
        }
        catch (CryptographicException)
        {
            return FlowFault.UnknownAuthority; // nothing that a chain can be made of
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }

            foreach (var certificate in chain.ChainPolicy.ExtraStore)
            {
                certificate.Dispose();
            }
        }
    }

    /// <summary>
    /// Servers call servers with the one certificate they have, and public authorities no longer write "client" into it: for
    /// SIP any of the two usages will do, as RFC 5924 §4.1 leaves to local policy.
    /// </summary>
    private static bool MayIdentify(X509Certificate2 leaf)
    {
        foreach (var extension in leaf.Extensions)
        {
            if (extension is X509EnhancedKeyUsageExtension usages)
            {
                foreach (var usage in usages.EnhancedKeyUsages)
                {
                    if (usage.Value is ClientAuthentication or ServerAuthentication or SipDomain or AnyUsage)
                    {
                        return true;
                    }
                }

                return false;
            }
        }

        return true;
    }
}
