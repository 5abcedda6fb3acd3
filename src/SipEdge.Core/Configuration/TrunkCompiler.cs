using System.Collections.Immutable;
using System.Text;
using SipEdge.Media.Announcements;
using SipEdge.Sip.Resolution;

namespace SipEdge.Core.Configuration;

internal static class TrunkCompiler
{
    public static IReadOnlyDictionary<string, TrunkModel> Compile(
        EdgeOptions options, ImmutableArray<ListenerModel> listeners, SpecialNumbers special,
        IReadOnlyDictionary<string, PolicyModel> policies, ConfigPositions positions,
        IReadOnlyDictionary<string, AnnouncementClip> clips, NameBook names,
        IReadOnlyDictionary<SecretReference, Secret> secrets) =>
        options.Trunks.ToDictionary(
            trunk => trunk.Key,
            trunk => Compile(options, trunk.Key, trunk.Value, listeners, special, policies, positions, clips, names, secrets),
            StringComparer.Ordinal);

    private static byte[]? Contact(EdgeOptions options, ListenerOptions listener, ContactHost host) =>
        ContactText.Find(options, listener, host) is { } text ? Encoding.ASCII.GetBytes(text) : null;

    private static TrunkModel Compile(
        EdgeOptions options, string name, TrunkOptions trunk, ImmutableArray<ListenerModel> listeners, SpecialNumbers special,
        IReadOnlyDictionary<string, PolicyModel> policies, ConfigPositions positions,
        IReadOnlyDictionary<string, AnnouncementClip> clips, NameBook names,
        IReadOnlyDictionary<SecretReference, Secret> secrets)
    {
        var gateways = trunk.Gateways
            .Select((gateway, index) => Compile(
                new ConfiguredGateway(
                    name, trunk.Id ?? name, trunk.Tls is null ? null : name,
                    gateway with { Region = gateway.Region ?? trunk.Region })
                {
                    Proxy = gateway.IsCalled ? GatewayHost.OfProxy(options, trunk, gateway) : null,
                    ProxyStyle = trunk.OutboundProxyStyle,
                },
                GatewayHost.Of(options, trunk, gateway),
                MediaRulesCompiler.ForGateway(options, name, trunk, index, positions, clips), listeners, names,
                positions.Line($"trunks.{name}.gateways[{index}]")))
            .ToImmutableArray();
        ImmutableArray<GatewayModel> outbound = [.. gateways
            .Where(gateway => gateway.Active && gateway.Direction.HasFlag(GatewayDirection.Outbound))
            .OrderBy(gateway => gateway.Priority)];
        return new TrunkModel
        {
            Name = name,
            Id = trunk.Id ?? name,
            Active = trunk.Active,
            Draining = trunk.Draining,
            WhenInactive = trunk.WhenInactive,
            StateLine = positions.Line($"trunks.{name}.{(trunk.Active ? "draining" : "active")}"),
            Gateways = gateways,
            Outbound = outbound,
            SipsDowngradeFrom = trunk.AllowSipsDowngrade,
            Failover = new FailoverRules(trunk.Failover, options.Calls, positions.Line($"trunks.{name}.failover")),
            Health = trunk.Health is { } health ? new HealthRules(health, positions.Line($"trunks.{name}.health")) : null,
            Circuit = trunk.Circuit is { } circuit ? new CircuitRules(circuit, positions.Line($"trunks.{name}.circuit")) : null,
            Prefer = trunk.Prefer,
            Regions = new RegionRules(trunk.Regions, positions.Line($"trunks.{name}.regions")),
            Limits = trunk.Limits,
            CallLimits = new CallLimits(trunk.Limits.Calls, positions.Line($"trunks.{name}.limits")),
            Session = SessionRules.Compile(trunk.Session) with { TakesReplaces = trunk.Signalling.TakesReplaces },
            Register = RegisterCompiler.Compile(name, trunk, outbound, positions),
            Credentials = TrunkAuthCompiler.Compile(name, trunk, secrets, positions),
            Signalling = trunk.Signalling,
            Large = LargeRequests.Compile(trunk.Signalling.UdpMaxBytes, listeners),
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
            TlsRollout = trunk.TlsRollout is { } rollout
                ? new TlsRollout(rollout, positions.Line($"trunks.{name}.tls_rollout"))
                : null,
            Tls = TrunkTlsCompiler.Compile(options, trunk.Tls, positions, positions.Line($"trunks.{name}.tls")),
            Numbers = NumberCompiler.Compile(trunk.Numbers, special, positions.Line($"trunks.{name}.numbers")),
            Line = positions.Line($"trunks.{name}"),
        };
    }

    private static GatewayModel Compile(
        ConfiguredGateway at, SipHost host, MediaRules media, ImmutableArray<ListenerModel> listeners, NameBook names, ConfigLine line)
    {
        var gateway = at.Options;
        return new GatewayModel
        {
            Name = gateway.Name,
            TrunkName = at.Trunk,
            TrunkId = at.TrunkId,
            Targets = at.Proxy is { } proxy
                ? TargetCompiler.Of(proxy, gateway.Listener, null, listeners, names, at.TlsClient, proxy: at.ProxyStyle)
                : TargetCompiler.Of(
                    host, gateway.Listener, gateway.TlsName, listeners, names, at.TlsClient,
                    called: gateway.Direction.HasFlag(GatewayDirection.Outbound)),
            Scheme = gateway.FirstScheme,
            MayFallBackToSip = gateway.Scheme == GatewayScheme.SipsPreferred,
            Media = media,
            HostPort = TargetCompiler.HostPort(host, gateway.TlsName),
            Direction = gateway.Direction,
            Priority = gateway.Priority,
            Weight = gateway.Weight,
            Region = gateway.Region,
            Active = gateway.Active,
            Line = line,
        };
    }

    private readonly record struct ConfiguredGateway(string Trunk, string TrunkId, string? TlsClient, GatewayOptions Options)
    {
        public SipHost? Proxy { get; init; }

        public OutboundProxyStyle ProxyStyle { get; init; }
    }
}
