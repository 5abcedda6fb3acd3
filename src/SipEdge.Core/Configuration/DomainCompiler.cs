using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

internal static class DomainCompiler
{
    public static ImmutableArray<DomainModel> Compile(
        EdgeOptions options, CompiledAcls acls, IReadOnlyDictionary<SecretReference, Secret> secrets,
        IReadOnlyDictionary<string, PolicyModel> policies, IReadOnlyDictionary<string, TrunkModel> trunks,
        ConfigPositions positions) =>
        [
            .. options.Domains.Select(
                domain => Compile(options, domain.Key, domain.Value, acls, secrets, policies, trunks, positions)),
        ];

    private static DomainModel Compile(
        EdgeOptions options, string name, DomainOptions domain, CompiledAcls acls,
        IReadOnlyDictionary<SecretReference, Secret> secrets, IReadOnlyDictionary<string, PolicyModel> policies,
        IReadOnlyDictionary<string, TrunkModel> trunks, ConfigPositions positions)
    {
        var attached = domain.Acls.Distinct().Select(acl => acls.Written[acl]).ToImmutableArray();
        var byGateway = acls.OfTrunk.Where(acl => domain.Trunks?.Contains(acl.Key) ?? true).Select(acl => acl.Value);
        var realm = domain.RealmOf(name);
        return new DomainModel(
            HostName.Canonical(name), realm, [.. attached, .. byGateway],
            Accounts(options, name, attached, realm, secrets, policies, positions),
            Tokens(options, attached, secrets, positions))
        {
            Challenge = domain.Challenge,
            RequireTlsForAuth = domain.RequireTlsForAuth,
            RequireSni = domain.RequireSni,
            AnswerOptions = domain.AnswerOptions,
            Phones = PhoneCompiler.Compile(options, name, trunks, positions),
            Algorithms = [.. domain.Algorithms],
            Line = positions.Line($"domains.{name}"),
        };
    }

    private static IEnumerable<AccountModel> Accounts(
        EdgeOptions options, string domain, ImmutableArray<AclModel> acls, string realm,
        IReadOnlyDictionary<SecretReference, Secret> secrets, IReadOnlyDictionary<string, PolicyModel> policies,
        ConfigPositions positions)
    {
        // Looked up by account once per ACL that lists it, not once per account and ACL.
        var listed = acls.SelectMany(acl => options.Acls[acl.Name].Accounts.Distinct().Select(account => (account, acl)))
            .GroupBy(pair => pair.account, pair => pair.acl, StringComparer.Ordinal);
        foreach (var group in listed)
        {
            yield return new AccountModel(
                group.Key, [.. group],
                AccountSecrets.Compile(group.Key, realm, options.Accounts[group.Key], options.Domains[domain].Algorithms, secrets),
                positions.Line($"accounts.{group.Key}"))
            {
                Caller = CallerCompiler.Compile(
                    options.Accounts[group.Key].Caller, $"accounts.{group.Key}", policies, positions),
                Pbx = PhoneCompiler.Credentials(options, domain, group.Key, secrets, positions),
            };
        }
    }

    private static IEnumerable<TokenModel> Tokens(
        EdgeOptions options, ImmutableArray<AclModel> acls, IReadOnlyDictionary<SecretReference, Secret> secrets,
        ConfigPositions positions)
    {
        foreach (var acl in acls)
        {
            var tokens = options.Acls[acl.Name].Tokens;
            for (var i = 0; i < tokens.Length; i++)
            {
                if (tokens[i].Token is { } reference)
                {
                    yield return new TokenModel(
                        tokens[i].Sid, Read(secrets[reference]), acl, positions.Line($"acls.{acl.Name}.tokens[{i}]"));
                }
            }
        }
    }

    private static TokenFile Read(Secret secret) =>
        TokenFile.TryRead(secret.Reveal(), out var file, out var why) ? file : throw new InvalidOperationException(why);
}
