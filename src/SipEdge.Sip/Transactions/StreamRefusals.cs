using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Transactions;

/// <summary>
/// Addresses that lately took no connection, so that the next large request does not try one again. It never grows: two
/// addresses that fall on one place forget each other, and a forgotten one costs one connection attempt. Owned by the loop.
/// </summary>
internal sealed class StreamRefusals
{
    /// <summary>A firewall that drops SYN costs a call the whole connect timeout; one call in five minutes may pay it.</summary>
    private const int RememberMs = 300_000;

    private readonly (SocketEndpoint Remote, long Until)[] _places = new (SocketEndpoint, long)[256];

    public void Add(SocketEndpoint remote, long now) => _places[Place(remote)] = (remote, now + RememberMs);

    public bool Contains(SocketEndpoint remote, long now)
    {
        ref readonly var place = ref _places[Place(remote)];
        return place.Until > now && place.Remote == remote;
    }

    private int Place(SocketEndpoint remote) => (int)((uint)remote.GetHashCode() % (uint)_places.Length);
}
