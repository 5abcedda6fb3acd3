namespace SipEdge.Core.Configuration;

internal static class PhoneOptionsValidator
{
    /// <summary>A contact's place in an answer costs some hundred bytes, and an answer is one datagram.</summary>
    private const int MostContacts = 10;

    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        foreach (var (name, domain) in options.Domains)
        {
            if (domain.Phones is { } phones)
            {
                Validate(options, name, domain, phones, $"domains.{name}.phones", problems);
            }
        }
        foreach (var (name, account) in options.Accounts)
        {
            if (account.Pbx is { Password: null })
            {
                problems.Error($"accounts.{name}.pbx", "credentials for the PBX need a password",
                    "password: { file: … }, { env: … } or { credential: … }");
            }
        }
    }

    private static void Validate(
        EdgeOptions options, string name, DomainOptions domain, PhoneOptions phones, string path, ProblemList problems)
    {
        if (phones.Pbx is not { } pbx)
        {
            problems.Error(path, "which trunk is the PBX that the phones register at?", "pbx: a name under trunks");
        }
        else
        {
            Rules.Reference(problems, $"{path}.pbx", pbx, options.Trunks, "trunk");
            ValidatePbx(options, name, domain, pbx, path, problems);
        }
        if (phones.RegistrarDomain is { } registrar && !HostName.IsValid(registrar)
            && !AddressPrefix.TryParseAddress(registrar, out _, out _))
        {
            problems.Error($"{path}.registrar_domain", $"'{registrar}' is neither a host name nor an address");
        }
        RealmsValidator.Validate(
            phones.Realms, $"{path}.realms", "whoever can send a challenge in the PBX's place gets answers to guess the passwords from",
            "the PBX's realm", problems);
        var expires = phones.Expires;
        Rules.Range(problems, $"{path}.expires.least", expires.Least, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));
        Rules.Range(problems, $"{path}.expires.phone", expires.Phone, expires.Least, TimeSpan.FromHours(12));
        Rules.Range(problems, $"{path}.expires.pbx", expires.Pbx, TimeSpan.FromSeconds(60), TimeSpan.FromDays(7));
        if (expires.Pbx < 2 * expires.Phone)
        {
            problems.Warning($"{path}.expires.pbx", "less than twice expires.phone: nearly every registration reaches the PBX");
        }
        Rules.Range(problems, $"{path}.max_contacts", phones.MaxContacts, 1, MostContacts);
        Rules.Range(problems, $"{path}.max_per_source", phones.MaxPerSource, 1, 1_000_000);
        Rules.Range(problems, $"{path}.max_phones", phones.MaxPhones, 1, 1_000_000);
        Rules.Range(problems, $"{path}.registrations_per_second", phones.RegistrationsPerSecond, 1, 10_000);
        if (phones.CheckInterval != TimeSpan.Zero)
        {
            Rules.Range(problems, $"{path}.check_interval", phones.CheckInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        }
        Rules.Range(problems, $"{path}.max_wait", phones.MaxWait, TimeSpan.Zero, TimeSpan.FromSeconds(25));
        Rules.Range(
            problems, $"{path}.keepalive.interval", phones.Keepalive.Interval, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));
        if (phones.Authentication == PhoneAuthentication.Edge
            && domain.Acls.Where(options.Acls.ContainsKey).All(acl => options.Acls[acl].Accounts.IsEmpty))
        {
            problems.Warning(path, "no ACL of the domain lists an account, so no phone can register",
                "accounts in an ACL, or authentication: pbx");
        }
    }

    /// <summary>Its calls for phones are admitted by this domain, or not at all.</summary>
    private static void ValidatePbx(
        EdgeOptions options, string name, DomainOptions domain, string pbx, string path, ProblemList problems)
    {
        if (!options.Trunks.TryGetValue(pbx, out var trunk))
        {
            return;
        }
        if (trunk.Gateways.All(gateway => !gateway.Active || !gateway.Direction.HasFlag(GatewayDirection.Outbound)))
        {
            problems.Error($"{path}.pbx", $"trunk '{pbx}' has no active outbound gateway to register at");
        }
        var attached = domain.Trunks?.Contains(pbx) ?? true;
        if (!(attached && AclCompiler.AdmitsByGateway(options, pbx))
            && domain.Acls.Where(options.Acls.ContainsKey).All(acl => options.Acls[acl].Trunk != pbx))
        {
            problems.Error($"{path}.pbx", $"no call of trunk '{pbx}' is admitted by {name}, so nobody can call the phones",
                "an inbound gateway of the trunk, or an ACL with trunk: " + pbx);
        }
    }
}
