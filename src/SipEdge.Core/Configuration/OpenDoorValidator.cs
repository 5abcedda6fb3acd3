namespace SipEdge.Core.Configuration;

/// <summary>
/// Finds what would let everybody call: addresses that admit alone and add up to a whole family, in one ACL, in one trunk's
/// gateways, or only together in a domain.
/// </summary>
internal static class OpenDoorValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        var ofAcl = new Dictionary<string, List<AddressPrefix>>(StringComparer.Ordinal);
        foreach (var (name, acl) in options.Acls.Where(acl => acl.Value.EffectiveRequire is RequireMode.Any or RequireMode.Ip))
        {
            ofAcl[name] = [.. acl.Addresses.Where(address => address.IsInbound).SelectMany(Prefixes)];
        }
        var ofTrunk = new Dictionary<string, List<AddressPrefix>>(StringComparer.Ordinal);
        // Also where an ACL decides about the trunk: its gateways are still the peers that may speak in its calls.
        foreach (var (name, trunk) in options.Trunks)
        {
            ofTrunk[name] = [.. trunk.Gateways.Where(AclCompiler.IsInbound).SelectMany(Prefixes)];
        }
        var found = Report(ofAcl, "acls.{0}.addresses", "the addresses of the peer, or require: ip_and_credential", problems);
        found |= Report(ofTrunk, "trunks.{0}.gateways", "the addresses of the peer", problems);
        if (!found)
        {
            var ofDomain = options.Domains.ToDictionary(
                domain => domain.Key, domain => Of(options, domain.Value, ofAcl, ofTrunk));
            Report(ofDomain, "domains.{0}", "ACLs and trunks that list the addresses of peers", problems);
        }
    }

    private static bool Report(
        Dictionary<string, List<AddressPrefix>> sets, string path, string expected, ProblemList problems)
    {
        var found = false;
        foreach (var (name, prefixes) in sets)
        {
            if (AddressCoverage.OfWholeFamily(prefixes) is { } family)
            {
                found = true;
                problems.Error(path.Replace("{0}", name, StringComparison.Ordinal),
                    $"these addresses are all of {family}, and no credential is required: everyone may call", expected);
            }
        }
        return found;
    }

    private static List<AddressPrefix> Of(
        EdgeOptions options, DomainOptions domain, Dictionary<string, List<AddressPrefix>> ofAcl,
        Dictionary<string, List<AddressPrefix>> ofTrunk) =>
        [
            .. domain.Acls.Distinct().SelectMany(acl => ofAcl.GetValueOrDefault(acl) ?? []),
            .. ofTrunk.Where(trunk => domain.Trunks?.Contains(trunk.Key) ?? true)
                .Where(trunk => AclCompiler.AdmitsByGateway(options, trunk.Key))
                .SelectMany(trunk => trunk.Value),
        ];

    // What cannot be read has its own complaint.
    private static IEnumerable<AddressPrefix> Prefixes(AddressOptions address) =>
        AddressPrefix.TryParse(address.Prefix, out var prefix, out _) ? [prefix] : [];

    private static IEnumerable<AddressPrefix> Prefixes(GatewayOptions gateway) =>
        AddressPrefix.TryParseAddress(gateway.Address, out var address, out _)
        && AddressPrefix.TryMake(address, gateway.Prefix, out var prefix, out _) ? [prefix] : [];
}
