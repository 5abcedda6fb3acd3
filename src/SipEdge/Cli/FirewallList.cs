using System.Globalization;
using System.Net;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Cli;

/// <summary>
/// Every address and port of the edge, as its peers see them, and rules of nftables for the chain that takes what comes in.
/// </summary>
/// <param name="Trunk">The one it is for; null: for everybody.</param>
internal sealed record FirewallList(string? Trunk, IReadOnlyList<OwnPlace> Own, IReadOnlyList<string> Nftables)
{
    public static FirewallList Of(EdgeModel model, TrunkModel? trunk)
    {
        var listeners = model.Listeners.Where(listener => trunk is null || Uses(trunk, listener)).ToList();
        var media = MediaOf(model, listeners).ToList();
        return new FirewallList(
            trunk?.Name,
            [.. listeners.Select(Place), .. media.Select(address => Place(address, model.Media))],
            [.. Rules(model, trunk, listeners, media)]);
    }

    /// <summary>It is called from there, or may call there: a listener of its transport and family.</summary>
    private static bool Uses(TrunkModel trunk, ListenerModel listener) => trunk.Gateways.Any(gateway => gateway.Targets.Any(target =>
        target.Listener == listener.Number
        || (gateway.Direction.HasFlag(GatewayDirection.Inbound) && target.Transport == listener.Transport
            && target.Address.IsIpv4 == IsIpv4(listener.Bind.Address))));

    private static IEnumerable<MediaAddressModel> MediaOf(EdgeModel model, IReadOnlyList<ListenerModel> listeners)
    {
        MediaAddressModel?[] families = [model.Media.Ipv4, model.Media.Ipv6];
        return families.OfType<MediaAddressModel>().Where(address =>
            listeners.Any(listener => IsIpv4(listener.Bind.Address) == IsIpv4(address.Address)));
    }

    // Over UDP a request leaves from the port it is answered on; a connection we open leaves from any.
    private static OwnPlace Place(ListenerModel listener) => new(
        "signalling",
        listener.AdvertisedHost,
        listener.Transport == TransportKind.Udp ? "udp" : "tcp",
        Text(listener.AdvertisedPort),
        listener.Transport == TransportKind.Udp ? Text(listener.AdvertisedPort) : null,
        $"{listener.Name} ({ConfigNames.Transport.Name(listener.Transport)})");

    private static OwnPlace Place(MediaAddressModel address, MediaModel media)
    {
        var ports = Range(media);
        return new OwnPlace("audio, video, fax", address.Advertised.ToString(), "udp", ports, ports, null);
    }

    private static IEnumerable<string> Rules(
        EdgeModel model, TrunkModel? trunk, IReadOnlyList<ListenerModel> listeners, IReadOnlyList<MediaAddressModel> media)
    {
        yield return $"# {(trunk is null ? "Everybody who may call" : $"Trunk {trunk.Name}")}: into the input chain, before it drops.";
        var open = trunk is null && model.Domains.Any(static domain => domain.AccountsFromAnywhere || domain.TokensFromAnywhere);
        if (open)
        {
            yield return "# An account or token is taken from any address, so signalling is open to all; the edge drops strangers.";
        }
        foreach (var listener in listeners)
        {
            var ours = Destination(listener.Bind.Address);
            var port = $"{(listener.Transport == TransportKind.Udp ? "udp" : "tcp")} dport {Text(listener.Bind.Port)}";
            if (open)
            {
                yield return $"{ours}{port} accept # {listener.Name}";
                continue;
            }
            var ipv4 = IsIpv4(listener.Bind.Address);
            var sources = model.Known.All
                .Where(known => known.Prefix.IsIpv4 == ipv4 && (trunk is null || ReferenceEquals(known.Trunk, trunk)))
                .Select(static known => known.Prefix.Text).Distinct().Order(StringComparer.Ordinal).ToList();
            if (sources.Count > 0)
            {
                yield return $"{ours}{Ip(ipv4)} saddr {{ {string.Join(", ", sources)} }} {port} accept # {listener.Name}";
            }
        }
        foreach (var address in media)
        {
            // Media does not come from where the signalling does, and the edge drops what no call waits for.
            yield return $"{Destination(address.Address)}udp dport {Range(model.Media)} accept # audio, video, fax: from anywhere";
        }
    }

    /// <summary>Nothing for a wildcard, which is every address of the machine.</summary>
    private static string Destination(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? ""
        : $"{Ip(IsIpv4(address))} daddr {address} ";

    private static string Ip(bool ipv4) => ipv4 ? "ip" : "ip6";

    private static bool IsIpv4(IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;

    private static string Range(MediaModel media) =>
        string.Create(CultureInfo.InvariantCulture, $"{media.PortMin}-{media.PortMax}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One address of the edge as peers see it.</summary>
/// <param name="SendsFrom">The port its own requests come from; null: any.</param>
internal sealed record OwnPlace(
    string Purpose, string Address, string Protocol, string Ports, string? SendsFrom, string? Listener);
