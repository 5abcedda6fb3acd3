using System.Text;

namespace SipEdge.Core.Configuration;

internal static class RouteCompiler
{
    public static List<RouteModel> Compile(
        EdgeOptions options, IReadOnlyDictionary<string, DomainModel> domains, IReadOnlyDictionary<string, TrunkModel> trunks,
        IReadOnlyDictionary<string, RouteTarget> targets, CompiledAcls acls, ConfigPositions positions) =>
        [.. options.Routes.Select((route, index) => new RouteModel
        {
            Domain = route.Domain is null ? null : domains[route.Domain],
            FromTrunk = route.FromTrunk is null ? null : trunks[route.FromTrunk],
            FromAcl = route.FromAcl is null ? null : acls.Written[route.FromAcl],
            Prefix = Encoding.UTF8.GetBytes(route.Prefix),
            Strip = route.Strip,
            Prepend = Encoding.UTF8.GetBytes(route.Prepend),
            Hours = HoursCompiler.Compile(route.Hours, route.TimeZone),
            Weight = route.Weight ?? 0,
            To = targets[route.To],
            Line = positions.Line($"routes[{index}]"),
        })];
}
