using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>The ACLs as written, and those that the gateways of each trunk stand for.</summary>
internal sealed record CompiledAcls(
    ImmutableArray<AclModel> All, IReadOnlyDictionary<string, AclModel> Written, IReadOnlyDictionary<string, AclModel> OfTrunk);
