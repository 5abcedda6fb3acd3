using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace SipEdge.Sip.Resolution;

/// <summary>What /etc/resolv.conf says (resolv.conf(5)). Lines that say something else are passed over, as the C library does.</summary>
public static class ResolvConf
{
    private const int DnsPort = 53;
    private const int MostServers = 3;

    public static DnsSettings Read(string text)
    {
        var servers = ImmutableArray.CreateBuilder<IPEndPoint>();
        ImmutableArray<string> search = [];
        var settings = new DnsSettings { Servers = [] };
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["nameserver", var server, ..] when servers.Count < MostServers && IPAddress.TryParse(server, out var address):
                    servers.Add(new IPEndPoint(address, DnsPort));
                    break;
                case ["search" or "domain", .. var domains]:
                    search = [.. domains]; // the last line counts
                    break;
                case ["options", .. var options]:
                    foreach (var option in options)
                    {
                        settings = With(settings, option);
                    }
                    break;
                default:
                    break;
            }
        }
        if (servers.Count == 0)
        {
            servers.Add(new IPEndPoint(IPAddress.Loopback, DnsPort));
        }
        return settings with { Servers = servers.ToImmutable(), Search = search };
    }

    private static DnsSettings With(DnsSettings settings, string option)
    {
        var colon = option.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !int.TryParse(option.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return settings;
        }
        return option[..colon] switch
        {
            "timeout" => settings with { Timeout = TimeSpan.FromSeconds(Math.Clamp(value, 1, 30)) },
            "attempts" => settings with { Attempts = Math.Clamp(value, 1, 5) },
            _ => settings,
        };
    }
}
