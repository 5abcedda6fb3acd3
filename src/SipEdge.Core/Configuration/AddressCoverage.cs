using System.Net;

namespace SipEdge.Core.Configuration;

/// <summary>
/// Whether prefixes add up to everybody: every public address of a family, in one piece or in many. That the rest, which nobody
/// on the internet can call from, is left out does not make it fewer.
/// </summary>
internal static class AddressCoverage
{
    // What lies between the private, loopback and multicast blocks of RFC 6890.
    private static readonly (UInt128 First, UInt128 Last)[] PublicIpv4 =
    [
        Range("1.0.0.0", "9.255.255.255"), Range("11.0.0.0", "126.255.255.255"), Range("128.0.0.0", "172.15.255.255"),
        Range("172.32.0.0", "192.167.255.255"), Range("192.169.0.0", "223.255.255.255"),
    ];

    // Global unicast, all that was ever assigned (RFC 4291 §2.4).
    private static readonly (UInt128 First, UInt128 Last)[] PublicIpv6 =
        [Range("2000::", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")];

    /// <summary>"IPv4", "IPv6" or null. Ports and transports do not narrow it: a caller chooses both.</summary>
    public static string? OfWholeFamily(IReadOnlyCollection<AddressPrefix> prefixes) =>
        Covers(prefixes.Where(prefix => prefix.IsIpv4), PublicIpv4) ? "IPv4"
        : Covers(prefixes.Where(prefix => !prefix.IsIpv4), PublicIpv6) ? "IPv6"
        : null;

    private static bool Covers(IEnumerable<AddressPrefix> prefixes, (UInt128 First, UInt128 Last)[] ranges)
    {
        var ordered = prefixes.OrderBy(prefix => prefix.First).ToList();
        return ordered.Count > 0 && ranges.All(range => Covers(ordered, range.First, range.Last));
    }

    private static bool Covers(List<AddressPrefix> ordered, UInt128 next, UInt128 last)
    {
        foreach (var prefix in ordered)
        {
            if (prefix.First > next)
            {
                return false;
            }
            if (prefix.Last >= last)
            {
                return true;
            }
            next = UInt128.Max(next, prefix.Last + 1);
        }
        return false;
    }

    private static (UInt128 First, UInt128 Last) Range(string first, string last) =>
        (AddressPrefix.Bits(IPAddress.Parse(first)), AddressPrefix.Bits(IPAddress.Parse(last)));
}
