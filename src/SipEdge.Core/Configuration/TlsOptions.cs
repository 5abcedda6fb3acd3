namespace SipEdge.Core.Configuration;

/// <summary>A certificate that listeners may show.</summary>
public sealed record TlsOptions
{
    /// <summary>PEM, leaf first, then the chain.</summary>
    public string? Certificate { get; init; }

    public string? Key { get; init; }

    /// <summary>Made at start, kept in memory: for a first try, not for peers that check.</summary>
    public bool SelfSigned { get; init; }

    public TlsVersion MinVersion { get; init; } = TlsVersion.Tls12;
}
