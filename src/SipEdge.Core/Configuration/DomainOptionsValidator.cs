using SipEdge.Sip.Authentication;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

internal static class DomainOptionsValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        if (options.Domains.IsEmpty)
        {
            problems.Error("domains", "at least one domain is needed: calls are admitted by a domain's ACLs");
        }
        foreach (var (name, domain) in options.Domains)
        {
            Validate(options, name, domain, problems);
        }
        Rules.Unique(problems, options.Domains.Keys.Select(name => ($"domains.{name}", HostName.Canonical(name))), "domain");
        if (options.DefaultDomain is { } byDefault)
        {
            Rules.Reference(problems, "default_domain", byDefault, options.Domains, "domain");
        }
        else if (options.UnknownDomain == UnknownDomainPolicy.DefaultDomain)
        {
            problems.Error("unknown_domain", "default_domain is not set");
        }
        else if (options.Trunks.Keys.FirstOrDefault(trunk => AclCompiler.AdmitsByGateway(options, trunk)
            && options.Domains.Values.All(domain => domain.Phones?.Pbx != trunk)) is { } caller)
        {
            // The PBX of phones calls them by contacts that say which domain they are of.
            problems.Warning(
                "domains", $"calls to an IP address, as most trunks make them, belong to no domain: of trunk '{caller}' they are unknown",
                $"default_domain: {options.Domains.Keys.FirstOrDefault()}");
        }
    }

    private static void Validate(EdgeOptions options, string name, DomainOptions domain, ProblemList problems)
    {
        var path = $"domains.{name}";
        if (!HostName.IsValid(name))
        {
            problems.Error(path, $"'{name}' is not a host name",
                "letters, digits and hyphens; for calls to an IP address set default_domain");
        }
        for (var i = 0; i < domain.Acls.Length; i++)
        {
            Rules.Reference(problems, $"{path}.acls[{i}]", domain.Acls[i], options.Acls, "ACL");
        }
        for (var i = 0; domain.Trunks is { } trunks && i < trunks.Length; i++)
        {
            Rules.Reference(problems, $"{path}.trunks[{i}]", trunks[i], options.Trunks, "trunk");
        }
        if (domain.Acls.IsEmpty && !options.Trunks.Keys.Any(trunk =>
            (domain.Trunks?.Contains(trunk) ?? true) && AclCompiler.AdmitsByGateway(options, trunk)))
        {
            problems.Warning(path, "no ACL and no trunk with an inbound gateway may call this domain");
        }
        if (domain.Realm is { } realm && (realm.Length is 0 or > 128 || realm.Any(c => c is '"' or '\\' || char.IsControl(c))))
        {
            problems.Error($"{path}.realm", "a realm has 1 to 128 characters, without quotes and backslashes");
        }
        ValidateAlgorithms(options, domain, path, problems);
        ValidateTransports(options, domain, path, problems);
    }

    private static void ValidateTransports(EdgeOptions options, DomainOptions domain, string path, ProblemList problems)
    {
        var acls = domain.Acls.Where(options.Acls.ContainsKey).Select(acl => options.Acls[acl])
            .Where(acl => acl.HasCredentials && acl.EffectiveRequire != RequireMode.Ip).ToList();
        if (domain.RequireSni && !options.Listeners.Any(listener => listener.Transport == TransportKind.Tls))
        {
            problems.Warning($"{path}.require_sni", "no listener speaks TLS, so there is no name to ask for");
        }
        if (domain.RequireTlsForAuth)
        {
            if (acls.Count > 0 && options.Listeners.All(listener => listener.Transport != TransportKind.Tls))
            {
                problems.Warning($"{path}.require_tls_for_auth", "no listener speaks TLS, so nobody can show a credential");
            }
        }
        else if (domain.Algorithms.Contains(DigestAlgorithm.Md5) && acls.Exists(acl => !acl.Accounts.IsEmpty)
            && options.Listeners.Any(listener => listener.Transport != TransportKind.Tls))
        {
            problems.Warning($"{path}.algorithms",
                "MD5 is offered over UDP and TCP: whoever reads an answer can try passwords on it, billions a second",
                "require_tls_for_auth: true, or algorithms: [sha_256]");
        }
    }

    private static void ValidateAlgorithms(EdgeOptions options, DomainOptions domain, string path, ProblemList problems)
    {
        if (domain.Algorithms.IsEmpty)
        {
            problems.Error($"{path}.algorithms", "at least one algorithm is needed");
        }
        Rules.Unique(problems, domain.Algorithms.Select((algorithm, i) =>
            ($"{path}.algorithms[{i}]", ConfigNames.Algorithm.Name(algorithm))), "algorithm");
        foreach (var name in domain.Acls.Where(options.Acls.ContainsKey).SelectMany(acl => options.Acls[acl].Accounts).Distinct())
        {
            if (!options.Accounts.TryGetValue(name, out var account) || account.Ha1 is not { } ha1)
            {
                continue;
            }
            var missing = domain.Algorithms.Where(algorithm => AccountSecrets.Reference(ha1, algorithm) is null).ToList();
            if (missing.Count == domain.Algorithms.Length)
            {
                problems.Error($"accounts.{name}.ha1", $"none of the algorithms that {path} offers has a value here",
                    string.Join(", ", missing.Select(ConfigNames.Algorithm.Name)));
            }
            else if (missing.Count > 0)
            {
                // A client answers the first challenge it understands, and would fail with this one (RFC 8760 §2.4).
                problems.Warning($"accounts.{name}.ha1", $"{path} offers algorithms that have no value here",
                    string.Join(", ", missing.Select(ConfigNames.Algorithm.Name)));
            }
        }
    }
}
