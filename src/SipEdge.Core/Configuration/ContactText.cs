using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>"host:port" of a listener as a trunk wants it in Contact.</summary>
internal static class ContactText
{
    /// <returns>Null when the configuration knows no such host of the listener.</returns>
    public static string? Find(EdgeOptions options, ListenerOptions listener, ContactHost wanted)
    {
        if (!EndpointText.TryParseBind(listener.Bind, listener.Transport.DefaultPort(), out var bind, out _))
        {
            return null;
        }
        var (host, port) = (bind.Address.ToString(), bind.Port);
        if (listener.Advertise is not null
            && !EndpointText.TryParseHost(listener.Advertise, bind.Port, out host, out port, out _))
        {
            return null;
        }
        var isAddress = IPAddress.TryParse(host, out _);
        var found = wanted switch
        {
            ContactHost.BindIp => bind.Address.Equals(IPAddress.Any) || bind.Address.Equals(IPAddress.IPv6Any)
                ? null
                : bind.Address.ToString(),
            ContactHost.PublicIp => isAddress ? host : MediaAddress(options, bind.AddressFamily),
            _ => isAddress ? options.DefaultDomain : host,
        };
        port = wanted == ContactHost.BindIp ? bind.Port : port;
        return found is null || port == 0 ? null : string.Create(
            CultureInfo.InvariantCulture, $"{(found.Contains(':', StringComparison.Ordinal) ? $"[{found}]" : found)}:{port}");
    }

    /// <summary>What SDP says is public as well.</summary>
    private static string? MediaAddress(EdgeOptions options, AddressFamily family) =>
        (family == AddressFamily.InterNetwork ? options.Media.Ipv4 : options.Media.Ipv6) is { } media
            ? media.Advertise ?? media.Address
            : null;
}
