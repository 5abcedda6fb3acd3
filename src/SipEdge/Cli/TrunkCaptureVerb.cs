using System.CommandLine;
using SipEdge.Admin;

namespace SipEdge.Cli;

/// <summary><c>sipedge trunk capture</c>: the last messages between a trunk and its registrar, for Wireshark.</summary>
internal static class TrunkCaptureVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = TrunkVerb.Name();
        var socket = SharedOptions.Socket();
        var output = new Option<string?>("--output", "-o") { Description = "File to write; without it standard output" };
        var verb = new Verb(
            "capture",
            "Write the last messages between a trunk and its registrar as pcapng; digest answers are masked",
            "sipedge trunk capture carrier > carrier.pcapng")
        {
            name, output, socket,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            using var client = SharedOptions.Client(parsed.GetValue(socket));
            var trunk = parsed.GetRequiredValue(name);
            var path = $"registrations/{Uri.EscapeDataString(trunk)}/capture";
            if (await client.FindAsync(path, AdminJson.Default.CaptureReport, stop).ConfigureAwait(false) is not { } capture)
            {
                await terminal.Error.WriteLineAsync($"sipedge: no trunk '{trunk}' registers").ConfigureAwait(false);
                return ExitCode.Failed;
            }

            if (parsed.GetValue(output) is { } file)
            {
                await File.WriteAllBytesAsync(file, capture.Pcapng, stop).ConfigureAwait(false);
                return ExitCode.Success;
            }

            var standard = Console.OpenStandardOutput();
            await using (standard.ConfigureAwait(false))
            {
                await standard.WriteAsync(capture.Pcapng, stop).ConfigureAwait(false);
            }

            return ExitCode.Success;
        });
        return verb;
    }
}
