using SipEdge.Core.Configuration;

namespace SipEdge.Core.Abuse;

/// <summary>What counts as one source: an IPv4 address, or an IPv6 /64, which one host usually has to itself.</summary>
internal static class SourceAddress
{
    private const int Ipv6Bits = 64;

    public static UInt128 Of(UInt128 address) => IsIpv4(address) ? address : address & ~(UInt128)ulong.MaxValue;

    public static AddressPrefix PrefixOf(UInt128 address) => AddressPrefix.Around(address, IsIpv4(address) ? 128 : Ipv6Bits);

    public static bool IsIpv4(UInt128 address) => address >> 32 == 0xFFFF;
}
