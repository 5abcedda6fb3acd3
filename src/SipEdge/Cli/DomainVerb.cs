using System.CommandLine;
using SipEdge.Configuration.Editing;

namespace SipEdge.Cli;

/// <summary><c>sipedge domain</c>: host names that are answered for, and the ACLs that may call them.</summary>
internal static class DomainVerb
{
    public static Command Create(Terminal terminal) => new Verb(
        "domain",
        "Host names the edge answers for: make them, attach ACLs to them",
        "sipedge domain add sip.example.net",
        "sipedge domain attach sip.example.net office")
    {
        Add(terminal),
        Change(
            terminal,
            static (edits, domain, acl) => edits.Attach(domain, acl),
            "attach",
            "Let an ACL call a domain",
            "sipedge domain attach sip.example.net office --reload"),
        Change(
            terminal,
            static (edits, domain, acl) => edits.Detach(domain, acl),
            "detach",
            "Let an ACL call a domain no more",
            "sipedge domain detach sip.example.net office --reload"),
    };

    private static Argument<string> Name() => new("domain") { Description = "Host name, as callers put it into Request-URIs" };

    private static Verb Add(Terminal terminal)
    {
        var name = Name();
        var flags = new EditFlags();
        var verb = new Verb(
            "add",
            "Make a domain. Nobody may call it before an ACL is attached",
            "sipedge domain add sip.example.net")
        {
            name,
        };
        flags.AddTo(verb);
        verb.SetAction((parsed, stop) => flags.RunAsync(
            terminal, parsed, edits => edits.AddDomain(parsed.GetValue(name)!), stop));
        return verb;
    }

    private static Verb Change(
        Terminal terminal, Action<AccessEdits, string, string> change, string verbName, string description, string example)
    {
        var name = Name();
        var acl = AclVerb.Name();
        var flags = new EditFlags();
        var verb = new Verb(verbName, description, example) { name, acl };
        flags.AddTo(verb);
        verb.SetAction((parsed, stop) => flags.RunAsync(
            terminal, parsed, edits => change(edits, parsed.GetValue(name)!, parsed.GetValue(acl)!), stop));
        return verb;
    }
}
