using System.Net;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

internal static class ListenerOptionsValidator
{
    /// <summary><see cref="Flow.Listener"/> is a byte.</summary>
    private const int Most = 255;

    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        var listeners = options.Listeners;
        if (listeners.IsEmpty)
        {
            problems.Error("listeners", "at least one listener is needed");
        }
        if (listeners.Length > Most)
        {
            problems.Error("listeners", "at most 255 listeners");
        }
        Rules.Unique(problems, listeners.Select((listener, i) => ($"listeners[{i}].name", listener.Name)), "listener");
        var bound = new Dictionary<(IPEndPoint, bool), string>();
        for (var i = 0; i < listeners.Length; i++)
        {
            Validate(options, listeners[i], $"listeners[{i}]", bound, problems);
        }
    }

    private static void Validate(
        EdgeOptions options, ListenerOptions listener, string path, Dictionary<(IPEndPoint, bool), string> bound,
        ProblemList problems)
    {
        Rules.Name(problems, $"{path}.name", listener.Name);
        ValidateTls(options, listener, path, problems);
        if (listener.Advertise is { } advertise && !EndpointText.TryParseHost(advertise, 5060, out _, out _, out var why))
        {
            problems.Error($"{path}.advertise", why!, "host or host:port");
        }
        if (!EndpointText.TryParseBind(listener.Bind, listener.Transport.DefaultPort(), out var bind, out why))
        {
            problems.Error($"{path}.bind", why!, "\"address:port\", IPv6 in brackets");
            return;
        }
        if (listener.Advertise is null && IsWildcard(bind.Address))
        {
            problems.Error($"{path}.bind", $"{bind.Address} is every address; peers need one to answer to",
                "advertise: the host name or address that peers reach this listener at");
        }
        // UDP 5060 and TCP 5060 are different sockets; TCP 5061 and TLS 5061 are not.
        if (!bound.TryAdd((bind, listener.Transport == TransportKind.Udp), listener.Name))
        {
            problems.Error($"{path}.bind",
                $"{bind} is taken by listener '{bound[(bind, listener.Transport == TransportKind.Udp)]}'");
        }
        if (bind.Port == (listener.Transport == TransportKind.Tls ? 5060 : 5061))
        {
            problems.Warning($"{path}.bind", listener.Transport == TransportKind.Tls
                ? "TLS on port 5060, where peers expect clear text" : "clear text on port 5061, where peers expect TLS");
        }
    }

    private static void ValidateTls(EdgeOptions options, ListenerOptions listener, string path, ProblemList problems)
    {
        if (listener.Transport != TransportKind.Tls)
        {
            if (listener.Tls is not null)
            {
                problems.Error($"{path}.tls", "only a listener with transport tls shows a certificate");
            }
            if (listener.StrictSni || listener.ClientAuth != ClientAuth.None)
            {
                problems.Error(path, "strict_sni and client_auth are for a listener with transport tls");
            }
            return;
        }
        if (listener.Tls is null)
        {
            problems.Error(path, "a tls listener needs a certificate", "tls: a name under tls");
            return;
        }
        for (var i = 0; i < listener.Certificates.Length; i++)
        {
            var at = listener.Certificates.Length == 1 ? $"{path}.tls" : $"{path}.tls[{i}]";
            Rules.Reference(problems, at, listener.Certificates[i], options.Tls, "certificate");
        }
        if (listener.ClientAuth != ClientAuth.None && options.Trunks.Values.All(trunk => trunk.Tls is not { ClientNames.IsEmpty: false }))
        {
            problems.Warning($"{path}.client_auth", "no trunk has client_names, so a certificate tells nothing");
        }
    }

    private static bool IsWildcard(IPAddress address) => IPAddress.Any.Equals(address) || IPAddress.IPv6Any.Equals(address);
}
