using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

internal static class RegionValidator
{
    /// <param name="regions">What is written.</param>
    /// <param name="members">The trunks whose gateways they order.</param>
    public static void Validate(
        RegionOptions regions, IEnumerable<TrunkOptions> members, string path, ProblemList problems)
    {
        Rules.Unique(
            problems, regions.Order.Select((region, index) => ($"{path}.regions[{index}]", region)), "region");
        Rules.Range(problems, $"{path}.return_after", regions.ReturnAfter, TimeSpan.Zero, TimeSpan.FromDays(1));
        if (regions.Bound && regions.Order.Length != 1)
        {
            problems.Error($"{path}.region_bound", "calls that stay in a region need to be told which", "one name in regions");
        }
        var known = members.SelectMany(trunk => trunk.Gateways.Select(gateway => gateway.Region ?? trunk.Region))
            .OfType<string>().Distinct().ToImmutableArray();
        for (var i = 0; i < regions.Order.Length; i++)
        {
            if (!known.Contains(regions.Order[i]))
            {
                Rules.NoSuch(problems, $"{path}.regions[{i}]", regions.Order[i], known, "gateway in region");
            }
        }
    }
}
