namespace SipEdge.Core.Configuration;

internal static class GroupOptionsValidator
{
    public const int HighestWeight = 1_000;

    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        foreach (var (name, group) in options.Groups)
        {
            var path = $"groups.{name}";
            Rules.Name(problems, path, name);
            if (name is RouteOptions.Echo or RouteOptions.Numbers || options.Trunks.ContainsKey(name))
            {
                problems.Error(path, $"'{name}' names something else already that a route can lead to");
            }
            if (group.Trunks.IsEmpty)
            {
                problems.Error(path, "a group needs at least one trunk", "trunks");
            }
            Rules.Unique(
                problems, group.Trunks.Select((member, index) => ($"{path}.trunks[{index}].trunk", member.Trunk)), "trunk");
            for (var i = 0; i < group.Trunks.Length; i++)
            {
                var member = group.Trunks[i];
                Rules.Reference(problems, $"{path}.trunks[{i}].trunk", member.Trunk, options.Trunks, "trunk");
                Rules.Range(problems, $"{path}.trunks[{i}].priority", member.Priority, 0, 65_535);
                Rules.Range(problems, $"{path}.trunks[{i}].weight", member.Weight, 0, HighestWeight);
            }
            CallLimitValidator.Validate(group.Limits, $"{path}.limits", problems);
            FailoverValidator.Validate(group.Failover, $"{path}.failover", problems);
            var trunks = group.Trunks.Where(member => options.Trunks.ContainsKey(member.Trunk))
                .Select(member => (member.Trunk, options.Trunks[member.Trunk])).ToArray();
            PreferenceValidator.Validate(group.Prefer, trunks, path, problems);
            RegionValidator.Validate(group.Regions, trunks.Select(static one => one.Item2), path, problems);
        }
    }

    /// <summary>A name that a route, a policy or the number table sends calls to.</summary>
    public static void ValidateTarget(EdgeOptions options, string to, bool orNumbers, string path, ProblemList problems)
    {
        if (to == RouteOptions.Echo || (orNumbers && to == RouteOptions.Numbers) || options.Trunks.ContainsKey(to)
            || options.Groups.ContainsKey(to))
        {
            return;
        }
        var known = options.Trunks.Keys.Concat(options.Groups.Keys).Append(RouteOptions.Echo);
        Rules.NoSuch(problems, path, to, orNumbers ? known.Append(RouteOptions.Numbers) : known, "trunk or group");
    }

    /// <summary>Whether calls that are sent to <paramref name="to"/> may reach the trunk.</summary>
    public static bool Leads(EdgeOptions options, string? to, string trunk) =>
        to == trunk
        || (to is not null && options.Groups.TryGetValue(to, out var group) && group.Trunks.Any(member => member.Trunk == trunk));
}
