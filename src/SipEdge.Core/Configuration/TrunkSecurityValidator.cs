using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>Whether transport and audio of a trunk's gateways, and of the ACLs that admit its calls, fit together.</summary>
internal static class TrunkSecurityValidator
{
    public static void Validate(EdgeOptions options, string name, TrunkOptions trunk, ProblemList problems)
    {
        for (var i = 0; i < trunk.Gateways.Length; i++)
        {
            ValidateGateway(trunk.Security, trunk.Gateways[i], $"trunks.{name}.gateways[{i}]", problems);
        }
        if (trunk.Security == TrunkSecurity.Secure)
        {
            ValidateAcls(options, name, problems);
        }
    }

    private static void ValidateGateway(TrunkSecurity? security, GatewayOptions gateway, string path, ProblemList problems)
    {
        var tls = gateway.Transport == TransportKind.Tls;
        var srtp = gateway.Media == GatewayMedia.SrtpSdes;
        switch (security)
        {
            case TrunkSecurity.Secure when !tls:
                problems.Error($"{path}.transport",
                    $"the trunk is secure, and this gateway speaks {ConfigNames.Transport.Name(gateway.Transport)}",
                    "transport: tls, or security: mixed");
                break;
            case TrunkSecurity.Secure when !srtp:
                problems.Error($"{path}.media", "the trunk is secure, and this gateway's audio is not encrypted",
                    "media: srtp_sdes, or security: mixed");
                break;
            case TrunkSecurity.Insecure when tls || srtp:
                problems.Error(tls ? $"{path}.transport" : $"{path}.media",
                    $"the trunk is insecure, and this gateway has {(tls ? "TLS" : "SRTP")}", "security: secure or mixed");
                break;
            case null when tls && !srtp:
                problems.Warning($"{path}.media", "TLS hides who calls whom, but the audio of these calls is not encrypted",
                    "media: srtp_sdes, or security: mixed on the trunk");
                break;
            default:
                break;
        }
        if (srtp && !tls && gateway.InsecureSdesOk)
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
