using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using SipEdge.Core.Configuration;
using SipEdge.Doctor;
using SipEdge.Hosting;
using SipEdge.Sip.Transport;

namespace SipEdge.Cli;

/// <summary><c>sipedge trunk probe</c>: which transports a carrier offers, before there is a trunk.</summary>
internal static class TrunkProbeVerb
{
    public static Command Create(Terminal terminal)
    {
        var host = new Argument<string>("host") { Description = "Host name or address, with :port where the carrier's sheet has one" };
        var ca = new Option<FileInfo?>("--ca")
        {
            Description = "PEM file of the authorities to trust. Default: those of the system",
            HelpName = "file",
        };
        var server = new Option<string?>("--dns") { Description = "DNS server to ask. Default: those of /etc/resolv.conf", HelpName = "address" };
        var timeout = SharedOptions.Timeout();
        var json = SharedOptions.Json();
        var verb = new Verb(
            "probe",
            "Find out which transports a carrier offers: NAPTR, SRV, connections, TLS, OPTIONS",
            "sipedge trunk probe sip.carrier.example",
            "sipedge trunk probe 198.51.100.7:5061 --json | jq '.transports[] | select(.offered).transport'")
        {
            host, ca, server, timeout, json,
        };
        verb.SetAction(async (parsed, stop) =>
        {
            var text = parsed.GetRequiredValue(host);
            if (!TryRead(text, out var name, out var port))
            {
                await terminal.Error.WriteLineAsync($"sipedge: '{ScreenText.Of(text)}' is no host name, address or either with a port")
                    .ConfigureAwait(false);
                return ExitCode.Usage;
            }
            var dns = parsed.GetValue(server);
            if (dns is not null && !System.Net.IPEndPoint.TryParse(dns, out _))
            {
                await terminal.Error.WriteLineAsync($"sipedge: --dns '{ScreenText.Of(dns)}' is no address").ConfigureAwait(false);
                return ExitCode.Usage;
            }
            var roots = parsed.GetValue(ca) is { } file ? Roots(terminal, file) : null;
            if (parsed.GetValue(ca) is not null && roots is null)
            {
                return ExitCode.Failed;
            }
            var lookup = new NameLookup(new DnsOptions { Servers = dns is null ? [] : [dns] }, TimeProvider.System);
            ProbeReport? report = null;
            await terminal.WorkAsync(text, parsed.GetValue(json), async progress => report = await new CarrierProbe(
                lookup, new TlsClientSettings { Roots = roots }, parsed.GetValue(timeout) ?? SharedOptions.UsualTimeout, progress)
                .RunAsync(name, port, stop).ConfigureAwait(false)).ConfigureAwait(false);
            await terminal.PrintAsync(parsed.GetValue(json), report!, DoctorJson.Default.ProbeReport, TestTables.Probe).ConfigureAwait(false);
            return report!.AnyOffered ? ExitCode.Success : ExitCode.Failed;
        });
        return verb;
    }

    private static X509Certificate2Collection? Roots(Terminal terminal, FileInfo file)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(file.FullName);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            terminal.Error.WriteLine($"sipedge: --ca {file}: {failed.Message}");
            return null;
        }
        if (roots.Count == 0)
        {
            terminal.Error.WriteLine($"sipedge: --ca {file}: there is no certificate in it");
            return null;
        }
        return roots;
    }

    /// <summary>"host", "host:port", "192.0.2.1", "[2001:db8::1]:5061", "2001:db8::1".</summary>
    private static bool TryRead(string text, out string name, out int? port)
    {
        (name, port) = (text, null);
        if (System.Net.IPAddress.TryParse(text, out var address))
        {
            name = address.ToString();
            return true;
        }
        if (System.Net.IPEndPoint.TryParse(text, out var endpoint) && text.Contains(':', StringComparison.Ordinal))
        {
            (name, port) = (endpoint.Address.ToString(), endpoint.Port == 0 ? null : endpoint.Port);
            return true;
        }
        var colon = text.LastIndexOf(':');
        if (colon >= 0)
        {
            if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            {
                return false;
            }
            (name, port) = (text[..colon], number);
        }
        name = name.TrimEnd('.').ToLowerInvariant();
        return name.Length > 0 && Uri.CheckHostName(name) == UriHostNameType.Dns;
    }
}
