using System.Collections.Frozen;

namespace SipEdge.Core.Configuration;

/// <summary>Routes by number prefix. Immutable after construction.</summary>
public sealed class RouteTable
{
    private readonly FrozenDictionary<byte[], RouteModel[]>.AlternateLookup<ReadOnlySpan<byte>> _byPrefix;

    // Lengths of prefix that exist, longest first, so that no other is looked up.
    private readonly int[] _lengths;

    public RouteTable(IReadOnlyList<RouteModel> routes)
    {
        All = routes;
        var comparer = new Utf8NameComparer(ignoreCase: false);
        _byPrefix = routes.GroupBy(route => route.Prefix, comparer)
            .ToFrozenDictionary(
                group => group.Key, group => group.OrderByDescending(route => route.Conditions).ToArray(), comparer)
            .GetAlternateLookup<ReadOnlySpan<byte>>();
        _lengths = [.. routes.Select(route => route.Prefix.Length).Distinct().OrderDescending()];
    }

    /// <summary>As written.</summary>
    public IReadOnlyList<RouteModel> All { get; }

    /// <summary>
    /// The longest prefix of the number that has a route for this caller; then more conditions; then the first written, or one of
    /// those that share its calls.
    /// </summary>
    public RouteModel? Find(ReadOnlySpan<byte> number, in RouteCaller caller)
    {
        foreach (var length in _lengths)
        {
            if (length > number.Length || !_byPrefix.TryGetValue(number[..length], out var routes))
            {
                continue;
            }
            foreach (var route in routes)
            {
                if (route.Serves(caller))
                {
                    return route.Weight == 0 ? route : Draw(routes, route, caller);
                }
            }
        }
        return null;
    }

    private static RouteModel Draw(RouteModel[] routes, RouteModel first, in RouteCaller caller)
    {
        var whole = 0;
        foreach (var route in routes)
        {
            whole += Shares(route, caller) ? route.Weight : 0;
        }
        var rest = (int)(((ulong)caller.Draw * (uint)whole) >> 32);
        foreach (var route in routes)
        {
            if (Shares(route, caller))
            {
                if (rest < route.Weight)
                {
                    return route;
                }
                rest -= route.Weight;
            }
        }
        return first;

        bool Shares(RouteModel route, in RouteCaller caller) => first.SharesWith(route) && route.Serves(caller);
    }
}
