using SipEdge.Core.Configuration;

namespace SipEdge.Core.Admission;

/// <summary>
/// Whether a request may come in, why, and as whom. Status: what is answered; 0 when nothing is. Trunk: whom the caller is
/// identified as; null for an account or ACL of no trunk. Stale: the challenge tells the client that only its nonce was too old
/// (RFC 7616 §3.3). Line: the line of the configuration that decided. Token: the right header pair that came along, whether or
/// not it was needed, and which of its two tokens it was.
/// </summary>
public readonly record struct AdmissionDecision(
    AdmissionVerdict Verdict,
    ReasonCode Reason,
    int Status,
    DomainModel? Domain = null,
    AclModel? Acl = null,
    TrunkModel? Trunk = null,
    AccountModel? Account = null,
    bool Stale = false,
    ConfigLine Line = default,
    TokenModel? Token = null,
    TokenMatch TokenMatch = TokenMatch.None)
{
    /// <summary>The phones that the caller is one of; null for a trunk, and where the domain has none.</summary>
    public PhoneModel? Phones => Trunk is null && (Account is not null || Reason == ReasonCode.PhoneAdmitted) ? Domain?.Phones : null;

    /// <summary>What the caller may ask beside calls.</summary>
    public SignallingOptions Signalling => (Trunk ?? Phones?.Phones)?.Signalling ?? SignallingOptions.Default;
}
