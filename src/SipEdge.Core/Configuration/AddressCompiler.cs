using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>
/// Every address entry: those of the ACLs, and those of the gateways, which are known also where they admit nothing. A name is as
/// many entries as it has addresses, each of one address and no more, without those that are another trunk's.
/// </summary>
internal static class AddressCompiler
{
    public static List<AddressEntry> Compile(
        EdgeOptions options, IReadOnlyDictionary<string, TrunkModel> trunks, CompiledAcls acls, NameBook names,
        ImmutableArray<NameClash> clashes, ConfigPositions positions)
    {
        var entries = new List<AddressEntry>();
        foreach (var (name, acl) in options.Acls)
        {
            for (var i = 0; i < acl.Addresses.Length; i++)
            {
                var path = $"acls.{name}.addresses[{i}]";
                foreach (var prefix in AddressClaims.Prefixes(acl.Addresses[i], names).Where(prefix => !IsTaken(clashes, path, prefix)))
                {
                    entries.Add(Compile(acl.Addresses[i], prefix, acls.Written[name], positions.Line(path)));
                }
            }
        }
        foreach (var (name, acl) in acls.OfTrunk)
        {
            var trunk = options.Trunks[name];
            var admits = AclCompiler.AdmitsByGateway(options, name);
            for (var i = 0; i < trunk.Gateways.Length; i++)
            {
                if (!trunk.Gateways[i].Active)
                {
                    continue;
                }
                foreach (var (prefix, transport) in AddressClaims.Prefixes(options, trunk, trunk.Gateways[i], names)
                    .Where(found => !IsTaken(clashes, $"trunks.{name}.gateways[{i}]", found.Prefix)))
                {
                    entries.Add(new AddressEntry
                    {
                        Prefix = prefix,
                        Acl = acl,
                        Transport = transport,
                        Use = UseOf(trunk.Gateways[i], admits),
                        WhileRegistered = trunk.Register is not null,
                        Line = trunks[name].Gateways[i].Line,
                    });
                }
            }
            foreach (var (prefix, line) in InboundFrom(options.Trunks[name], positions, name))
            {
                entries.Add(new AddressEntry
                {
                    Prefix = prefix,
                    Acl = acl,
                    Use = admits ? AddressUse.Inbound : AddressUse.LeftToAcl,
                    WhileRegistered = true,
                    Line = line,
                });
            }
        }
        return entries;
    }

    /// <summary>Of a gateway that is written as an address.</summary>
    public static AddressPrefix GatewayPrefix(GatewayOptions gateway)
    {
        if (!AddressPrefix.TryParseAddress(gateway.Address, out var address, out var why)
            || !AddressPrefix.TryMake(address, gateway.Prefix, out var prefix, out why))
        {
            throw new InvalidOperationException(why);
        }
        return prefix;
    }

    private static bool IsTaken(ImmutableArray<NameClash> clashes, string path, AddressPrefix prefix) =>
        clashes.Any(clash => clash.Path == path && clash.Address == prefix);

    private static IEnumerable<(AddressPrefix Prefix, ConfigLine Line)> InboundFrom(
        TrunkOptions trunk, ConfigPositions positions, string name)
    {
        var written = trunk.Register?.InboundFrom ?? [];
        for (var i = 0; i < written.Length; i++)
        {
            yield return AddressPrefix.TryParse(written[i], out var prefix, out var why)
                ? (prefix, positions.Line($"trunks.{name}.register.inbound_from[{i}]"))
                : throw new InvalidOperationException(why);
        }
    }

    private static AddressUse UseOf(GatewayOptions gateway, bool admits) =>
        !AclCompiler.IsInbound(gateway) ? AddressUse.OutboundOnly : admits ? AddressUse.Inbound : AddressUse.LeftToAcl;

    private static AddressEntry Compile(AddressOptions address, AddressPrefix prefix, AclModel acl, ConfigLine line) => new()
    {
        Prefix = prefix,
        Acl = acl,
        Port = (ushort)(address.Port ?? 0),
        LocalPort = (ushort)(address.LocalPort ?? 0),
        Transport = address.Transport,
        Use = address.IsInbound ? AddressUse.Inbound : AddressUse.OutboundOnly,
        Line = line,
    };
}
