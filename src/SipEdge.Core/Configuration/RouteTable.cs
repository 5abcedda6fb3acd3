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
    /// The longest prefix of the number that has a route for this caller; then more conditions; then the first written.
    /// </summary>
    public RouteModel? Find(ReadOnlySpan<byte> number, DomainModel? domain, TrunkModel? from, AclModel? acl)
    {
        foreach (var length in _lengths)
        {
            if (length > number.Length || !_byPrefix.TryGetValue(number[..length], out var routes))
            {
                continue;
            }
            foreach (var route in routes)
            {
                if (route.Serves(domain, from, acl))
                {
                    return route;
                }
            }
        }
        return null;
    }
}
