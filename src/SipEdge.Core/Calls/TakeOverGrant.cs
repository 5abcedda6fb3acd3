using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>
/// Whom the edge has told the identifiers of a call that is not his own, so that he may take it over: by his trunk, or without one by
/// his address.
/// </summary>
internal sealed record TakeOverGrant(string? TrunkId, SocketEndpoint From)
{
    public static TakeOverGrant To(CallLeg leg) => new(leg.Trunk?.Id, leg.Peer.Remote);

    public bool IsFor(TrunkModel? trunk, in Flow flow) =>
        TrunkId is null ? trunk is null && From.Address == flow.Remote.Address : TrunkId == trunk?.Id;
}
