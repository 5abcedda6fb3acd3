namespace SipEdge.Core.Configuration;

internal static class KnownSourceCompiler
{
    public static KnownSources Compile(
        EdgeOptions options, IReadOnlyDictionary<string, TrunkModel> trunks, ConfigPositions positions) =>
        new(OfAcls(options, trunks, positions).Concat(OfGateways(options, trunks)));

    private static IEnumerable<KnownSource> OfAcls(
        EdgeOptions options, IReadOnlyDictionary<string, TrunkModel> trunks, ConfigPositions positions)
    {
        foreach (var (name, acl) in options.Acls)
        {
            var trunk = acl.Trunk is null ? null : trunks[acl.Trunk];
            for (var i = 0; i < acl.Addresses.Length; i++)
            {
                if (AddressPrefix.TryParse(acl.Addresses[i].Prefix, out var prefix, out _))
                {
                    yield return new KnownSource(
                        prefix, trunk, trunk is null ? $"acl '{name}'" : $"trunk '{trunk.Name}'",
                        positions.Line($"acls.{name}.addresses[{i}]"));
                }
            }
        }
    }

    private static IEnumerable<KnownSource> OfGateways(EdgeOptions options, IReadOnlyDictionary<string, TrunkModel> trunks)
    {
        foreach (var (name, trunk) in options.Trunks)
        {
            for (var i = 0; i < trunk.Gateways.Length; i++)
            {
                yield return new KnownSource(
                    AddressCompiler.GatewayPrefix(trunk.Gateways[i]), trunks[name], $"trunk '{name}'",
                    trunks[name].Gateways[i].Line);
            }
        }
    }
}
