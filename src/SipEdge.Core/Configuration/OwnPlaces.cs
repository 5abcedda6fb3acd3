using System.Collections.Immutable;
using System.Net;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>
/// The edge's own addresses with the ports it has there: nobody may have it send media to itself. A listener that is bound to every
/// address of the machine is known by what it advertises. Immutable.
/// </summary>
public sealed class OwnPlaces
{
    private readonly ImmutableArray<Place> _places;

    private OwnPlaces(ImmutableArray<Place> places) => _places = places;

    public static OwnPlaces None { get; } = new([]);

    internal static OwnPlaces Of(
        IEnumerable<ListenerModel> listeners, IEnumerable<MediaAddressModel?> media, int portMin, int portMax)
    {
        var places = ImmutableArray.CreateBuilder<Place>();
        foreach (var listener in listeners)
        {
            Add(places, listener.Bind.Address, listener.Bind.Port, listener.Bind.Port);
            if (IPAddress.TryParse(listener.AdvertisedHost, out var advertised))
            {
                Add(places, advertised, listener.AdvertisedPort, listener.AdvertisedPort);
            }
        }
        foreach (var address in media.OfType<MediaAddressModel>())
        {
            Add(places, address.Address, portMin, portMax);
            Add(places, address.Advertised, portMin, portMax);
        }
        return new OwnPlaces([.. places.Distinct()]);
    }

    public bool Contains(UInt128 address, int port)
    {
        foreach (var place in _places)
        {
            if (place.Address == address && port >= place.First && port <= place.Last)
            {
                return true;
            }
        }
        return false;
    }

    private static void Add(ImmutableArray<Place>.Builder places, IPAddress address, int first, int last)
    {
        if (!address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
        {
            places.Add(new Place(SocketEndpoint.From(address, 0).Address, first, last));
        }
    }

    private readonly record struct Place(UInt128 Address, int First, int Last);
}
