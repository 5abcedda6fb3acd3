namespace SipEdge.Core.Configuration;

/// <summary>How the edge checks gateways it calls over TLS. There is no way to switch the check off.</summary>
public sealed record TlsClientOptions
{
    /// <summary>PEM file of the authorities to trust instead of the system's.</summary>
    public string? Ca { get; init; }

    public TlsVersion MinVersion { get; init; } = TlsVersion.Tls12;
}
