using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

internal static class ListenerCompiler
{
    public static ImmutableArray<ListenerModel> Compile(EdgeOptions options, ConfigPositions positions) =>
        [.. options.Listeners.Select((listener, index) => Compile(options, listener, index, positions))];

    private static ListenerModel Compile(
        EdgeOptions options, ListenerOptions listener, int index, ConfigPositions positions)
    {
        if (!EndpointText.TryParseBind(listener.Bind, listener.Transport.DefaultPort(), out var bind, out var why))
        {
            throw new InvalidOperationException(why);
        }
        var host = bind.Address.ToString();
        var port = bind.Port;
        if (listener.Advertise is not null
            && !EndpointText.TryParseHost(listener.Advertise, bind.Port, out host, out port, out why))
        {
            throw new InvalidOperationException(why);
        }
        return new ListenerModel
        {
            Number = (byte)index,
            Name = listener.Name,
            Transport = listener.Transport,
            Bind = bind,
            AdvertisedHost = InUri(host),
            AdvertisedPort = port,
            Certificates = [.. listener.Certificates.Select(name => CompileTls(name, options.Tls[name], positions))],
            StrictSni = listener.StrictSni,
            ClientAuth = listener.ClientAuth,
            Line = positions.Line($"listeners[{index}]"),
        };
    }

    /// <summary>An IPv6 address stands in brackets there (RFC 3261 §25.1, IPv6reference).</summary>
    private static string InUri(string host) =>
        IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"[{address}]"
            : host;

    public static TlsContextModel CompileTls(string name, TlsOptions tls, ConfigPositions positions) => new()
    {
        Name = name,
        CertificatePath = tls.Certificate,
        KeyPath = tls.Key,
        SelfSigned = tls.SelfSigned,
        MinVersion = tls.MinVersion,
        Line = positions.Line($"tls.{name}"),
    };
}
