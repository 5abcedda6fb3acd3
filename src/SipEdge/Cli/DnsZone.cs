using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Cli;

/// <summary>A place where the same configuration runs, and where it is reached.</summary>
internal sealed record ZoneSite(string Name, IReadOnlyList<IPAddress> Addresses);

/// <summary>
/// The records of a domain (RFC 3263 §4, as peers read them). Calls of the domain go to the first site and to any of the others
/// when it is down; each site has a name below the domain, whose calls go to it first.
/// </summary>
internal sealed class DnsZone
{
    private const int Own = 10;
    private const int Fallback = 20;
    private const int Weight = 100;

    // The safest first: a peer takes the first that it speaks.
    private static readonly TransportKind[] Transports = [TransportKind.Tls, TransportKind.Tcp, TransportKind.Udp];

    private readonly int _ttl;
    private readonly List<string> _lines = [];
    private readonly List<string> _warnings = [];

    private DnsZone(int ttl) => _ttl = ttl;

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>What a peer outside could not use.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    public static bool IsName(string text) =>
        text.Length is > 0 and <= 200 && text.Split('.').All(IsLabel) && !IPAddress.TryParse(text, out _);

    public static bool IsLabel(string text) => text.Length is > 0 and <= 63 && text[0] != '-' && text[^1] != '-'
        && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    /// <param name="domain">What peers call.</param>
    /// <param name="sites">In the order of the domain's own calls; none: the addresses that the listeners tell.</param>
    /// <param name="listeners">That peers may use; at every site the same.</param>
    /// <param name="ttl">Seconds.</param>
    public static DnsZone Of(string domain, IReadOnlyList<ZoneSite> sites, IReadOnlyList<ListenerModel> listeners, int ttl)
    {
        var zone = new DnsZone(ttl);
        domain = domain.ToLowerInvariant();
        if (sites.Count == 0)
        {
            zone.AddOneSite(domain, listeners);
        }
        else
        {
            zone.AddSites(domain, sites, listeners);
        }
        return zone;
    }

    private void AddSites(string domain, IReadOnlyList<ZoneSite> given, IReadOnlyList<ListenerModel> listeners)
    {
        var sites = given.Select(site => site with { Addresses = Heard(site, listeners) })
            .Where(static site => site.Addresses.Count > 0).ToList();
        if (sites.Count == 0)
        {
            return;
        }
        var differ = FamiliesDiffer(listeners);
        Comment($"{domain}: {sites[0].Name} first, the others when it is down");
        AddServices(domain, sites[0]);
        foreach (var address in sites[0].Addresses)
        {
            AddAddress(domain, address); // for those who know no SRV
        }
        foreach (var site in sites)
        {
            var name = $"{site.Name}.{domain}";
            Comment(sites.Count == 1 ? name : $"{name}: {site.Name} first");
            AddServices(name, site);
            foreach (var address in site.Addresses)
            {
                AddAddress(name, address);
                if (differ)
                {
                    AddAddress($"{site.Name}-{Family(address)}.{domain}", address);
                }
            }
        }

        void AddServices(string name, ZoneSite first)
        {
            var servers = new List<Server>();
            foreach (var listener in listeners)
            {
                servers.AddRange(sites
                    .Where(site => site.Addresses.Any(address => IsOf(listener, address)))
                    .Select(site => new Server(
                        listener.Transport, site == first ? Own : Fallback, listener.AdvertisedPort,
                        $"{site.Name}{(differ ? $"-{Family(listener.Bind.Address)}" : "")}.{domain}")));
            }
            AddServers(name, servers);
        }
    }

    private List<IPAddress> Heard(ZoneSite site, IReadOnlyList<ListenerModel> listeners)
    {
        var heard = new List<IPAddress>();
        foreach (var address in site.Addresses)
        {
            if (listeners.Any(listener => IsOf(listener, address)))
            {
                heard.Add(address);
                WarnIfPrivate(address, $"site {site.Name}");
            }
            else
            {
                _warnings.Add($"site {site.Name}: {address} is left out, no listener is of its family");
            }
        }
        return heard;
    }

    private void AddOneSite(string domain, IReadOnlyList<ListenerModel> listeners)
    {
        // One name for all would send peers to ports of another listener's address.
        var oneHost = listeners.Select(Address).OfType<IPAddress>().GroupBy(static address => address.AddressFamily)
            .All(static family => family.Distinct().Count() == 1);
        var differ = FamiliesDiffer(listeners);
        var servers = new List<Server>();
        var addresses = new List<(string Name, IPAddress Address)>();
        foreach (var listener in listeners)
        {
            if (Address(listener) is { } address)
            {
                WarnIfPrivate(address, $"listener {listener.Name}");
                var host = !oneHost ? $"{listener.Name.ToLowerInvariant()}.{domain}"
                    : differ ? $"{Family(address)}.{domain}"
                    : domain;
                if (!IsName(host))
                {
                    _warnings.Add($"listener {listener.Name} is left out: its name is not one that DNS knows");
                    continue;
                }
                servers.Add(new Server(listener.Transport, Own, listener.AdvertisedPort, host));
                addresses.Add((host, address));
            }
            else
            {
                servers.Add(new Server(listener.Transport, Own, listener.AdvertisedPort, listener.AdvertisedHost.ToLowerInvariant()));
                _warnings.Add($"listener {listener.Name} advertises {listener.AdvertisedHost}: its addresses are not known here");
            }
        }
        Comment(domain);
        AddServers(domain, servers);
        foreach (var (name, address) in addresses.Distinct())
        {
            AddAddress(name, address);
        }
    }

    private void AddServers(string name, List<Server> servers)
    {
        var order = 0;
        foreach (var transport in Transports)
        {
            if (servers.Any(server => server.Transport == transport))
            {
                order += 10;
                Add(name, $"NAPTR {order} 10 \"s\" \"{Service(transport)}\" \"\" {Prefix(transport)}.{name}.");
            }
        }
        foreach (var server in servers.OrderBy(static server => Array.IndexOf(Transports, server.Transport))
            .ThenBy(static server => server.Priority).Distinct())
        {
            Add(
                $"{Prefix(server.Transport)}.{name}",
                string.Create(CultureInfo.InvariantCulture, $"SRV {server.Priority} {Weight} {server.Port} {server.Host}."));
        }
    }

    private void AddAddress(string name, IPAddress address) =>
        Add(name, $"{(address.AddressFamily == AddressFamily.InterNetwork ? "A" : "AAAA")} {address}");

    private void Add(string name, string data) =>
        _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name}. {_ttl} IN {data}"));

    private void Comment(string text) => _lines.Add($"; {text}");

    private void WarnIfPrivate(IPAddress address, string where)
    {
        var warning = $"{where}: {address} is reached from inside only";
        if (IsPrivate(address) && !_warnings.Contains(warning))
        {
            _warnings.Add(warning);
        }
    }

    private static bool IsPrivate(IPAddress address) => IPAddress.IsLoopback(address) || address.IsIPv6UniqueLocal || address.IsIPv6LinkLocal
        || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is var bytes
            && (bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168)
                || (bytes[0] == 169 && bytes[1] == 254) || (bytes[0] == 100 && bytes[1] is >= 64 and < 128)));

    /// <summary>A listener on every IPv6 address takes no IPv4 here, nor the other way round.</summary>
    private static bool IsOf(ListenerModel listener, IPAddress address) => listener.Bind.AddressFamily == address.AddressFamily;

    /// <summary>One name for both would send peers to ports that only the other family has.</summary>
    private static bool FamiliesDiffer(IReadOnlyList<ListenerModel> listeners)
    {
        var families = listeners.GroupBy(static listener => listener.Bind.AddressFamily)
            .Select(static family => family.Select(static listener => (listener.Transport, listener.AdvertisedPort)).ToHashSet()).ToList();
        return families.Count > 1 && !families[0].SetEquals(families[1]);
    }

    private static string Family(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? "v4" : "v6";

    private static IPAddress? Address(ListenerModel listener) =>
        IPAddress.TryParse(listener.AdvertisedHost.Trim('[', ']'), out var address) ? address : null;

    private static string Prefix(TransportKind transport) => transport switch
    {
        TransportKind.Tls => "_sips._tcp",
        TransportKind.Tcp => "_sip._tcp",
        _ => "_sip._udp",
    };

    private static string Service(TransportKind transport) => transport switch
    {
        TransportKind.Tls => "SIPS+D2T",
        TransportKind.Tcp => "SIP+D2T",
        _ => "SIP+D2U",
    };

    private readonly record struct Server(TransportKind Transport, int Priority, int Port, string Host);
}
