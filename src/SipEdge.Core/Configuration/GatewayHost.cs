using System.Net.Sockets;
using SipEdge.Sip.Resolution;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>What a gateway's address, port, transport and scheme ask about its host.</summary>
internal static class GatewayHost
{
    private static readonly (string Prefix, TransportKind Transport)[] Services =
    [
        ("_sip._udp.", TransportKind.Udp), ("_sip._tcp.", TransportKind.Tcp), ("_sips._tcp.", TransportKind.Tls),
    ];

    public static SipHost Of(EdgeOptions options, TrunkOptions trunk, GatewayOptions gateway)
    {
        var (name, transport) = Read(gateway.Address);
        transport = gateway.Transport ?? transport;
        if (AddressPrefix.TryParseAddress(name, out var address, out _))
        {
            return new SipHost(address.ToString(), gateway.Port, gateway.EffectiveTransport, gateway.FirstScheme, Reach.All);
        }
        return new SipHost(HostName.Canonical(name), gateway.Port, transport, gateway.FirstScheme, ReachOf(options, trunk, gateway));
    }

    /// <summary>The trunk's outbound proxy, over the gateway's transport; null without one.</summary>
    public static SipHost? OfProxy(EdgeOptions options, TrunkOptions trunk, GatewayOptions gateway)
    {
        if (trunk.OutboundProxy is not { } written)
        {
            return null;
        }
        var (text, transport) = Read(written);
        if (!EndpointText.TryParseHost(text, 0, out var name, out var given, out _))
        {
            return null;
        }
        transport ??= gateway.Transport ?? Read(gateway.Address).Transport;
        int? port = given == 0 ? null : given;
        return AddressPrefix.TryParseAddress(name, out var address, out _)
            ? new SipHost(address.ToString(), port, transport ?? gateway.EffectiveTransport, gateway.FirstScheme, Reach.All)
            : new SipHost(HostName.Canonical(name), port, transport, gateway.FirstScheme, ReachOf(options, trunk, gateway));
    }

    /// <summary>A carrier's sheet may name the SRV record itself, "_sips._tcp.example.com": its domain and its transport.</summary>
    public static (string Name, TransportKind? Transport) Read(string address)
    {
        foreach (var (prefix, transport) in Services)
        {
            if (address.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return (address[prefix.Length..], transport);
            }
        }
        return (address, null);
    }

    /// <summary>What our listeners speak; for one that only calls us it does not matter, and TLS is nothing for an insecure trunk.</summary>
    private static Reach ReachOf(EdgeOptions options, TrunkOptions trunk, GatewayOptions gateway)
    {
        var reach = Reach.None;
        foreach (var listener in options.Listeners.Where(listener => gateway.Listener is null || gateway.Listener == listener.Name))
        {
            if (EndpointText.TryParseBind(listener.Bind, 0, out var bind, out _))
            {
                reach |= Reaches.Of(listener.Transport, bind.AddressFamily == AddressFamily.InterNetwork);
            }
        }
        reach = gateway.Direction == GatewayDirection.Inbound ? Reach.All : reach;
        return trunk.Security == TrunkSecurity.Insecure ? reach & ~Reach.Tls : reach;
    }
}
