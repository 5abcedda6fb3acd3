using System.Net.Sockets;

namespace SipEdge.Core.Configuration;

internal static class OutboundProxyValidator
{
    public static void Validate(EdgeOptions options, TrunkOptions trunk, string path, ProblemList problems)
    {
        if (trunk.OutboundProxy is not { } proxy)
        {
            return;
        }
        if (!EndpointText.TryParseHost(GatewayHost.Read(proxy).Name, 0, out var host, out _, out var why))
        {
            problems.Error(path, why!, "a host name or an address, with a port where it is not the usual one");
            return;
        }
        foreach (var gateway in trunk.Gateways.Where(static gateway => gateway.IsCalled))
        {
            if (GatewayHost.OfProxy(options, trunk, gateway) is { } asked
                && AddressPrefix.TryParseAddress(host, out var address, out _)
                && !options.Listeners.Any(listener => listener.Transport == asked.Transport
                    && (gateway.Listener is null || gateway.Listener == listener.Name)
                    && EndpointText.TryParseBind(listener.Bind, 0, out var bind, out _)
                    && TargetCompiler.Reaches(bind.Address, address)))
            {
                problems.Error(path, $"no listener can reach it for gateway '{gateway.Name}'",
                    $"a listener of transport {ConfigNames.Transport.Name(gateway.EffectiveTransport)} and "
                    + (address.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6"));
            }
        }
    }
}
