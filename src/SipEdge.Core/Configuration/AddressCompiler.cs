namespace SipEdge.Core.Configuration;

/// <summary>
/// Every address entry: those of the ACLs, and those of the gateways, which are known also where they admit nothing.
/// </summary>
internal static class AddressCompiler
{
    public static List<AddressEntry> Compile(
        EdgeOptions options, IReadOnlyDictionary<string, TrunkModel> trunks, CompiledAcls acls, ConfigPositions positions)
    {
        var entries = new List<AddressEntry>();
        foreach (var (name, acl) in options.Acls)
        {
            for (var i = 0; i < acl.Addresses.Length; i++)
            {
                entries.Add(Compile(acl.Addresses[i], acls.Written[name], positions.Line($"acls.{name}.addresses[{i}]")));
            }
        }
        foreach (var (name, acl) in acls.OfTrunk)
        {
            var gateways = options.Trunks[name].Gateways;
            var admits = AclCompiler.AdmitsByGateway(options, name);
            for (var i = 0; i < gateways.Length; i++)
            {
                if (gateways[i].Active)
                {
                    entries.Add(new AddressEntry
                    {
                        Prefix = GatewayPrefix(gateways[i]),
                        Acl = acl,
                        Transport = gateways[i].EffectiveTransport,
                        Use = UseOf(gateways[i], admits),
                        Line = trunks[name].Gateways[i].Line,
                    });
                }
            }
        }
        return entries;
    }

    public static AddressPrefix GatewayPrefix(GatewayOptions gateway)
    {
        if (!AddressPrefix.TryParseAddress(gateway.Address, out var address, out var why)
            || !AddressPrefix.TryMake(address, gateway.Prefix, out var prefix, out why))
        {
            throw new InvalidOperationException(why);
        }
        return prefix;
    }

    private static AddressUse UseOf(GatewayOptions gateway, bool admits) =>
        !AclCompiler.IsInbound(gateway) ? AddressUse.OutboundOnly : admits ? AddressUse.Inbound : AddressUse.LeftToAcl;

    private static AddressEntry Compile(AddressOptions address, AclModel acl, ConfigLine line)
    {
        if (!AddressPrefix.TryParse(address.Prefix, out var prefix, out var why))
        {
            throw new InvalidOperationException(why);
        }
        return new AddressEntry
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
}
