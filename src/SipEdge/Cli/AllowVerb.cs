using System.CommandLine;
using SipEdge.Configuration.Editing;
using SipEdge.Core.Configuration;

namespace SipEdge.Cli;

/// <summary>
/// <c>sipedge allow</c>: everything between a caller and its first call in one go: ACL, addresses, accounts, domain, attachment.
/// </summary>
internal static class AllowVerb
{
    public static Command Create(Terminal terminal)
    {
        var acl = new Option<string?>("--acl")
        {
            Description = "Name of the ACL, made when it is not there",
            HelpName = "name",
        };
        var addresses = new Option<string[]>("--address")
        {
            Description = "Address or address/length that may call; may be given again",
            HelpName = "prefix",
        };
        var accounts = new Option<string[]>("--account")
        {
            Description = "Digest user that may call; may be given again",
            HelpName = "name",
        };
        var domain = new Option<string?>("--domain")
        {
            Description = "Host name that may be called. Default: the only one there is",
            HelpName = "name",
        };
        var require = AclVerb.Require();
        var flags = new EditFlags();
        var verb = new Verb(
            "allow",
            "Let somebody call, from flags or a few questions: ACL, addresses, accounts, domain, and the ACL attached to it. "
                + "What is there already stays",
            "sipedge allow --acl office --address 198.51.100.0/24 --account phone-103 --domain sip.example.net --reload",
            "sipedge allow")
        {
            acl, addresses, accounts, domain, require,
        };
        flags.AddTo(verb);
        verb.SetAction(async (parsed, stop) =>
        {
            try
            {
                // Asked before the file is locked: others may edit while somebody thinks.
                var answers = AllowAnswers.Settle(
                    new Questions(terminal, asked: terminal.Input is not null),
                    flags.Domains(parsed),
                    parsed.GetValue(acl),
                    parsed.GetValue(addresses) ?? [],
                    parsed.GetValue(accounts) ?? [],
                    parsed.GetValue(domain));
                return await flags.RunAsync(
                    terminal,
                    parsed,
                    edits => Take(edits, answers, AddressFlags.Choose(parsed.GetValue(require), ConfigNames.Require)),
                    stop).ConfigureAwait(false);
            }
            catch (EditRefusedException e)
            {
                await terminal.Error.WriteLineAsync($"sipedge: {e.Message}").ConfigureAwait(false);
                return ExitCode.Failed;
            }
        });
        return verb;
    }

    private static void Take(AccessEdits edits, AllowAnswers answers, RequireMode? require)
    {
        edits.AddAcl(answers.Acl, require);
        foreach (var address in answers.Addresses)
        {
            edits.AddAddress(answers.Acl, new AddressOptions { Prefix = address });
        }

        foreach (var account in answers.Accounts)
        {
            edits.AddAccount(account, null);
            edits.ListAccount(answers.Acl, account);
        }

        edits.AddDomain(answers.Domain);
        edits.Attach(answers.Domain, answers.Acl);
    }
}
