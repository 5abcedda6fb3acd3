using System.CommandLine;
using SipEdge.Configuration.Editing;

namespace SipEdge.Cli;

/// <summary><c>sipedge trunk import</c>: a registered trunk from the one line that a carrier or a PBX has for it (T-11).</summary>
internal static class TrunkImportVerb
{
    public static Command Create(Terminal terminal)
    {
        var line = new Argument<string>("line")
        {
            Description = "[udp://|tcp://|tls://]user[@domain]:secret@host[:port][/extension]; '-' reads it from standard input, which keeps "
                + "the secret out of the shell's history",
        };
        var name = new Option<string?>("--name") { Description = "Of the trunk. Default: the host" };
        var flags = new EditFlags();
        var verb = new Verb(
            "import",
            "Make a registered trunk from a registration string. The secret goes to a file of its own and is shown nowhere",
            "sipedge trunk import 'alice:s3cret@sip.carrier.example:5060/31201234567' --name carrier",
            "sipedge trunk import - --name carrier < line.txt")
        {
            line, name,
        };
        flags.AddTo(verb);
        verb.SetAction(async (parsed, stop) =>
        {
            var given = parsed.GetValue(line)!;
            var text = given == "-" ? await Console.In.ReadLineAsync(stop).ConfigureAwait(false) ?? string.Empty : given;
            return await flags.RunAsync(
                terminal, parsed, edits => edits.ImportTrunk(parsed.GetValue(name), RegistrationString.Parse(text)), stop).ConfigureAwait(false);
        });
        return verb;
    }
}
