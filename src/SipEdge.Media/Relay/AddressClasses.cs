namespace SipEdge.Media.Relay;

/// <summary>
/// Sorts addresses by their class. IPv4 in IPv6 form (mapped, NAT64, 6to4) is sorted as the IPv4 address it stands for.
/// </summary>
public static class AddressClasses
{
    /// <param name="address">As in <see cref="MediaEndpoint.Address"/>.</param>
    public static AddressClass Of(UInt128 address)
    {
        if (NumericAddress.IsIpv4(address))
        {
            return OfIpv4((uint)address);
        }
        return OfIpv6(address, (uint)(address >> 96));
    }

    private static AddressClass OfIpv4(uint address) => address switch
    {
        0 => AddressClass.Unspecified,
        >= 0xE000_0000 and < 0xF000_0000 => AddressClass.Multicast,
        _ => (address >> 24) switch
        {
            10 => AddressClass.Private,
            127 => AddressClass.Loopback,
            0 or >= 240 => AddressClass.Reserved,
            _ when address >> 20 == 0xAC1 || address >> 16 == 0xC0A8 || address >> 22 == 0x191 => AddressClass.Private,
            _ when address >> 16 == 0xA9FE => AddressClass.LinkLocal,
            _ when IsReservedIpv4(address) => AddressClass.Reserved,
            _ => AddressClass.Global,
        },
    };

    private static bool IsReservedIpv4(uint address) =>
        address >> 17 == 0xC612 >> 1 // 198.18.0.0/15, benchmarks (RFC 2544)
        || (address >> 8) is 0xC0_00_00 or 0xC0_00_02 or 0xC6_33_64 or 0xCB_00_71 // protocols, and TEST-NET-1 to 3 (RFC 5737)
        || address >> 8 == 0xC0_58_63; // 192.88.99.0/24, once 6to4 relays (RFC 7526)

    private static AddressClass OfIpv6(UInt128 address, uint top)
    {
        if (address <= UInt128.One)
        {
            return address == UInt128.Zero ? AddressClass.Unspecified : AddressClass.Loopback;
        }
        return (top >> 16) switch
        {
            0x0064 when (address >> 32) == Nat64Prefix => OfIpv4((uint)address), // RFC 6052
            0x2002 => OfIpv4((uint)(address >> 80)), // 6to4 (RFC 3056)
            0x2001 when top == 0x2001_0DB8 || (top & 0xFFFF_FE00) == 0x2001_0000 => AddressClass.Reserved,
            0x3FFF when (top & 0xFFFF_F000) == 0x3FFF_0000 => AddressClass.Reserved, // RFC 9637
            >= 0xFF00 => AddressClass.Multicast,
            >= 0xFE80 and < 0xFEC0 => AddressClass.LinkLocal,
            >= 0xFC00 and < 0xFE00 => AddressClass.Private,
            >= 0xFEC0 and < 0xFF00 => AddressClass.Private, // site-local, withdrawn (RFC 3879) and still configured
            >= 0x2000 and < 0x4000 => AddressClass.Global,
            _ => AddressClass.Reserved,
        };
    }

    private static UInt128 Nat64Prefix => (UInt128)0x0064_FF9B << 64;
}
