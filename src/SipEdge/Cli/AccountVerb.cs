using System.CommandLine;

namespace SipEdge.Cli;

/// <summary><c>sipedge account</c>: digest users.</summary>
internal static class AccountVerb
{
    public static Command Create(Terminal terminal) => new Verb(
        "account",
        "Digest users: make them, list them in ACLs, look where they are used",
        "sipedge account add phone-103 --acl office",
        "sipedge account where-used phone-103")
    {
        Add(terminal),
        Remove(terminal),
        AccountWhereUsedVerb.Create(terminal),
    };

    public static Argument<string> Name() => new("account") { Description = "User name of the account" };

    private static Verb Add(Terminal terminal)
    {
        var name = Name();
        var acls = new Option<string[]>("--acl") { Description = "List it in this ACL; may be given again", HelpName = "name" };
        var password = new Option<string?>("--password-file")
        {
            Description = "File that holds its password. Default: a new password in secrets/NAME beside the configuration",
            HelpName = "file",
        };
        var flags = new EditFlags();
        var verb = new Verb(
            "add",
            "Make an account, with a password in a file of its own",
            "sipedge account add phone-103 --acl office",
            "sipedge account add pbx --acl office --password-file /etc/sipedge/secrets/pbx --reload")
        {
            name, acls, password,
        };
        flags.AddTo(verb);
        verb.SetAction((parsed, stop) => flags.RunAsync(
            terminal,
            parsed,
            edits =>
            {
                var account = parsed.GetValue(name)!;
                edits.AddAccount(account, parsed.GetValue(password) is { } file ? Path.GetFullPath(file) : null);
                foreach (var acl in parsed.GetValue(acls) ?? [])
                {
                    edits.ListAccount(acl, account);
                }
            },
            stop));
        return verb;
    }

    private static Verb Remove(Terminal terminal)
    {
        var name = Name();
        var acl = new Argument<string>("acl") { Description = "Name of the ACL" };
        var flags = new EditFlags();
        var verb = new Verb(
            "unlist",
            "Take an account out of an ACL; the account and its password stay",
            "sipedge account unlist phone-103 office --reload")
        {
            name, acl,
        };
        flags.AddTo(verb);
        verb.SetAction((parsed, stop) => flags.RunAsync(
            terminal, parsed, edits => edits.UnlistAccount(parsed.GetValue(acl)!, parsed.GetValue(name)!), stop));
        return verb;
    }
}
