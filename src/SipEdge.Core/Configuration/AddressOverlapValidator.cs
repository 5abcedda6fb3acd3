namespace SipEdge.Core.Configuration;

/// <summary>Finds addresses that would be two trunks at once: whose call is it then?</summary>
internal static class AddressOverlapValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        // Outer before inner: whatever overlaps an entry and comes before it is still open.
        var open = new List<Claim>();
        foreach (var claim in Claims(options)
            .OrderBy(claim => claim.Prefix.IsIpv4).ThenBy(claim => claim.Prefix.First).ThenBy(claim => claim.Prefix.Length))
        {
            open.RemoveAll(outer => !outer.Prefix.Overlaps(claim.Prefix));
            if (open.Find(outer => Clash(outer, claim)) is { } other)
            {
                problems.Error(claim.Path,
                    $"{claim.Prefix} is trunk '{claim.Trunk}' here and trunk '{other.Trunk}' at {other.Path}",
                    "a port (with transport: udp), local_port, transport, credential or domain that tells them apart");
            }
            open.Add(claim);
        }
    }

    private static bool Clash(Claim a, Claim b) =>
        a.Trunk != b.Trunk
        && a.Domains.Overlaps(b.Domains)
        && (a.Address.Transport is null || b.Address.Transport is null || a.Address.Transport == b.Address.Transport)
        && (a.Address.LocalPort is null || b.Address.LocalPort is null || a.Address.LocalPort == b.Address.LocalPort)
        && !TellApartByPort(a.Address, b.Address);

    private static bool TellApartByPort(AddressOptions a, AddressOptions b) =>
        a.Port is not null && b.Port is not null && a.Port != b.Port
        && (a.Transport ?? b.Transport) == Sip.Transport.TransportKind.Udp;

    /// <summary>Every entry that admits by itself and says whose the call is.</summary>
    private static IEnumerable<Claim> Claims(EdgeOptions options)
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
                if (acl.Addresses[i].IsInbound && AddressPrefix.TryParse(acl.Addresses[i].Prefix, out var prefix, out _))
                {
                    yield return new Claim(prefix, acl.Trunk, acl.Addresses[i], domains, $"acls.{name}.addresses[{i}]");
                }
            }
        }
        foreach (var (name, trunk) in options.Trunks.Where(trunk => AclCompiler.AdmitsByGateway(options, trunk.Key)))
        {
            var domains = options.Domains.Where(domain => domain.Value.Trunks?.Contains(name) ?? true)
                .Select(domain => domain.Key).ToHashSet();
            for (var i = 0; i < trunk.Gateways.Length; i++)
            {
                if (AclCompiler.IsInbound(trunk.Gateways[i]))
                {
                    var gateway = trunk.Gateways[i];
                    yield return new Claim(
                        AddressCompiler.GatewayPrefix(gateway), name,
                        new AddressOptions { Prefix = gateway.Address, Transport = gateway.EffectiveTransport }, domains,
                        $"trunks.{name}.gateways[{i}]");
                }
            }
        }
    }

    private sealed record Claim(AddressPrefix Prefix, string Trunk, AddressOptions Address, HashSet<string> Domains, string Path);
}
