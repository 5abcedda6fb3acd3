using System.Text;

namespace SipEdge.Core.Configuration;

internal static class PolicyCompiler
{
    public static IReadOnlyDictionary<string, PolicyModel> Compile(EdgeOptions options, ConfigPositions positions) =>
        options.Policies.ToDictionary(
            policy => policy.Key, policy => Compile(policy.Key, policy.Value, positions), StringComparer.Ordinal);

    /// <summary>The second half, when the trunks have been compiled.</summary>
    public static void Route(
        EdgeOptions options, IReadOnlyDictionary<string, PolicyModel> policies, IReadOnlyDictionary<string, RouteTarget> targets,
        ConfigPositions positions)
    {
        foreach (var (name, policy) in options.Policies)
        {
            if (policy.To is { } to)
            {
                policies[name].Route = new RouteModel
                {
                    Prefix = [],
                    Strip = 0,
                    Prepend = [],
                    To = targets[to],
                    Line = positions.Line($"policies.{name}.to"),
                };
            }
        }
    }

    private static PolicyModel Compile(string name, PolicyOptions policy, ConfigPositions positions)
    {
        var path = $"policies.{name}";
        return new PolicyModel
        {
            Name = name,
            Allowed = policy.Allowed.IsEmpty ? null : NumberSet.Compile(policy.Allowed),
            Denied = NumberSet.Compile(policy.Denied),
            Hours = HoursCompiler.Compile(policy.Hours, policy.TimeZone),
            CallerId = CallerCompiler.Rule(policy.CallerId, $"{path}.caller_id", positions),
            Privacy = policy.Privacy,
            RejectStatus = policy.RejectStatus ?? 0,
            RejectText = policy.RejectText is null ? null : Encoding.UTF8.GetBytes(policy.RejectText),
            Line = positions.Line(path),
            AllowedLine = positions.Line($"{path}.allowed"),
            DeniedLine = positions.Line($"{path}.denied"),
            HoursLine = positions.Line($"{path}.hours"),
            PrivacyLine = positions.Line($"{path}.privacy"),
        };
    }
}
