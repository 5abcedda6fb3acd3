using System.Net;
using System.Net.Sockets;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Messages;
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
        ValidateTls(gateway, path, problems);
        ValidateMedia(options, trunk, gateway, path, problems);
        if (!AddressPrefix.TryParseAddress(gateway.Address, out var address, out var why))
        {
            problems.Error($"{path}.address", why!, "an IPv4 or IPv6 address");
            return;
        }
        ValidatePrefix(gateway, address, path, problems);
        ValidateListener(options, gateway, address, path, problems);
    }

    /// <summary>sips promises TLS on every hop (RFC 5630 §3.1.1), so there is no sips without it.</summary>
    private static void ValidateTls(GatewayOptions gateway, string path, ProblemList problems)
    {
        if (gateway.EffectiveTransport != TransportKind.Tls)
        {
            if (gateway.Scheme == UriScheme.Sips)
            {
                problems.Error($"{path}.scheme", "sips needs transport: tls");
            }
            if (gateway.TlsName is not null)
            {
                problems.Error($"{path}.tls_name", "tls_name is checked only with transport: tls");
            }
            return;
        }
        if (gateway.TlsName is { } name && !HostName.IsValid(name))
        {
            problems.Error($"{path}.tls_name", $"'{name}' is not a host name");
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

    private static void ValidateListener(
        EdgeOptions options, GatewayOptions gateway, IPAddress address, string path, ProblemList problems)
    {
        var transport = ConfigNames.Transport.Name(gateway.EffectiveTransport);
        if (gateway.Listener is { } name)
        {
            var listener = options.Listeners.FirstOrDefault(listener => listener.Name == name);
            if (listener is null)
            {
                Rules.NoSuch(problems, $"{path}.listener", name, options.Listeners.Select(listener => listener.Name), "listener");
                return;
            }
            if (listener.Transport != gateway.EffectiveTransport)
            {
                problems.Error(
                    $"{path}.listener", $"listener '{name}' speaks {ConfigNames.Transport.Name(listener.Transport)}", transport);
                return;
            }
        }
        if (gateway.Direction.HasFlag(GatewayDirection.Outbound)
            && !options.Listeners.Any(listener => Serves(listener, gateway, address)))
        {
            problems.Error(gateway.Listener is null ? path : $"{path}.listener",
                "no listener can reach it",
                $"one for {transport} over {(address.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6")}");
        }
    }

    private static bool Serves(ListenerOptions listener, GatewayOptions gateway, IPAddress address) =>
        listener.Transport == gateway.EffectiveTransport && (gateway.Listener is null || gateway.Listener == listener.Name)
        // One that cannot be read has its own complaint.
        && (!EndpointText.TryParseBind(listener.Bind, 5060, out var bind, out _) || TrunkCompiler.Reaches(bind.Address, address));
}
