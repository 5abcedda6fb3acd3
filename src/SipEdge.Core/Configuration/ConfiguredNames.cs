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

    private static IEnumerable<ConfiguredName> OfTrunks(EdgeOptions options)
    {
        foreach (var (name, trunk) in options.Trunks)
        {
            for (var i = 0; i < trunk.Gateways.Length; i++)
            {
                if (trunk.Gateways[i].Active)
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
