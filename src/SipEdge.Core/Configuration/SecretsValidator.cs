using System.Buffers;
using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Configuration;

/// <summary>Whether the secrets that were found can be used. Says nothing about what they are.</summary>
public static class SecretsValidator
{
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>A reference without a secret has been complained about by whoever looked for it.</summary>
    public static void Validate(
        EdgeOptions options, IReadOnlyDictionary<SecretReference, Secret> secrets, ProblemList problems)
    {
        foreach (var (name, account) in options.Accounts)
        {
            NotEmpty(account.Password, $"accounts.{name}.password", secrets, problems);
            NotEmpty(account.Pbx?.Password, $"accounts.{name}.pbx.password", secrets, problems);
            foreach (var algorithm in Enum.GetValues<DigestAlgorithm>())
            {
                var reference = AccountSecrets.Reference(account.Ha1, algorithm);
                ValidateHa1(reference, algorithm, $"accounts.{name}.ha1", secrets, problems);
            }
        }
        ValidateRealms(options, problems);
        foreach (var (name, trunk) in options.Trunks)
        {
            NotEmpty(trunk.Auth?.Password, $"trunks.{name}.auth.password", secrets, problems);
            foreach (var algorithm in Enum.GetValues<DigestAlgorithm>())
            {
                var reference = AccountSecrets.Reference(trunk.Auth?.Ha1, algorithm);
                ValidateHa1(reference, algorithm, $"trunks.{name}.auth.ha1", secrets, problems);
            }
        }
        foreach (var (name, acl) in options.Acls)
        {
            for (var i = 0; i < acl.Tokens.Length; i++)
            {
                ValidateToken(acl.Tokens[i].Token, $"acls.{name}.tokens[{i}].token", secrets, problems);
            }
        }
    }

    /// <summary>Every reference of the options with its path.</summary>
    public static IEnumerable<(string Path, SecretReference Reference)> References(EdgeOptions options)
    {
        var users = options.Accounts.Select(static account => ($"accounts.{account.Key}", account.Value.Password, account.Value.Ha1))
            .Concat(options.Trunks.Select(static trunk =>
                ($"trunks.{trunk.Key}.auth", trunk.Value.Auth?.Password, trunk.Value.Auth?.Ha1)))
            .Concat(options.Accounts.Select(static account =>
                ($"accounts.{account.Key}.pbx", account.Value.Pbx?.Password, default(Ha1Options))));
        foreach (var (path, password, hashes) in users)
        {
            if (password is not null)
            {
                yield return ($"{path}.password", password);
            }
            foreach (var algorithm in Enum.GetValues<DigestAlgorithm>())
            {
                if (AccountSecrets.Reference(hashes, algorithm) is { } ha1)
                {
                    yield return ($"{path}.ha1.{ConfigNames.Algorithm.Name(algorithm)}", ha1);
                }
            }
        }
        foreach (var (name, acl) in options.Acls)
        {
            for (var i = 0; i < acl.Tokens.Length; i++)
            {
                if (acl.Tokens[i].Token is { } token)
                {
                    yield return ($"acls.{name}.tokens[{i}].token", token);
                }
            }
        }
    }

    private static void NotEmpty(
        SecretReference? reference, string path, IReadOnlyDictionary<SecretReference, Secret> secrets, ProblemList problems)
    {
        if (reference is not null && secrets.TryGetValue(reference, out var secret) && secret.Reveal().IsEmpty)
        {
            problems.Error(path, $"{reference} is empty");
        }
    }

    private static void ValidateToken(
        SecretReference? reference, string path, IReadOnlyDictionary<SecretReference, Secret> secrets, ProblemList problems)
    {
        if (reference is null || !secrets.TryGetValue(reference, out var secret))
        {
            return;
        }
        if (!TokenFile.TryRead(secret.Reveal(), out var file, out var why))
        {
            problems.Error(path, $"{reference} {why}");
        }
        else if (!CanBePresented(file.Current) || (file.Previous is { } previous && !CanBePresented(previous)))
        {
            problems.Error(path, $"{reference} holds a token that no header can carry",
                "printable ASCII without a comma, and no space at either end");
        }
    }

    // A comma makes a list of the header's value, which is refused.
    private static bool CanBePresented(Secret token) =>
        token.Reveal() is [not (byte)' ', .., not (byte)' '] or [not (byte)' ']
        && !token.Reveal().Contains((byte)',') && !token.Reveal().ContainsAnyExceptInRange((byte)' ', (byte)'~');

    private static void ValidateHa1(
        SecretReference? reference, DigestAlgorithm algorithm, string path,
        IReadOnlyDictionary<SecretReference, Secret> secrets, ProblemList problems)
    {
        if (reference is null || !secrets.TryGetValue(reference, out var secret))
        {
            return;
        }
        var hex = secret.Reveal();
        if (hex.Length != AccountSecrets.HexLength(algorithm) || hex.ContainsAnyExcept(HexDigits))
        {
            problems.Error($"{path}.{ConfigNames.Algorithm.Name(algorithm)}",
                $"{reference} does not hold an HA1 of this algorithm", $"{AccountSecrets.HexLength(algorithm)} hex digits");
        }
    }

    /// <summary>An HA1 is made for one realm and is wrong in any other.</summary>
    private static void ValidateRealms(EdgeOptions options, ProblemList problems)
    {
        var realms = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, domain) in options.Domains)
        {
            var realm = domain.RealmOf(name);
            var accounts = domain.Acls.Where(options.Acls.ContainsKey).SelectMany(acl => options.Acls[acl].Accounts).Distinct();
            foreach (var account in accounts)
            {
                if (options.Accounts.TryGetValue(account, out var found) && found.Ha1 is not null
                    && !realms.TryAdd(account, realm) && realms[account] != realm)
                {
                    problems.Error($"accounts.{account}.ha1",
                        $"HA1 values belong to one realm, and the account is used in '{realms[account]}' and '{realm}'",
                        "a password, or one account for each realm");
                }
            }
        }
    }
}
