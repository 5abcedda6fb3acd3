using System.CommandLine;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace SipEdge.Cli;

/// <summary><c>sipedge init</c>: writes a commented configuration from flags, or from a few questions.</summary>
internal static class InitVerb
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static Command Create(Terminal terminal)
    {
        var output = new Option<string>("--output", "-o")
        {
            Description = "File to write",
            DefaultValueFactory = static _ => "sipedge.yaml",
            HelpName = "file",
        };
        var force = new Option<bool>("--force") { Description = "Overwrite what is there" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Ask nothing; flags and defaults decide, as they do without a terminal" };
        var address = new Option<string?>("--address") { Description = "This machine's address towards its peers", HelpName = "ip" };
        var domain = new Option<string?>("--domain") { Description = "Host name that callers use in Request-URIs", HelpName = "name" };
        var pbx = new Option<string?>("--pbx") { Description = "Address of the PBX; without one, calls are echoed", HelpName = "ip[:port]" };
        var carrier = new Option<string?>("--carrier") { Description = "Address of the carrier", HelpName = "ip[:port]" };
        var account = new Option<string?>("--account") { Description = "A digest user; the password is made and kept in secrets/NAME", HelpName = "name" };
        var certificate = new Option<string?>("--certificate") { Description = "PEM file for TLS; without one, self-signed", HelpName = "file" };
        var key = new Option<string?>("--key") { Description = "PEM file of the certificate's key", HelpName = "file" };
        var verb = new Verb(
            "init",
            "Write a commented configuration, from flags or a few questions",
            "sipedge init",
            "sipedge init --yes --address 192.0.2.1 --domain pbx.example.org --pbx 192.0.2.10 --carrier 198.51.100.5",
            "sipedge init --yes --address 127.0.0.1 --account alice --output /etc/sipedge/sipedge.yaml --force")
        {
            output, force, yes, address, domain, pbx, carrier, account, certificate, key,
        };
        verb.SetAction(async (parsed, _) =>
        {
            var path = Path.GetFullPath(parsed.GetValue(output)!);
            if (File.Exists(path) && !parsed.GetValue(force))
            {
                return await FailAsync(terminal, $"{path} exists; --force overwrites it").ConfigureAwait(false);
            }

            var questions = new Questions(terminal, asked: terminal.Input is not null && !parsed.GetValue(yes));
            try
            {
                var answers = new InitAnswers(
                    questions.Address("This machine's address towards its peers", parsed.GetValue(address), OwnAddress()),
                    questions.Name("Host name that callers use", parsed.GetValue(domain), "localhost"),
                    questions.Peer("Address of the PBX, ip[:port] (empty: calls are echoed)", parsed.GetValue(pbx)),
                    questions.Peer("Address of the carrier, ip[:port] (empty: none)", parsed.GetValue(carrier)),
                    questions.OptionalName("Digest user for phones (empty: none)", parsed.GetValue(account)),
                    parsed.GetValue(certificate),
                    parsed.GetValue(key));
                if (answers.Certificate is null != answers.Key is null)
                {
                    return await FailAsync(terminal, "--certificate and --key go together").ConfigureAwait(false);
                }

                await WriteAsync(terminal, path, answers).ConfigureAwait(false);
                return ExitCode.Success;
            }
            catch (FormatException e)
            {
                return await FailAsync(terminal, e.Message).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return await FailAsync(terminal, e.Message).ConfigureAwait(false);
            }
        });
        return verb;
    }

    private static async Task WriteAsync(Terminal terminal, string path, InitAnswers answers)
    {
        var directory = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(path, InitTemplate.Write(answers)).ConfigureAwait(false);
        await terminal.Output.WriteLineAsync($"Wrote {path}").ConfigureAwait(false);
        if (answers.Account is { } account)
        {
            var secret = Path.Combine(directory, InitTemplate.SecretPath(account));
            await WriteSecretAsync(terminal, secret).ConfigureAwait(false);
        }

        await terminal.Output.WriteLineAsync($"Check it: sipedge check --config {path}").ConfigureAwait(false);
        await terminal.Output.WriteLineAsync($"Run it:   sipedge run --config {path}").ConfigureAwait(false);
    }

    private static async Task WriteSecretAsync(Terminal terminal, string path)
    {
        if (File.Exists(path))
        {
            // Phones have it already; a new password would lock them out.
            await terminal.Output.WriteLineAsync($"Kept the password in {path}").ConfigureAwait(false);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!, OwnerOnly | UnixFileMode.UserExecute);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        await using var file = new StreamWriter(path, options);
        await file.WriteLineAsync(RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 24)).ConfigureAwait(false);
        await terminal.Output.WriteLineAsync($"Wrote a new password to {path} (readable by you alone)").ConfigureAwait(false);
    }

    private static async Task<int> FailAsync(Terminal terminal, string why)
    {
        await terminal.Error.WriteLineAsync($"sipedge: {why}").ConfigureAwait(false);
        return ExitCode.Failed;
    }

    /// <summary>The first address that is up and not loopback; loopback on a machine without one.</summary>
    private static IPAddress OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static card => card.OperationalStatus == OperationalStatus.Up
            && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(static card => card.GetIPProperties().UnicastAddresses)
        .Select(static address => address.Address)
        .FirstOrDefault(static address => address.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
}
