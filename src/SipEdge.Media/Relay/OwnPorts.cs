namespace SipEdge.Media.Relay;

/// <summary>
/// Is an endpoint a port of ours? Media never goes to one and is never learned from one: two sides that point at each
/// other would pass a packet around for ever, and whoever sets that up has sent it once. May be asked by any thread.
/// </summary>
internal sealed class OwnPorts(PortAllocator ports, IReadOnlyList<MediaEndpoint> advertised)
{
    private static readonly UInt128 AnyIpv4 = NumericAddress.FromIpv4(0);

    public bool Contains(MediaEndpoint endpoint)
    {
        if (ports.IsTaken(endpoint.Address, endpoint.Port))
        {
            return true;
        }

        // A socket bound to the wildcard is reached by every address of the machine; we know these.
        if (NumericAddress.IsLoopback(endpoint.Address))
        {
            return ports.IsTaken(AnyIpv4, endpoint.Port) || ports.IsTaken(UInt128.Zero, endpoint.Port);
        }

        for (var i = 0; i < advertised.Count; i++)
        {
            if (advertised[i].Address == endpoint.Address)
            {
                return ports.IsTakenAnywhere(endpoint.Port);
            }
        }

        return false;
    }
}
