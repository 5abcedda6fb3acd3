namespace SipEdge.Media.Relay;

/// <summary>
/// Is an endpoint a port of ours? None is ever learned from packets, and media goes to one only as
/// <see cref="SessionJoins"/> allows: sides that point at each other could pass a packet around for ever. May be asked by any
/// thread.
/// </summary>
internal sealed class OwnPorts(PortAllocator ports, IReadOnlyList<MediaEndpoint> advertised)
{
    private static readonly UInt128 AnyIpv4 = NumericAddress.FromIpv4(0);

    public bool Contains(MediaEndpoint endpoint) => TryFind(endpoint, out _);

    /// <summary>Also tells the address that the port is bound to.</summary>
    public bool TryFind(MediaEndpoint endpoint, out UInt128 bound)
    {
        bound = endpoint.Address;
        if (ports.IsTaken(bound, endpoint.Port))
        {
            return true;
        }

        // A socket bound to the wildcard is reached by every address of the machine; we know these.
        if (NumericAddress.IsLoopback(endpoint.Address))
        {
            bound = NumericAddress.IsIpv4(endpoint.Address) && ports.IsTaken(AnyIpv4, endpoint.Port) ? AnyIpv4 : UInt128.Zero;
            return ports.IsTaken(bound, endpoint.Port);
        }

        for (var i = 0; i < advertised.Count; i++)
        {
            if (advertised[i].Address == endpoint.Address)
            {
                return ports.TryFindAnywhere(endpoint.Port, out bound);
            }
        }

        return false;
    }
}
