using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>
/// Whether a request inside a dialog comes from that dialog's peer. The tags are random, but they travel in clear on UDP; so
/// the address counts too: the one the peer spoke from, the one the edge speaks to, or another of the same trunk.
/// </summary>
internal static class PeerCheck
{
    public static bool IsFromPeer(CallLeg leg, in Flow flow, EdgeModel model) =>
        IsFromPeer(leg.Peer, leg.NextHop, leg.Trunk, flow, model);

    public static bool IsFromPeer(in Flow peer, in Flow nextHop, TrunkModel? trunk, in Flow flow, EdgeModel model) =>
        flow.Remote.Address == peer.Remote.Address
        || flow.Remote.Address == nextHop.Remote.Address
        || (trunk is not null && IsTrunkAddress(trunk, flow, model));

    private static bool IsTrunkAddress(TrunkModel trunk, in Flow flow, EdgeModel model)
    {
        foreach (var entry in model.Addresses.Find(flow.Remote.Address))
        {
            if (entry.Acl.Trunk == trunk && (entry.Transport is null || entry.Transport == flow.Transport))
            {
                return true;
            }
        }
        return false;
    }
}
