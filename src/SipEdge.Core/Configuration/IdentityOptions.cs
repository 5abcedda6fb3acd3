using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>What a trunk is shown of a caller, and what is believed of the callers that it brings.</summary>
public sealed record IdentityOptions
{
    /// <summary>
    /// The trunk's account. In From of an INVITE only with <see cref="FromUserForInvite"/>: it hides the caller.
    /// </summary>
    public string? FromUser { get; init; }

    public bool FromUserForInvite { get; init; }

    public string? FromHost { get; init; }

    public string? FromDisplay { get; init; }

    /// <summary>
    /// Default untrusted: what a peer asserts is believed, and what we know is told, only where that was decided.
    /// </summary>
    public TrustMode Trust { get; init; } = TrustMode.Untrusted;

    /// <summary>Of what it sends; default <see cref="Trust"/>.</summary>
    public TrustMode? TrustInbound { get; init; }

    /// <summary>Of what it is sent; default <see cref="Trust"/>.</summary>
    public TrustMode? TrustOutbound { get; init; }

    /// <summary>Default: pass where an identity may go at all, else remove (RFC 3325 §7).</summary>
    public AssertedIdentityMode? Pai { get; init; }

    public UntrustedIdentityMode SendPaiUntrusted { get; init; } = UntrustedIdentityMode.Never;

    public bool PaiInAck { get; init; }

    public PresentationMode Presentation { get; init; } = PresentationMode.Allowed;

    /// <summary>The headers in which a trusted peer asserts; the first that holds an identity counts.</summary>
    public ImmutableArray<IdentityHeader> Accept { get; init; } = [IdentityHeader.Pai];

    /// <summary>The headers in which this trunk is told.</summary>
    public ImmutableArray<IdentityHeader> Send { get; init; } = [IdentityHeader.Pai];

    public IdentityForm Form { get; init; } = IdentityForm.AsReceived;

    public TrustMode EffectiveTrustInbound => TrustInbound ?? Trust;

    public TrustMode EffectiveTrustOutbound => TrustOutbound ?? Trust;

    public AssertedIdentityMode EffectivePai =>
        Pai ?? (EffectiveTrustOutbound == TrustMode.Trusted || SendPaiUntrusted != UntrustedIdentityMode.Never
            ? AssertedIdentityMode.Pass
            : AssertedIdentityMode.Remove);
}
