using System.CommandLine;
using System.Net;
using SipEdge.Core.Configuration;
using SipEdge.Hosting;

namespace SipEdge.Cli;

/// <summary>
/// <c>sipedge dns-zone</c>: the records by which peers find this edge, and with several sites the next one when theirs is down.
/// From the configuration; no edge needs to run.
/// </summary>
internal static class DnsZoneVerb
{
    public static Command Create(Terminal terminal)
    {
        var domain = new Option<string?>("--domain")
        {
            Description = "The name that peers call. Default: default_domain, or the only domain",
            HelpName = "name",
        };
        var sites = new Option<string[]>("--site")
        {
            Description = "A site and its addresses, NAME=ADDRESS[,ADDRESS], once for each site; the first takes the calls of the domain",
            HelpName = "site",
        };
        var listeners = new Option<string[]>("--listener")
        {
            Description = "Only these listeners: those that peers outside may use. Default: all",
            HelpName = "name",
        };
        var ttl = new Option<int>("--ttl") { Description = "Seconds that a record holds", DefaultValueFactory = static _ => 300 };
        ttl.Validators.Add(static given =>
        {
            if (given.GetValueOrDefault<int>() is < 1 or > 604_800)
            {
                given.AddError("--ttl is a number of seconds, from 1 to 604800");
            }
        });
        var config = SharedOptions.Config();
        var verb = new Verb(
            "dns-zone",
            "Print the NAPTR, SRV and address records by which peers find this edge, as lines of a zone file",
            "sipedge dns-zone --domain sip.example.net",
            "sipedge dns-zone --domain sip.example.net --site eu=192.0.2.10,2001:db8::10 --site us=198.51.100.10")
        {
            domain, sites, listeners, ttl, config,
        };
        verb.SetAction(async (parsed, _) =>
        {
            var loaded = ConfigurationSource.Find(parsed.GetValue(config)).Load();
            if (!loaded.Usable)
            {
                return await ConfigurationView.RefuseAsync(terminal, loaded).ConfigureAwait(false);
            }
            var known = loaded.Model.Listeners;
            var chosen = parsed.GetValue(listeners) ?? [];
            if (chosen.FirstOrDefault(name => known.All(listener => listener.Name != name)) is { } stranger)
            {
                return ConfigurationView.NoSuch(terminal, "listener", stranger, known.Select(static listener => listener.Name));
            }
            var name = parsed.GetValue(domain) ?? loaded.Options.DefaultDomain
                ?? (loaded.Options.Domains.Count == 1 ? loaded.Options.Domains.Keys.First() : null);
            if (name is null || !DnsZone.IsName(name))
            {
                return await RefuseAsync(terminal, name is null
                    ? "--domain is needed: there is more than one"
                    : $"--domain '{name}' is not a host name").ConfigureAwait(false);
            }
            var read = new List<ZoneSite>();
            foreach (var text in parsed.GetValue(sites) ?? [])
            {
                if (!TryReadSite(text, out var site) || read.Any(other => other.Name == site.Name))
                {
                    return await RefuseAsync(terminal, $"--site '{text}' is not a new name and its addresses, as eu=192.0.2.10")
                        .ConfigureAwait(false);
                }
                read.Add(site);
            }
            var zone = DnsZone.Of(
                name, read, [.. known.Where(listener => chosen.Length == 0 || chosen.Contains(listener.Name))], parsed.GetValue(ttl));
            foreach (var line in zone.Lines)
            {
                await terminal.Output.WriteLineAsync(line).ConfigureAwait(false);
            }
            foreach (var warning in zone.Warnings)
            {
                await terminal.Error.WriteLineAsync($"warning: {warning}").ConfigureAwait(false);
            }
            return ExitCode.Success;
        });
        return verb;
    }

    private static async Task<int> RefuseAsync(Terminal terminal, string why)
    {
        await terminal.Error.WriteLineAsync($"sipedge: {why}").ConfigureAwait(false);
        return ExitCode.Usage;
    }

    private static bool TryReadSite(string text, out ZoneSite site)
    {
        site = new ZoneSite("", []);
        if (text.Split('=') is not [{ Length: <= 60 } name, var list] || !DnsZone.IsLabel(name))
        {
            return false;
        }
        var addresses = new List<IPAddress>();
        foreach (var part in list.Split(','))
        {
            if (!AddressPrefix.TryParseAddress(part, out var address, out _) || addresses.Contains(address))
            {
                return false;
            }
            addresses.Add(address);
        }
        site = new ZoneSite(name.ToLowerInvariant(), addresses);
        return true;
    }
}
