using SipEdge.Core.Configuration;

namespace SipEdge.Core.Routing;

/// <summary>The gateways of a call in the order to try, and how far it has got. Plain data: a call keeps it.</summary>
public struct RoutePlan(TrunkModel? trunk)
{
    private int _next;

    public readonly TrunkModel? Trunk => trunk;

    /// <summary>Gateways handed out so far.</summary>
    public readonly int Tried => _next;

    public bool TryNext(out GatewayModel gateway)
    {
        if (trunk is null || _next >= trunk.Outbound.Length)
        {
            gateway = null!;
            return false;
        }
        gateway = trunk.Outbound[_next++];
        return true;
    }
}
