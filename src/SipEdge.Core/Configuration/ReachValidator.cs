namespace SipEdge.Core.Configuration;

/// <summary>Finds callers that are let in and then have nowhere to go.</summary>
internal static class ReachValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        if (options.Routes.IsEmpty)
        {
            return; // that has its own warning
        }
        var entrances = Entrances(options).ToList();
        foreach (var name in options.Trunks.Keys)
        {
            var calls = entrances.Where(entrance => entrance.Trunk == name).ToList();
            if (calls.Count > 0 && !calls.Exists(entrance => HasRoute(options, entrance)))
            {
                problems.Warning($"trunks.{name}", "calls may come from this trunk, but no route takes them: they get 404",
                    $"a route with from_trunk: {name}, or one without conditions");
            }
        }
        foreach (var name in options.Domains.Keys)
        {
            var calls = entrances.Where(entrance => entrance.Domain == name).ToList();
            if (calls.Count > 0 && !calls.Exists(entrance => HasRoute(options, entrance)))
            {
                problems.Warning($"domains.{name}", "no route takes the calls to this domain: they get 404",
                    $"a route with domain: {name}, or one without conditions");
            }
        }
    }

    private static bool HasRoute(EdgeOptions options, Entrance entrance) => options.Routes.Any(route =>
        (route.Domain is null || route.Domain == entrance.Domain)
        && (route.FromTrunk is null || route.FromTrunk == entrance.Trunk)
        && (route.FromAcl is null || route.FromAcl == entrance.Acl));

    /// <summary>Every way in, as routes see it: which domain, by which ACL, as which trunk.</summary>
    private static IEnumerable<Entrance> Entrances(EdgeOptions options)
    {
        var byGateway = options.Trunks.Keys.Where(trunk => AclCompiler.AdmitsByGateway(options, trunk)).ToList();
        foreach (var (domain, value) in options.Domains)
        {
            foreach (var acl in value.Acls.Where(options.Acls.ContainsKey))
            {
                yield return new Entrance(domain, acl, options.Acls[acl].Trunk);
            }
            foreach (var trunk in byGateway.Where(trunk => value.Trunks?.Contains(trunk) ?? true))
            {
                yield return new Entrance(domain, null, trunk);
            }
        }
    }

    private readonly record struct Entrance(string Domain, string? Acl, string? Trunk);
}
