using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

internal static class GroupCompiler
{
    public static ImmutableArray<GroupModel> Compile(
        EdgeOptions options, IReadOnlyDictionary<string, TrunkModel> trunks, ConfigPositions positions) =>
        [.. options.Groups.Select(group => Compile(group.Key, group.Value, options, trunks, positions))];

    /// <summary>Everything that "to" may name.</summary>
    public static IReadOnlyDictionary<string, RouteTarget> Targets(
        IReadOnlyDictionary<string, TrunkModel> trunks, ImmutableArray<GroupModel> groups)
    {
        var targets = new Dictionary<string, RouteTarget>(StringComparer.Ordinal)
        {
            [RouteOptions.Echo] = RouteTarget.Echo,
            [RouteOptions.Numbers] = RouteTarget.Numbers,
        };
        foreach (var (name, trunk) in trunks)
        {
            targets.Add(name, RouteTarget.To(trunk));
        }
        foreach (var group in groups)
        {
            targets.Add(group.Name, RouteTarget.To(group));
        }
        return targets;
    }

    private static GroupModel Compile(
        string name, GroupOptions group, EdgeOptions options, IReadOnlyDictionary<string, TrunkModel> trunks,
        ConfigPositions positions) => new()
        {
            Name = name,
            Members = [.. group.Trunks.Select(member => new GroupMember(trunks[member.Trunk], member.Priority, member.Weight))],
            Failover = new FailoverRules(group.Failover, options.Calls, positions.Line($"groups.{name}.failover")),
            Regions = new RegionRules(group.Regions, positions.Line($"groups.{name}.regions")),
            Prefer = group.Prefer,
            Limits = new CallLimits(group.Limits, positions.Line($"groups.{name}.limits")),
            Line = positions.Line($"groups.{name}"),
        };
}
