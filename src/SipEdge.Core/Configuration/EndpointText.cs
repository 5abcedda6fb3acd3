using System.Globalization;
using System.Net;

namespace SipEdge.Core.Configuration;

/// <summary>"address:port" as people write it; IPv6 in brackets when a port follows.</summary>
internal static class EndpointText
{
    /// <summary>An address and port to bind to.</summary>
    public static bool TryParseBind(string text, int defaultPort, out IPEndPoint endpoint, out string? why)
    {
        endpoint = new IPEndPoint(IPAddress.None, 0);
        if (!TrySplit(text, defaultPort, out var host, out var port, out why)
            || !AddressPrefix.TryParseAddress(host, out var address, out why))
        {
            return false;
        }
        endpoint = new IPEndPoint(address, port);
        return true;
    }

    /// <summary>A host name or address with an optional port.</summary>
    public static bool TryParseHost(string text, int defaultPort, out string host, out int port, out string? why)
    {
        if (!TrySplit(text, defaultPort, out host, out port, out why))
        {
            return false;
        }
        if (HostName.IsValid(host) || AddressPrefix.TryParseAddress(host, out _, out _))
        {
            return true;
        }
        why = $"'{host}' is neither a host name nor an IP address";
        return false;
    }

    private static bool TrySplit(string text, int defaultPort, out string host, out int port, out string? why)
    {
        why = null;
        port = defaultPort;
        host = text;
        var colon = text.LastIndexOf(':');
        var bracket = text.LastIndexOf(']');
        var bareIpv6 = bracket < 0 && text.IndexOf(':') != colon;
        if (colon > bracket && !bareIpv6)
        {
            host = text[..colon];
            if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
                || port is 0 or > 65_535)
            {
                why = $"'{text[(colon + 1)..]}' is not a port of 1 to 65535";
                return false;
            }
        }
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            host = host[1..^1];
        }
        if (host.Length == 0)
        {
            why = "the address is missing";
            return false;
        }
        return true;
    }
}
