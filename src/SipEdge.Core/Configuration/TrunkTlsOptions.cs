using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Who a trunk is over TLS and who the edge is to it. Two trunks that have this never share a connection.</summary>
public sealed record TrunkTlsOptions
{
    /// <summary>PEM file of the only authorities that may vouch for it. Default: those of tls.client.</summary>
    public string? Ca { get; init; }

    /// <summary>The name under <c>tls</c> of what it is shown when it asks.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>"sha256/BASE64" of public keys, one of which must be in its chain.</summary>
    public ImmutableArray<string> Pins { get; init; } = [];

    /// <summary>Default: that of tls.client.</summary>
    public TlsVersion? MinVersion { get; init; }

    /// <summary>A caller whose certificate has one of these is the trunk.</summary>
    public ImmutableArray<string> ClientNames { get; init; } = [];

    /// <summary>Its calls need such a certificate, whatever else would let them in.</summary>
    public bool RequireClientName { get; init; }
}
