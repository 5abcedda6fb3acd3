using System.Net;
using System.Net.Sockets;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

internal static class GatewayOptionsValidator
{
    public static void Validate(
        EdgeOptions options, TrunkOptions trunk, GatewayOptions gateway, string path, ProblemList problems)
    {
        Rules.Name(problems, $"{path}.name", gateway.Name);
        Rules.Port(problems, $"{path}.port", gateway.Port);
        Rules.Range(problems, $"{path}.priority", gateway.Priority, 0, 65_535);
        Rules.Range(problems, $"{path}.weight", gateway.Weight, 0, GroupOptionsValidator.HighestWeight);
        ValidateTls(gateway, path, problems);
        ValidateMedia(options, trunk, gateway, path, problems);
        if (AddressPrefix.TryParseAddress(gateway.Address, out var address, out var why))
        {
            ValidatePrefix(gateway, address, path, problems);
            ValidateListener(options, trunk, gateway, address, path, problems);
        }
        else if (gateway.IsName)
        {
            ValidateName(gateway, path, problems);
            ValidateListener(options, trunk, gateway, null, path, problems);
        }
        else
        {
            problems.Error($"{path}.address", why!, "an IPv4 or IPv6 address, or a host name");
        }
    }

    private static void ValidateName(GatewayOptions gateway, string path, ProblemList problems)
    {
        if (gateway.Prefix is not null)
        {
            problems.Error($"{path}.prefix", "a host name stands for single addresses", "an address with the prefix");
        }
        var (name, transport) = GatewayHost.Read(gateway.Address);
        if (transport is { } named && (gateway.Port is not null || (gateway.Transport is { } written && written != named)))
        {
            problems.Error($"{path}.address",
                $"'{gateway.Address}' says {ConfigNames.Transport.Name(named)} and where the port comes from",
                $"{name} without the service, or no transport and port beside it");
        }
    }

    /// <summary>sips promises TLS on every hop (RFC 5630 §3.1.1), so there is no sips without it.</summary>
    private static void ValidateTls(GatewayOptions gateway, string path, ProblemList problems)
    {
        if (gateway.TlsName is { } name && !HostName.IsValid(name))
        {
            problems.Error($"{path}.tls_name", $"'{name}' is not a host name");
        }
        if (gateway.EffectiveTransport != TransportKind.Tls)
        {
            if (gateway.Scheme != GatewayScheme.Sip)
            {
                problems.Error($"{path}.scheme", "sips needs transport: tls");
            }
            if (gateway.TlsName is not null && !gateway.MayUse(TransportKind.Tls))
            {
                problems.Error($"{path}.tls_name", "tls_name is checked only with transport: tls");
            }
            return;
        }
        if (gateway.Port == 5060)
        {
            problems.Warning($"{path}.port", "TLS to port 5060, where most peers speak clear text", "5061");
        }
    }

    private static void ValidateMedia(
        EdgeOptions options, TrunkOptions trunk, GatewayOptions gateway, string path, ProblemList problems)
    {
        if (gateway.SrtpSuites is { } suites)
        {
            MediaPolicyValidator.ValidateSuites(suites, $"{path}.srtp_suites", problems);
        }
        var srtp = MediaPolicyMerge.For(options, trunk, gateway).Srtp;
        if (srtp.Mode != SrtpMode.Off && srtp.Keying != SrtpKeying.Dtls
            && gateway.EffectiveTransport != TransportKind.Tls && !gateway.InsecureSdesOk)
        {
            problems.Error($"{path}.media", "SDES puts the SRTP keys into the signalling, which anyone on the path can read here",
                "transport: tls, media: rtp, or insecure_sdes_ok: true");
        }
    }

    private static void ValidatePrefix(GatewayOptions gateway, IPAddress address, string path, ProblemList problems)
    {
        if (gateway.Prefix is null)
        {
            return;
        }
        if (!AddressPrefix.TryMake(address, gateway.Prefix, out var prefix, out var why))
        {
            problems.Error($"{path}.prefix", why!);
            return;
        }
        if (prefix.Length < 128 && gateway.Direction != GatewayDirection.Inbound)
        {
            problems.Error($"{path}.prefix", "a gateway that is called has one address", "direction: inbound");
        }
    }

    /// <param name="address">Null for a name, which may have addresses of both families.</param>
    private static void ValidateListener(
        EdgeOptions options, TrunkOptions trunk, GatewayOptions gateway, IPAddress? address, string path, ProblemList problems)
    {
        var host = GatewayHost.Of(options, trunk, gateway);
        if (gateway.Listener is { } name)
        {
            var listener = options.Listeners.FirstOrDefault(listener => listener.Name == name);
            if (listener is null)
            {
                Rules.NoSuch(problems, $"{path}.listener", name, options.Listeners.Select(listener => listener.Name), "listener");
                return;
            }
            if (host.Transport is { } only && listener.Transport != only)
            {
                problems.Error($"{path}.listener",
                    $"listener '{name}' speaks {ConfigNames.Transport.Name(listener.Transport)}", ConfigNames.Transport.Name(only));
                return;
            }
        }
        if (gateway.Direction.HasFlag(GatewayDirection.Outbound)
            && !options.Listeners.Any(listener => Serves(listener, gateway, host.Transport, address)))
        {
            problems.Error(gateway.Listener is null ? path : $"{path}.listener", "no listener can reach it",
                Wanted(host.Transport, address) + (OnlyLoopback(options, host.Transport, address) ? " that is not bound to loopback" : ""));
        }
    }

    private static string Wanted(TransportKind? transport, IPAddress? address)
    {
        var over = address is null ? "" : address.AddressFamily == AddressFamily.InterNetwork ? " over IPv4" : " over IPv6";
        return $"one for {(transport is { } only ? ConfigNames.Transport.Name(only) : "a transport that the trunk may use")}{over}";
    }

    /// <summary>There is a listener for it, which no packet to another machine can leave by.</summary>
    private static bool OnlyLoopback(EdgeOptions options, TransportKind? transport, IPAddress? address) =>
        address is not null && options.Listeners.Any(listener => (transport is null || listener.Transport == transport)
            && EndpointText.TryParseBind(listener.Bind, 5060, out var bind, out _)
            && bind.AddressFamily == address.AddressFamily && !TargetCompiler.Reaches(bind.Address, address));

    private static bool Serves(ListenerOptions listener, GatewayOptions gateway, TransportKind? transport, IPAddress? address) =>
        (transport is null || listener.Transport == transport)
        && (gateway.Scheme == GatewayScheme.Sip || listener.Transport == TransportKind.Tls)
        && (gateway.Listener is null || gateway.Listener == listener.Name)
        // One that cannot be read has its own complaint.
        && (address is null || !EndpointText.TryParseBind(listener.Bind, 5060, out var bind, out _)
            || TargetCompiler.Reaches(bind.Address, address));
}
