using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SipEdge.Sip.Resolution;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>From a host of the configuration, and what its name stands for, to the places a request can be sent to.</summary>
public static class TargetCompiler
{
    /// <param name="host">As <see cref="ConfiguredNames"/> lists it.</param>
    /// <param name="listener">The one to call from; null: the first that fits.</param>
    /// <param name="shown">What stands for the host in URIs and certificates; null: the host itself.</param>
    /// <param name="listeners">All.</param>
    /// <param name="names">What names stand for.</param>
    /// <param name="tlsClient">The trunk whose <c>tls</c> block says how to verify it; null: the general settings do.</param>
    /// <param name="called">Requests go there; to one that only calls us it need not be possible.</param>
    /// <param name="proxy">They only pass there; null: they end there.</param>
    public static ImmutableArray<TargetModel> Of(
        SipHost host, string? listener, string? shown, ImmutableArray<ListenerModel> listeners, NameBook names,
        string? tlsClient = null, bool called = true, OutboundProxyStyle? proxy = null)
    {
        var hostPort = HostPort(host, shown);
        var targets = ImmutableArray.CreateBuilder<TargetModel>();
        foreach (var place in names.Find(host))
        {
            var from = ListenerFor(place, listener, listeners);
            if (from is null && called)
            {
                continue;
            }
            targets.Add(new TargetModel
            {
                Address = place.Address,
                Transport = place.Transport,
                Listener = from?.Number ?? 0,
                Priority = place.Priority,
                Weight = place.Weight,
                Record = place.Record,
                Origin = place.Origin,
                HostPort = hostPort,
                RouteLine = proxy == OutboundProxyStyle.Route ? RouteLine(host, place.Transport, hostPort) : [],
                ServerName = place.Transport == TransportKind.Tls ? shown ?? host.Name : null,
                TlsClient = place.Transport == TransportKind.Tls ? tlsClient : null,
            });
        }
        return targets.ToImmutable();
    }

    public static bool Reaches(IPAddress from, IPAddress to) =>
        from.AddressFamily == to.AddressFamily && (!IPAddress.IsLoopback(from) || IPAddress.IsLoopback(to));

    /// <summary>"192.0.2.7:5070" as it stands in a URI; the default port is left out.</summary>
    internal static byte[] HostPort(SipHost host, string? shown)
    {
        var text = shown ?? (IPAddress.TryParse(host.Name, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"[{host.Name}]"
            : host.Name);
        var usual = (host.Transport ?? (host.Scheme == Sip.Messages.UriScheme.Sips ? TransportKind.Tls : TransportKind.Udp)).DefaultPort();
        return Encoding.ASCII.GetBytes(host.Port is not { } port || port == usual
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text}:{port}"));
    }

    private static byte[] RouteLine(SipHost host, TransportKind transport, byte[] hostPort)
    {
        var isSips = host.Scheme == Sip.Messages.UriScheme.Sips;
        var over = isSips || transport == TransportKind.Udp ? "" : $";transport={ConfigNames.Transport.Name(transport)}";
        return Encoding.ASCII.GetBytes($"Route: <{(isSips ? "sips" : "sip")}:{Encoding.ASCII.GetString(hostPort)}{over};lr>\r\n");
    }

    private static ListenerModel? ListenerFor(SipPlace place, string? name, ImmutableArray<ListenerModel> listeners)
    {
        var address = place.Address.ToIPAddress();
        return listeners.FirstOrDefault(listener => listener.Transport == place.Transport
            && (name is null || name == listener.Name)
            && Reaches(listener.Bind.Address, address));
    }
}
