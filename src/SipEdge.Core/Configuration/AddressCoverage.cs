using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Whether a list of prefixes adds up to every address there is, in one piece or in halves.</summary>
internal static class AddressCoverage
{
    /// <summary>"IPv4", "IPv6" or null. Ports and transports do not narrow it: a caller chooses both.</summary>
    public static string? OfWholeFamily(ImmutableArray<AddressOptions> addresses)
    {
        var prefixes = new List<AddressPrefix>();
        foreach (var address in addresses)
        {
            if (AddressPrefix.TryParse(address.Prefix, out var prefix, out _))
            {
                prefixes.Add(prefix);
            }
        }
        return Covers(prefixes.Where(prefix => prefix.IsIpv4), AddressPrefix.AllIpv4) ? "IPv4"
            : Covers(prefixes.Where(prefix => !prefix.IsIpv4), AddressPrefix.AllIpv6) ? "IPv6"
            : null;
    }

    private static bool Covers(IEnumerable<AddressPrefix> prefixes, AddressPrefix whole)
    {
        var next = whole.First;
        foreach (var prefix in prefixes.OrderBy(prefix => prefix.First))
        {
            if (prefix.First > next)
            {
                return false;
            }
            if (prefix.Last >= whole.Last)
            {
                return true;
            }
            next = UInt128.Max(next, prefix.Last + 1);
        }
        return false;
    }
}
