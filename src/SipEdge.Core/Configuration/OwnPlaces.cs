using System.Collections.Immutable;
using System.Net;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>
/// The edge's own addresses with the ports it has there: nobody may have it send media to its listeners. Its media ports are told
/// apart, for a call that comes back to the edge names them rightly. A listener that is bound to every address of the machine is
/// known by what it advertises. Immutable.
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
            Add(places, listener.Bind.Address, listener.Bind.Port, listener.Bind.Port, media: false);
            if (IPAddress.TryParse(listener.AdvertisedHost, out var advertised))
            {
                Add(places, advertised, listener.AdvertisedPort, listener.AdvertisedPort, media: false);
            }
        }
        foreach (var address in media.OfType<MediaAddressModel>())
        {
            Add(places, address.Address, portMin, portMax, media: true);
            Add(places, address.Advertised, portMin, portMax, media: true);
        }
        return new OwnPlaces([.. places.Distinct()]);
    }

    /// <summary>A listener's address and port.</summary>
    public bool HasListener(UInt128 address, int port) => Contains(address, port, media: false);

    /// <summary>An address and port that the relay may have given to a call.</summary>
    public bool HasMedia(UInt128 address, int port) => Contains(address, port, media: true);

    private bool Contains(UInt128 address, int port, bool media)
    {
        foreach (var place in _places)
        {
            if (place.Media == media && place.Address == address && port >= place.First && port <= place.Last)
            {
                return true;
            }
        }
        return false;
    }

    private static void Add(ImmutableArray<Place>.Builder places, IPAddress address, int first, int last, bool media)
    {
        if (!address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
        {
            places.Add(new Place(SocketEndpoint.From(address, 0).Address, first, last, media));
        }
    }

    private readonly record struct Place(UInt128 Address, int First, int Last, bool Media);
}
