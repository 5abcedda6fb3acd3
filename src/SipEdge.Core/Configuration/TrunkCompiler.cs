using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SipEdge.Media.Announcements;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

internal static class TrunkCompiler
{
    public static IReadOnlyDictionary<string, TrunkModel> Compile(
        EdgeOptions options, ImmutableArray<ListenerModel> listeners, SpecialNumbers special,
        IReadOnlyDictionary<string, PolicyModel> policies, ConfigPositions positions,
        IReadOnlyDictionary<string, AnnouncementClip> clips, IReadOnlyDictionary<SecretReference, Secret> secrets) =>
        options.Trunks.ToDictionary(
            trunk => trunk.Key,
            trunk => Compile(options, trunk.Key, trunk.Value, listeners, special, policies, positions, clips, secrets),
            StringComparer.Ordinal);

    /// <summary>
    /// The listener a gateway is called from: the named one, or the first that speaks its transport and family.
    /// </summary>
    public static ListenerModel? ListenerFor(
        GatewayOptions gateway, IPAddress address, ImmutableArray<ListenerModel> listeners) =>
        listeners.FirstOrDefault(listener => listener.Transport == gateway.EffectiveTransport
            && (gateway.Listener is null || gateway.Listener == listener.Name)
            && Reaches(listener.Bind.Address, address));

    public static bool Reaches(IPAddress from, IPAddress to) =>
        from.AddressFamily == to.AddressFamily && (!IPAddress.IsLoopback(from) || IPAddress.IsLoopback(to));

    private static byte[]? Contact(EdgeOptions options, ListenerOptions listener, ContactHost host) =>
        ContactText.Find(options, listener, host) is { } text ? Encoding.ASCII.GetBytes(text) : null;

    private static TrunkModel Compile(
        EdgeOptions options, string name, TrunkOptions trunk, ImmutableArray<ListenerModel> listeners, SpecialNumbers special,
        IReadOnlyDictionary<string, PolicyModel> policies, ConfigPositions positions,
        IReadOnlyDictionary<string, AnnouncementClip> clips, IReadOnlyDictionary<SecretReference, Secret> secrets)
    {
        var gateways = trunk.Gateways
            .Select((gateway, index) => Compile(
                name, trunk.Id ?? name, gateway, MediaRulesCompiler.ForGateway(options, name, trunk, index, positions, clips), listeners,
                trunk.Tls is null ? null : name, positions.Line($"trunks.{name}.gateways[{index}]")))
            .ToImmutableArray();
        return new TrunkModel
        {
            Name = name,
            Id = trunk.Id ?? name,
            Active = trunk.Active,
            Draining = trunk.Draining,
            WhenInactive = trunk.WhenInactive,
            StateLine = positions.Line($"trunks.{name}.{(trunk.Active ? "draining" : "active")}"),
            Gateways = gateways,
            Outbound = [.. gateways
                .Where(gateway => gateway.Active && gateway.Direction.HasFlag(GatewayDirection.Outbound))
                .OrderBy(gateway => gateway.Priority)],
            Limits = trunk.Limits,
            Session = SessionRules.Compile(trunk.Session),
            Credentials = TrunkAuthCompiler.Compile(name, trunk, secrets, positions),
            Signalling = trunk.Signalling,
            Identity = IdentityCompiler.Compile(trunk.Identity, positions.Line($"trunks.{name}.identity")),
            Caller = CallerCompiler.Compile(trunk.Caller, $"trunks.{name}", policies, positions),
            ReasonHeader = trunk.ReasonHeader,
            Contacts = trunk.ContactHost is { } host
                ? [.. options.Listeners.Select(listener => Contact(options, listener, host))]
                : [],
            Diversion = DiversionRules.Compile(trunk.Diversion, trunk.Identity),
            Headers = HeaderRules.Compile(trunk.Headers),
            Media = MediaRulesCompiler.ForTrunk(options, name, trunk, positions),
            Security = trunk.Security ?? TrunkSecurity.Mixed,
            Tls = TrunkTlsCompiler.Compile(options, trunk.Tls, positions, positions.Line($"trunks.{name}.tls")),
            Numbers = NumberCompiler.Compile(trunk.Numbers, special, positions.Line($"trunks.{name}.numbers")),
            Line = positions.Line($"trunks.{name}"),
        };
    }

    private static GatewayModel Compile(
        string trunk, string id, GatewayOptions gateway, MediaRules media, ImmutableArray<ListenerModel> listeners,
        string? tlsClient, ConfigLine line)
    {
        if (!AddressPrefix.TryParseAddress(gateway.Address, out var address, out var why))
        {
            throw new InvalidOperationException(why);
        }
        var transport = gateway.EffectiveTransport;
        var port = gateway.Port ?? transport.DefaultPort();
        return new GatewayModel
        {
            Name = gateway.Name,
            TrunkName = trunk,
            TrunkId = id,
            Targets =
            [
                new TargetModel
                {
                    Address = SocketEndpoint.From(new IPEndPoint(address, port)),
                    Transport = transport,
                    // A gateway that only calls us needs none.
                    Listener = ListenerFor(gateway, address, listeners)?.Number ?? 0,
                    Origin = "literal",
                },
            ],
            TlsName = transport == TransportKind.Tls ? gateway.TlsName ?? address.ToString() : null,
            TlsClient = tlsClient,
            Scheme = gateway.Scheme,
            Media = media,
            HostPort = HostPort(gateway, address, port),
            Direction = gateway.Direction,
            Priority = gateway.Priority,
            Active = gateway.Active,
            Line = line,
        };
    }

    private static byte[] HostPort(GatewayOptions gateway, IPAddress address, int port)
    {
        var literal = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        var host = gateway.TlsName ?? literal;
        return Encoding.ASCII.GetBytes(port == gateway.EffectiveTransport.DefaultPort()
            ? host
            : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}"));
    }
}
