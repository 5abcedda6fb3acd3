using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

internal static class TlsRolloutValidator
{
    public static void Validate(string trunkName, TrunkOptions trunk, ProblemList problems)
    {
        if (trunk.TlsRollout is not { } rollout)
        {
            return;
        }
        var path = $"trunks.{trunkName}.tls_rollout";
        Rules.Range(problems, $"{path}.percent", rollout.Percent, 0, 100);
        for (var i = 0; i < rollout.Sources.Length; i++)
        {
            if (!AddressPrefix.TryParse(rollout.Sources[i], out _, out var why))
            {
                problems.Error($"{path}.sources[{i}]", why!, "an address, or address/length");
            }
        }
        if (!HasGateway(trunk, tls: true) || !HasGateway(trunk, tls: false))
        {
            problems.Error(path, "there is nothing to move from or to",
                "active outbound gateways of both kinds: transport: tls, and another");
        }
        if (rollout.Shadow && (!rollout.Users.IsEmpty || !rollout.Sources.IsEmpty || rollout.Percent > 0))
        {
            problems.Warning($"{path}.shadow", "carries nobody's calls, so users, sources and percent do nothing");
        }
        if (trunk.Security == TrunkSecurity.Secure)
        {
            problems.Error(path, "a trunk with security: secure takes no call without TLS, so there is nothing to move from");
        }
    }

    private static bool HasGateway(TrunkOptions trunk, bool tls) => trunk.Gateways.Any(gateway => gateway.Active
        && gateway.Direction.HasFlag(GatewayDirection.Outbound) && gateway.EffectiveTransport == TransportKind.Tls == tls);
}
