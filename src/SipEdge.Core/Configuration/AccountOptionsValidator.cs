namespace SipEdge.Core.Configuration;

internal static class AccountOptionsValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        var listed = options.Acls.Values.SelectMany(acl => acl.Accounts).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, account) in options.Accounts)
        {
            var path = $"accounts.{name}";
            Rules.Name(problems, path, name);
            var hasHa1 = account.Ha1 is { } ha1 && (ha1.Md5 ?? ha1.Sha256 ?? ha1.Sha512T256) is not null;
            if (account.Password is null == !hasHa1)
            {
                problems.Error(path, hasHa1 ? "password and ha1 exclude each other" : "an account needs a password or ha1 values",
                    "password: { file: … }, { env: … } or { credential: … }; or ha1: { sha_256: { file: … } }");
            }
            if (!listed.Contains(name))
            {
                problems.Warning(path, "no ACL lists this account, so it admits nobody");
            }
        }
    }
}
