using System.Collections.Immutable;
using System.Net;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Resolution;

/// <summary>
/// What /etc/hosts says (hosts(5)). A name that stands there is answered for wholly: its other records are not asked for in DNS,
/// which a machine that lives by this file may not even have. Immutable.
/// </summary>
public sealed class HostsFile
{
    /// <summary>Seconds after which the file is looked at again.</summary>
    public const uint Ttl = 60;

    private readonly Dictionary<string, List<SocketEndpoint>> _names = new(StringComparer.Ordinal);

    private HostsFile()
    {
    }

    public static HostsFile Read(string text)
    {
        var hosts = new HostsFile();
        foreach (var line in text.Split('\n'))
        {
            var comment = line.IndexOf('#', StringComparison.Ordinal);
            var words = (comment < 0 ? line : line[..comment])
                .Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words is [var first, .. var names] && IPAddress.TryParse(first, out var address))
            {
                foreach (var name in names)
                {
                    hosts.Add(DnsNames.Canonical(name), SocketEndpoint.From(address, 0));
                }
            }
        }
        // Also without the file, or with one that does not name it (RFC 6761 §6.3).
        if (!hosts._names.ContainsKey("localhost"))
        {
            hosts.Add("localhost", SocketEndpoint.From(IPAddress.Loopback, 0));
            hosts.Add("localhost", SocketEndpoint.From(IPAddress.IPv6Loopback, 0));
        }
        return hosts;
    }

    /// <summary>Null when the file does not know the name.</summary>
    public DnsAnswer? Find(DnsQuestion question)
    {
        if (!_names.TryGetValue(Host(question), out var addresses))
        {
            return null;
        }
        var records = ImmutableArray.CreateBuilder<DnsRecord>();
        foreach (var address in addresses)
        {
            var record = new AddressRecord(question.Name, Ttl, address);
            if (record.Type == question.Type)
            {
                records.Add(record);
            }
        }
        return new DnsAnswer(records.Count > 0 ? DnsOutcome.Found : DnsOutcome.NoData, records.ToImmutable(), Ttl);
    }

    /// <summary>Of _sip._udp.example.com: example.com.</summary>
    private static string Host(DnsQuestion question)
    {
        var name = question.Name;
        while (question.Type == DnsType.Srv && name.StartsWith('_') && name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot)
        {
            name = name[(dot + 1)..];
        }
        return name;
    }

    private void Add(string name, SocketEndpoint address)
    {
        if (!_names.TryGetValue(name, out var addresses))
        {
            _names.Add(name, addresses = []);
        }
        if (!addresses.Contains(address))
        {
            addresses.Add(address);
        }
    }
}
