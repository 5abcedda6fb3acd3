using System.CommandLine;
using System.Globalization;

namespace SipEdge.Cli;

/// <summary><c>sipedge acl where-used</c>: what an ACL is tied to, before it is changed.</summary>
internal static class AclWhereUsedVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = AclVerb.Name();
        var config = SharedOptions.Config();
        var json = SharedOptions.Json();
        var verb = new Verb(
            "where-used",
            "Show the domains that attach an ACL, the routes that ask for it, its trunk, its policy and its accounts",
            "sipedge acl where-used office",
            "sipedge acl where-used office --json | jq -r '.[] | select(.kind == \"domain\").name'")
        {
            name, config, json,
        };
        verb.SetAction(parsed =>
        {
            var acl = parsed.GetValue(name)!;
            return ConfigurationView.Read(terminal, parsed.GetValue(config)) switch
            {
                null => ExitCode.Failed,
                var view when view.Options.Acls.ContainsKey(acl) =>
                    UseReport.Tell(terminal, $"ACL {acl}", [.. Find(view, acl)], parsed.GetValue(json)),
                var view => ConfigurationView.NoSuch(terminal, "ACL", acl, view.Options.Acls.Keys),
            };
        });
        return verb;
    }

    private static IEnumerable<UseReport> Find(ConfigurationView view, string acl)
    {
        foreach (var (domain, options) in view.Options.Domains)
        {
            if (options.Acls.IndexOf(acl) is >= 0 and var index)
            {
                yield return new UseReport(
                    "domain", domain, "may be called with it", view.Line($"domains.{domain}.acls[{index}]"));
            }
        }

        for (var i = 0; i < view.Options.Routes.Length; i++)
        {
            if (view.Options.Routes[i].FromAcl == acl)
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"routes[{i}]");
                yield return new UseReport(
                    "route", $"{path} to {view.Options.Routes[i].To}", "is for its callers", view.Line(path));
            }
        }

        var own = view.Options.Acls[acl];
        if (own.Trunk is { } trunk)
        {
            yield return new UseReport("trunk", trunk, "owns the calls it admits", view.Line($"acls.{acl}.trunk"));
        }

        if (own.Caller.Policy is { } policy)
        {
            yield return new UseReport("policy", policy, "rules the calls it admits", view.Line($"acls.{acl}.policy"));
        }

        for (var i = 0; i < own.Accounts.Length; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"acls.{acl}.accounts[{i}]");
            yield return new UseReport("account", own.Accounts[i], "is listed in it", view.Line(path));
        }
    }
}
