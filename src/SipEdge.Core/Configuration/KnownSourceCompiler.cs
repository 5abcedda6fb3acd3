namespace SipEdge.Core.Configuration;

internal static class KnownSourceCompiler
{
    public static KnownSources Compile(
        EdgeOptions options, IReadOnlyDictionary<string, TrunkModel> trunks, NameBook names, ConfigPositions positions) =>
        new(OfAcls(options, trunks, names, positions).Concat(OfGateways(options, trunks, names)));

    private static IEnumerable<KnownSource> OfAcls(
        EdgeOptions options, IReadOnlyDictionary<string, TrunkModel> trunks, NameBook names, ConfigPositions positions)
    {
        foreach (var (name, acl) in options.Acls)
        {
            var trunk = acl.Trunk is null ? null : trunks[acl.Trunk];
            for (var i = 0; i < acl.Addresses.Length; i++)
            {
                foreach (var prefix in AddressClaims.Prefixes(acl.Addresses[i], names))
                {
                    yield return new KnownSource(
                        prefix, trunk, trunk is null ? $"acl '{name}'" : $"trunk '{trunk.Name}'",
                        positions.Line($"acls.{name}.addresses[{i}]"));
                }
            }
        }
    }

    private static IEnumerable<KnownSource> OfGateways(EdgeOptions options, IReadOnlyDictionary<string, TrunkModel> trunks, NameBook names)
    {
        foreach (var (name, trunk) in options.Trunks)
        {
            for (var i = 0; i < trunk.Gateways.Length; i++)
            {
                foreach (var (prefix, _) in AddressClaims.Prefixes(options, trunk, trunk.Gateways[i], names))
                {
                    yield return new KnownSource(prefix, trunks[name], $"trunk '{name}'", trunks[name].Gateways[i].Line);
                }
            }
        }
    }
}
