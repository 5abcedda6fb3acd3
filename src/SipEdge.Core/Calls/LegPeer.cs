using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>Whose a leg is: a trunk's, or without one, and among phones, that of whoever has the address.</summary>
internal sealed record LegPeer(string? TrunkId, SocketEndpoint From)
{
    public static LegPeer Of(CallLeg leg) => Of(leg.Trunk, leg.Peer);

    public static LegPeer Of(TrunkModel? trunk, in Flow flow) => new(trunk is { Pbx: null } ? trunk.Id : null, flow.Remote);

    /// <summary>Nobody takes over calls that are not his own: the same trunk, or without one the same address.</summary>
    public bool Is(LegPeer other) => TrunkId is null && other.TrunkId is null
        ? From.Address == other.From.Address
        : TrunkId == other.TrunkId;
}
