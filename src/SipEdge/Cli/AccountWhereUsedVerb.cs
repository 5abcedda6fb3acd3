using System.CommandLine;
using System.Globalization;

namespace SipEdge.Cli;

/// <summary><c>sipedge account where-used</c>: the ACLs that list an account, and the domains it may call through them.</summary>
internal static class AccountWhereUsedVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = AccountVerb.Name();
        var config = SharedOptions.Config();
        var json = SharedOptions.Json();
        var verb = new Verb(
            "where-used",
            "Show the ACLs that list an account, the domains it may call through them, and its policy",
            "sipedge account where-used phone-101")
        {
            name, config, json,
        };
        verb.SetAction(parsed =>
        {
            var account = parsed.GetValue(name)!;
            return ConfigurationView.Read(terminal, parsed.GetValue(config)) switch
            {
                null => ExitCode.Failed,
                var view when view.Options.Accounts.ContainsKey(account) =>
                    UseReport.Tell(terminal, $"Account {account}", [.. Find(view, account)], parsed.GetValue(json)),
                var view => ConfigurationView.NoSuch(terminal, "account", account, view.Options.Accounts.Keys),
            };
        });
        return verb;
    }

    private static IEnumerable<UseReport> Find(ConfigurationView view, string account)
    {
        foreach (var (acl, options) in view.Options.Acls)
        {
            if (options.Accounts.IndexOf(account) is >= 0 and var index)
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"acls.{acl}.accounts[{index}]");
                yield return new UseReport("acl", acl, "lists it", view.Line(path));
            }
        }

        if (view.Options.Accounts[account].Caller.Policy is { } policy)
        {
            yield return new UseReport("policy", policy, "rules its calls", view.Line($"accounts.{account}.policy"));
        }

        foreach (var (domain, options) in view.Options.Domains)
        {
            for (var i = 0; i < options.Acls.Length; i++)
            {
                if (view.Options.Acls.TryGetValue(options.Acls[i], out var acl) && acl.Accounts.Contains(account))
                {
                    yield return new UseReport(
                        "domain", domain, $"may be called through {options.Acls[i]}",
                        view.Line(string.Create(CultureInfo.InvariantCulture, $"domains.{domain}.acls[{i}]")));
                }
            }
        }
    }
}
