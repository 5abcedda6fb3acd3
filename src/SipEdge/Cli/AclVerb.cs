using System.CommandLine;
using SipEdge.Configuration.Editing;
using SipEdge.Core.Configuration;

namespace SipEdge.Cli;

/// <summary><c>sipedge acl</c>: the lists of who may call.</summary>
internal static class AclVerb
{
    public static Command Create(Terminal terminal) => new Verb(
        "acl",
        "The lists of who may call: make them, fill them, look where they are used",
        "sipedge acl add office",
        "sipedge acl add-address office 198.51.100.0/24",
        "sipedge acl list",
        "sipedge acl where-used office")
    {
        Add(terminal),
        AddAddress(terminal),
        RemoveAddress(terminal),
        AclListVerb.Create(terminal),
        AclWhereUsedVerb.Create(terminal),
    };

    public static Argument<string> Name() => new("acl") { Description = "Name of the ACL" };

    public static Option<string?> Require() => new("--require")
    {
        Description = "What it asks for. Default: what is listed",
        HelpName = "any|ip|credential|ip_and_credential",
    };

    private static Verb Add(Terminal terminal)
    {
        var name = Name();
        var require = Require();
        var flags = new EditFlags();
        var verb = new Verb(
            "add",
            "Make an ACL. It admits nobody before it lists somebody and a domain attaches it",
            "sipedge acl add office",
            "sipedge acl add phones --require credential")
        {
            name, require,
        };
        flags.AddTo(verb);
        verb.SetAction((parsed, stop) => flags.RunAsync(
            terminal,
            parsed,
            edits => edits.AddAcl(parsed.GetValue(name)!, AddressFlags.Choose(parsed.GetValue(require), ConfigNames.Require)),
            stop));
        return verb;
    }

    private static Verb AddAddress(Terminal terminal) => ChangeAddress(
        terminal,
        static (edits, acl, address) => edits.AddAddress(acl, address),
        "add-address",
        "Add an address or a network to an ACL",
        "sipedge acl add-address office 198.51.100.0/24 --reload",
        "sipedge acl add-address office 198.51.100.7 --port 5080 --transport udp");

    private static Verb RemoveAddress(Terminal terminal) => ChangeAddress(
        terminal,
        static (edits, acl, address) => edits.RemoveAddress(acl, address),
        "remove-address",
        "Take an address or a network out of an ACL, with the flags it was added with",
        "sipedge acl remove-address office 198.51.100.7 --port 5080 --transport udp");

    private static Verb ChangeAddress(
        Terminal terminal,
        Action<AccessEdits, string, AddressOptions> change,
        string verbName,
        string description,
        params string[] examples)
    {
        var name = Name();
        var address = new AddressFlags();
        var flags = new EditFlags();
        var verb = new Verb(verbName, description, examples) { name };
        address.AddTo(verb);
        flags.AddTo(verb);
        verb.SetAction((parsed, stop) => flags.RunAsync(
            terminal, parsed, edits => change(edits, parsed.GetValue(name)!, address.Read(parsed)), stop));
        return verb;
    }
}
