using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace SipEdge.Core.Configuration;

internal static class MediaCompiler
{
    public static MediaModel Compile(EdgeOptions options, ImmutableArray<ListenerModel> listeners, ConfigPositions positions)
    {
        var media = options.Media;
        var ipv4 = Address(media.Ipv4) ?? FromListeners(listeners, AddressFamily.InterNetwork);
        var ipv6 = Address(media.Ipv6) ?? FromListeners(listeners, AddressFamily.InterNetworkV6);
        return new MediaModel
        {
            Ipv4 = ipv4,
            Ipv6 = ipv6,
            PortMin = media.PortMin,
            PortMax = media.PortMax,
            PaceMs = media.PaceMs,
            Own = OwnPlaces.Of(listeners, [ipv4, ipv6], media.PortMin, media.PortMax),
            Policy = MediaRulesCompiler.ForCallers(options, positions),
            Line = positions.Line("media"),
        };
    }

    /// <summary>
    /// Audio goes where signalling goes when nothing else is said: the first listener bound to an address of its own.
    /// </summary>
    private static MediaAddressModel? FromListeners(ImmutableArray<ListenerModel> listeners, AddressFamily family)
    {
        var listener = listeners.FirstOrDefault(listener =>
            listener.Bind.AddressFamily == family && !IPAddress.Any.Equals(listener.Bind.Address)
            && !IPAddress.IPv6Any.Equals(listener.Bind.Address));
        if (listener is null)
        {
            return null;
        }
        var advertised = IPAddress.TryParse(listener.AdvertisedHost, out var address) && address.AddressFamily == family
            ? address
            : listener.Bind.Address;
        return new MediaAddressModel { Address = listener.Bind.Address, Advertised = advertised };
    }

    private static MediaAddressModel? Address(MediaAddressOptions? options)
    {
        if (options is null)
        {
            return null;
        }
        if (!AddressPrefix.TryParseAddress(options.Address, out var address, out var why)
            || !AddressPrefix.TryParseAddress(options.Advertise ?? options.Address, out var advertised, out why))
        {
            throw new InvalidOperationException(why);
        }
        return new MediaAddressModel { Address = address, Advertised = advertised };
    }
}
