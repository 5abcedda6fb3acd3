using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Authentication;

namespace SipEdge.Sip.Transport;

/// <summary>
/// What a TLS listener shows and asks for. The certificates may be replaced while running; new handshakes use the new ones.
/// </summary>
public sealed class TlsServerSettings(IReadOnlyList<ServerCertificate> certificates)
{
    private volatile IReadOnlyList<ServerCertificate> _certificates = certificates;

    /// <summary>At least one; the first is for who asks for none of them.</summary>
    public IReadOnlyList<ServerCertificate> Certificates
    {
        get => _certificates;
        set => _certificates = value;
    }

    /// <summary>Who asks for a name that no certificate has, or for none, gets no handshake.</summary>
    public bool StrictNames { get; init; }

    public ClientAuth ClientAuth { get; init; }

    /// <summary>
    /// The certificate for the name asked for (SNI): one that has it, else one whose wildcard covers it, else the first. Null:
    /// none will do.
    /// </summary>
    public ServerCertificate? For(string name)
    {
        var all = _certificates;
        return Find(all, name, wildcards: false) ?? Find(all, name, wildcards: true) ?? (StrictNames ? null : all[0]);
    }

    private static ServerCertificate? Find(IReadOnlyList<ServerCertificate> all, string name, bool wildcards)
    {
        foreach (var one in all)
        {
            if (one.Has(name, wildcards))
            {
                return one;
            }
        }

        return null;
    }
}

/// <summary>One certificate of a listener.</summary>
public sealed class ServerCertificate(SslStreamCertificateContext context, SslProtocols protocols)
{
    private readonly ImmutableArray<string> _identities = CertificateNames.Of(context.TargetCertificate);

    public ServerCertificate(SslStreamCertificateContext context) : this(context, TlsPolicy.Versions)
    {
    }

    public SslStreamCertificateContext Context => context;

    public SslProtocols Protocols => protocols;

    internal bool Has(string name, bool wildcards) => name.Length > 0
        && (CertificateNames.Match(_identities, name) || context.TargetCertificate.MatchesHostname(name, wildcards));
}

/// <summary>Whether a listener asks its peers for certificates.</summary>
public enum ClientAuth : byte
{
    None,

    /// <summary>Asked for. Without one, or with one that says nothing, a peer is as it would be without TLS.</summary>
    Optional,

    /// <summary>Without one that names an expected peer there is no connection.</summary>
    Required,
}
