namespace SipEdge.Core.Configuration;

/// <summary>What a trunk is shown of a caller.</summary>
public sealed record IdentityOptions
{
    public string? FromUser { get; init; }

    public string? FromHost { get; init; }

    public string? FromDisplay { get; init; }

    /// <summary>
    /// Default untrusted: what a peer asserts is believed, and what we know is told, only where that was decided.
    /// </summary>
    public TrustMode Trust { get; init; } = TrustMode.Untrusted;

    /// <summary>Default: pass to a trusted trunk, remove towards an untrusted one (RFC 3325 §7).</summary>
    public AssertedIdentityMode? Pai { get; init; }

    public AssertedIdentityMode EffectivePai =>
        Pai ?? (Trust == TrustMode.Trusted ? AssertedIdentityMode.Pass : AssertedIdentityMode.Remove);
}
