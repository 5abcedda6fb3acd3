namespace SipEdge.Core.Configuration;

internal static class RouteOptionsValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        if (options.Routes.IsEmpty)
        {
            problems.Warning("routes", "no routes: every call is answered with 404");
        }
        var seen = new Dictionary<RouteOptions, int>();
        for (var i = 0; i < options.Routes.Length; i++)
        {
            var route = options.Routes[i];
            Validate(options, route, $"routes[{i}]", problems);
            var sameCalls = route with { To = RouteOptions.Echo, Strip = 0, Prepend = string.Empty, Weight = null };
            if (!seen.TryAdd(sameCalls, i) && (route.Weight is null || options.Routes[seen[sameCalls]].Weight is null))
            {
                problems.Error($"routes[{i}]", $"routes[{seen[sameCalls]}] takes the same calls, so this one is never used",
                    "a weight on both, to share them");
            }
        }
        WarnOfCallsThatGoBack(options, problems);
        foreach (var (name, _) in options.Trunks)
        {
            if (options.Routes.All(route => !GroupOptionsValidator.Leads(options, route.To, name))
                && options.Numbers.Assigned.All(entry => !GroupOptionsValidator.Leads(options, entry.To, name))
                && !AclCompiler.AdmitsByGateway(options, name)
                && options.Acls.Values.All(acl => acl.Trunk != name))
            {
                problems.Warning($"trunks.{name}", "no route leads to this trunk and no call can come from it");
            }
        }
    }

    /// <summary>
    /// A route for the calls of a trunk says where they should go, and a longer prefix for everybody sends some of them back.
    /// </summary>
    private static void WarnOfCallsThatGoBack(EdgeOptions options, ProblemList problems)
    {
        for (var i = 0; i < options.Routes.Length; i++)
        {
            var back = options.Routes[i];
            if (back is not { FromTrunk: null, FromAcl: null, Prefix.Length: > 0 })
            {
                continue;
            }
            foreach (var own in options.Routes)
            {
                if (own is { FromTrunk: { } trunk, Prefix: var prefix } && prefix.Length < back.Prefix.Length
                    && back.Prefix.StartsWith(prefix, StringComparison.Ordinal)
                    && GroupOptionsValidator.Leads(options, back.To, trunk) && !GroupOptionsValidator.Leads(options, own.To, trunk)
                    && options.Routes.All(other => other.FromTrunk != trunk || other.Prefix != back.Prefix))
                {
                    problems.Warning($"routes[{i}]", $"sends calls that trunk '{trunk}' makes to {back.Prefix}… back to it: the longer "
                        + "prefix wins over the route for its calls", $"from_trunk: {trunk}, prefix: \"{back.Prefix}\" on that route");
                    break;
                }
            }
        }
    }

    private static void Validate(EdgeOptions options, RouteOptions route, string path, ProblemList problems)
    {
        if (route.Domain is { } domain)
        {
            Rules.Reference(problems, $"{path}.domain", domain, options.Domains, "domain");
        }
        if (route.FromTrunk is { } trunk)
        {
            Rules.Reference(problems, $"{path}.from_trunk", trunk, options.Trunks, "trunk");
        }
        if (route.FromAcl is { } acl)
        {
            Rules.Reference(problems, $"{path}.from_acl", acl, options.Acls, "ACL");
        }
        GroupOptionsValidator.ValidateTarget(options, route.To, orNumbers: true, $"{path}.to", problems);
        if (route is { To: RouteOptions.Numbers, Strip: not 0 } or { To: RouteOptions.Numbers, Prepend.Length: > 0 })
        {
            problems.Error(path, "the number table is looked up with the number as it is; its entries strip and prepend",
                "strip and prepend in numbers.assigned, or numbers.in of the trunk");
        }
        HoursValidator.Validate(route.Hours, route.TimeZone, path, problems);
        if (route.Weight is { } weight)
        {
            Rules.Range(problems, $"{path}.weight", weight, 1, RouteOptions.HighestWeight);
        }
        ValidateNumber(route, path, problems);
        if (options.Trunks.TryGetValue(route.To, out var target) && target.Gateways.All(gateway =>
            !gateway.Active || !gateway.Direction.HasFlag(GatewayDirection.Outbound)))
        {
            problems.Warning($"{path}.to", $"trunk '{route.To}' has no active outbound gateway: calls get 503");
        }
    }

    private static void ValidateNumber(RouteOptions route, string path, ProblemList problems)
    {
        if (route.Prefix.Length > RouteOptions.LongestNumber || route.Prefix.Any(c => c is <= ' ' or > '~'))
        {
            problems.Error($"{path}.prefix", "a prefix is printable ASCII, at most 128 characters");
        }
        if (route.Prefix.Length > 0 && route.Prefix.Any(char.IsAsciiDigit) && route.Prefix.Any(c => c is '-' or '.' or '(' or ')')
            && !route.Prefix.Any(char.IsAsciiLetter))
        {
            problems.Error($"{path}.prefix", "numbers are compared without -.() so this prefix matches nothing");
        }
        ValidateChange(route.Strip, route.Prepend, path, problems);
        if (route.Strip > route.Prefix.Length)
        {
            problems.Warning($"{path}.strip", "strips more than the prefix that was matched, which may leave nothing");
        }
    }

    internal static void ValidateChange(int strip, string prepend, string path, ProblemList problems)
    {
        Rules.Range(problems, $"{path}.strip", strip, 0, RouteOptions.LongestNumber);
        if (prepend.Length > RouteOptions.LongestPrepend || prepend.Any(c => c is <= ' ' or > '~'))
        {
            problems.Error($"{path}.prepend", "at most 32 characters of printable ASCII");
        }
    }
}
