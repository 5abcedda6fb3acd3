using SipEdge.Media.Negotiation;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>Whether transport and audio of a trunk's gateways, and of the ACLs that admit its calls, fit together.</summary>
internal static class TrunkSecurityValidator
{
    public static void Validate(EdgeOptions options, string name, TrunkOptions trunk, ProblemList problems)
    {
        for (var i = 0; i < trunk.Gateways.Length; i++)
        {
            ValidateGateway(trunk.Security, trunk.Gateways[i], MediaPolicyMerge.For(options, trunk, trunk.Gateways[i]).Srtp,
                $"trunks.{name}.gateways[{i}]", problems);
        }
        ValidateCalls(options, name, trunk, problems);
        if (trunk.Security == TrunkSecurity.Secure)
        {
            ValidateAcls(options, name, problems);
        }
    }

    /// <summary>Calls from the trunk, whose offers come by whichever way the trunk may use.</summary>
    private static void ValidateCalls(EdgeOptions options, string name, TrunkOptions trunk, ProblemList problems)
    {
        if (trunk is { Security: TrunkSecurity.Secure, Media.Srtp.Mode: SrtpMode.Off or SrtpMode.Optional })
        {
            problems.Error($"trunks.{name}.media.srtp.mode", "the trunk is secure: without SRTP its calls are refused",
                "mode: required, or security: mixed");
        }
        if (MediaPolicyMerge.For(options, trunk).Srtp.Mode != SrtpMode.Off || trunk.Security is not null)
        {
            return;
        }
        var path = MediaPolicyMerge.PathOf(name, trunk.Media.Srtp.Mode is not null, "srtp.mode");
        if (trunk.Gateways.FirstOrDefault(gateway => gateway.Media is not (null or GatewayMedia.Rtp)
            && gateway.Direction.HasFlag(GatewayDirection.Inbound)) is { } encrypted)
        {
            problems.Warning(path,
                $"gateway '{encrypted.Name}' of trunk '{name}' is called with SRTP, and its own calls may not have it", "mode: optional");
        }
        else if (options.Acls.Values.Any(acl => acl.Trunk == name && MayUseTls(options, acl)))
        {
            problems.Warning(path, $"calls of trunk '{name}' may come over TLS, but their audio is not encrypted",
                "mode: optional, or security: mixed on the trunk");
        }
    }

    private static bool MayUseTls(EdgeOptions options, AclOptions acl) =>
        options.Listeners.Any(listener => listener.Transport == TransportKind.Tls)
        && (!acl.HasInboundAddresses || acl.Addresses.Any(address => address.Transport is null or TransportKind.Tls));

    private static void ValidateGateway(
        TrunkSecurity? security, GatewayOptions gateway, SrtpOptions policy, string path, ProblemList problems)
    {
        var tls = gateway.EffectiveTransport == TransportKind.Tls;
        var srtp = policy.Mode != SrtpMode.Off;
        switch (security)
        {
            case TrunkSecurity.Secure when !tls:
                problems.Error($"{path}.transport",
                    $"the trunk is secure, and this gateway speaks {ConfigNames.Transport.Name(gateway.EffectiveTransport)}",
                    "transport: tls, or security: mixed");
                break;
            case TrunkSecurity.Secure when policy.Mode != SrtpMode.Required:
                problems.Error($"{path}.media",
                    $"the trunk is secure, and this gateway's audio {(srtp ? "need not be" : "is not")} encrypted",
                    "media: srtp_sdes or srtp_dtls, or security: mixed");
                break;
            case TrunkSecurity.Insecure when tls || srtp:
                problems.Error(tls ? $"{path}.transport" : $"{path}.media",
                    $"the trunk is insecure, and this gateway has {(tls ? "TLS" : "SRTP")}",
                    tls ? "security: secure or mixed" : "media: rtp, or security: secure or mixed");
                break;
            case null when tls && !srtp:
                problems.Warning($"{path}.media", "TLS hides who calls whom, but the audio of these calls is not encrypted",
                    "media: srtp_sdes or srtp_dtls, or security: mixed on the trunk");
                break;
            default:
                break;
        }
        if (!srtp || tls)
        {
            return;
        }
        if (policy.Keying == SrtpKeying.Dtls)
        {
            problems.Warning($"{path}.media",
                "whoever can change the signalling can put his own fingerprint into it, and hear these calls", "transport: tls");
        }
        else if (gateway.InsecureSdesOk)
        {
            problems.Warning($"{path}.insecure_sdes_ok",
                "the SRTP keys are sent in clear text: whoever reads the signalling can hear these calls", "transport: tls");
        }
    }

    private static void ValidateAcls(EdgeOptions options, string trunk, ProblemList problems)
    {
        foreach (var (name, acl) in options.Acls.Where(acl => acl.Value.Trunk == trunk))
        {
            for (var i = 0; i < acl.Addresses.Length; i++)
            {
                if (acl.Addresses[i].Transport is { } transport and not TransportKind.Tls)
                {
                    problems.Warning($"acls.{name}.addresses[{i}].transport",
                        $"trunk '{trunk}' is secure, so its calls over {ConfigNames.Transport.Name(transport)} get 403",
                        "transport: tls");
                }
            }
        }
    }
}
