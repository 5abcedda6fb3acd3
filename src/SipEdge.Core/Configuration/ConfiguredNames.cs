using SipEdge.Sip.Resolution;

namespace SipEdge.Core.Configuration;

/// <summary>
/// Every host name of a configuration: what the keeper of names resolves. A key that may hold a host has its line here, and what it
/// compiles to comes from <see cref="TargetCompiler"/> by the same <see cref="SipHost"/>.
/// </summary>
public static class ConfiguredNames
{
    public static IReadOnlyList<ConfiguredName> Of(EdgeOptions options) =>
        [.. OfTrunks(options).Concat(OfAcls(options)).Where(name => !AddressPrefix.TryParseAddress(name.Host.Name, out _, out _))];

    /// <summary>What is looked up to call a gateway: its outbound proxy, else itself. Null when that is an address.</summary>
    public static SipHost? Called(EdgeOptions options, TrunkOptions trunk, GatewayOptions gateway)
    {
        var host = GatewayHost.OfProxy(options, trunk, gateway) ?? GatewayHost.Of(options, trunk, gateway);
        return AddressPrefix.TryParseAddress(host.Name, out _, out _) ? null : host;
    }

    private static IEnumerable<ConfiguredName> OfTrunks(EdgeOptions options)
    {
        foreach (var (name, trunk) in options.Trunks)
        {
            for (var i = 0; i < trunk.Gateways.Length; i++)
            {
                var proxy = trunk.Gateways[i].IsCalled ? GatewayHost.OfProxy(options, trunk, trunk.Gateways[i]) : null;
                if (proxy is { } host)
                {
                    yield return new ConfiguredName($"trunks.{name}.outbound_proxy", host);
                }
                // Behind a proxy only those that call us are looked up themselves.
                if (trunk.Gateways[i].Active && (proxy is null || trunk.Gateways[i].Direction.HasFlag(GatewayDirection.Inbound)))
                {
                    yield return new ConfiguredName(
                        $"trunks.{name}.gateways[{i}]", GatewayHost.Of(options, trunk, trunk.Gateways[i]));
                }
            }
        }
    }

    private static IEnumerable<ConfiguredName> OfAcls(EdgeOptions options)
    {
        foreach (var (name, acl) in options.Acls)
        {
            for (var i = 0; i < acl.Addresses.Length; i++)
            {
                if (acl.Addresses[i].IsName)
                {
                    yield return new ConfiguredName(
                        $"acls.{name}.addresses[{i}]", SipHost.Sources(HostName.Canonical(acl.Addresses[i].Prefix)));
                }
            }
        }
    }
}
