using SipEdge.Core.Configuration;

namespace SipEdge.Core.Admission;

/// <summary>Whether a request may come in, why, and as whom.</summary>
/// <param name="Status">What is answered; 0 when nothing is.</param>
/// <param name="Trunk">Whom the caller is identified as. Null: an account or ACL of no trunk.</param>
/// <param name="Stale">The challenge tells the client that only its nonce was too old (RFC 7616 s3.3).</param>
/// <param name="Line">The line of the configuration that decided.</param>
public readonly record struct AdmissionDecision(
    AdmissionVerdict Verdict,
    ReasonCode Reason,
    int Status,
    DomainModel? Domain = null,
    AclModel? Acl = null,
    TrunkModel? Trunk = null,
    AccountModel? Account = null,
    bool Stale = false,
    ConfigLine Line = default);
