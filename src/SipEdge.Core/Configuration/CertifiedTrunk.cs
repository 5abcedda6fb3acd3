using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>A trunk that a certificate can name, and the ACLs by which it then calls. Immutable.</summary>
public sealed record CertifiedTrunk(TrunkModel Trunk, TrunkTlsModel Tls, ImmutableArray<AclModel> Acls);
