using SipEdge.Core.Configuration;

namespace SipEdge.Core.Admission;

/// <summary>What digest credentials came to. Acl: the one that is satisfied, with DigestAdmitted.</summary>
public readonly record struct DigestResult(
    ReasonCode Reason, AccountModel? Account = null, AclModel? Acl = null, bool Stale = false);
