using SipEdge.Sip.Resolution;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

internal static class AddressClaims
{
    /// <summary>Every entry that admits by itself and says whose the call is; a name as the addresses it stands for.</summary>
    public static IEnumerable<AddressClaim> Of(EdgeOptions options, NameBook names) =>
        OfAcls(options, names).Concat(OfGateways(options, names));

    private static IEnumerable<AddressClaim> OfAcls(EdgeOptions options, NameBook names)
    {
        foreach (var (name, acl) in options.Acls)
        {
            if (acl.Trunk is null || acl.EffectiveRequire is RequireMode.Credential or RequireMode.IpAndCredential)
            {
                continue;
            }
            var domains = options.Domains.Where(domain => domain.Value.Acls.Contains(name))
                .Select(domain => domain.Key).ToHashSet();
            for (var i = 0; i < acl.Addresses.Length; i++)
            {
                var entry = acl.Addresses[i];
                foreach (var prefix in entry.IsInbound ? Prefixes(entry, names) : [])
                {
                    yield return new AddressClaim(
                        $"acls.{name}.addresses[{i}]", prefix, acl.Trunk, entry, domains, entry.IsName);
                }
            }
        }
    }

    private static IEnumerable<AddressClaim> OfGateways(EdgeOptions options, NameBook names)
    {
        foreach (var (name, trunk) in options.Trunks.Where(trunk => AclCompiler.AdmitsByGateway(options, trunk.Key)))
        {
            var domains = options.Domains.Where(domain => domain.Value.Trunks?.Contains(name) ?? true)
                .Select(domain => domain.Key).ToHashSet();
            for (var i = 0; i < trunk.Gateways.Length; i++)
            {
                if (AclCompiler.IsInbound(trunk.Gateways[i]))
                {
                    foreach (var (prefix, transport) in Prefixes(options, trunk, trunk.Gateways[i], names))
                    {
                        yield return new AddressClaim(
                            $"trunks.{name}.gateways[{i}]", prefix, name,
                            new AddressOptions { Prefix = trunk.Gateways[i].Address, Transport = transport }, domains,
                            trunk.Gateways[i].IsName)
                        {
                            Account = trunk.Register is { } register ? register.ContactUser ?? RegisterCompiler.UserOf(trunk) : null,
                        };
                    }
                }
            }
        }
    }

    /// <summary>The network that is written, or the addresses of the name that is.</summary>
    public static IEnumerable<AddressPrefix> Prefixes(AddressOptions entry, NameBook names) =>
        AddressPrefix.TryParse(entry.Prefix, out var prefix, out _)
            ? [prefix]
            : names.Find(SipHost.Sources(HostName.Canonical(entry.Prefix)))
                .Select(place => AddressPrefix.Of(place.Address.ToIPAddress())).Distinct();

    public static IEnumerable<(AddressPrefix Prefix, TransportKind Transport)> Prefixes(
        EdgeOptions options, TrunkOptions trunk, GatewayOptions gateway, NameBook names) =>
        gateway.IsName
            ? names.Find(GatewayHost.Of(options, trunk, gateway))
                .Select(place => (AddressPrefix.Of(place.Address.ToIPAddress()), place.Transport)).Distinct()
            : [(AddressCompiler.GatewayPrefix(gateway), gateway.EffectiveTransport)];
}
