using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>Addresses that mean something else on the other side of a NAT, or nothing at all.</summary>
internal static class PrivateAddress
{
    /// <summary>RFC 1918, RFC 6598, link-local, loopback, unspecified; and fc00::/7, fe80::/10, ::1, :: of IPv6.</summary>
    public static bool Is(in SocketEndpoint endpoint)
    {
        if (!endpoint.IsIpv4)
        {
            var top = (ushort)(endpoint.Address >> 112);
            return endpoint.Address <= 1 || (top & 0xFE00) == 0xFC00 || (top & 0xFFC0) == 0xFE80;
        }
        var address = (uint)endpoint.Address;
        return address >> 24 is 10 or 127 or 0
            || address >> 20 == 0xAC1
            || address >> 16 is 0xC0A8 or 0xA9FE
            || address >> 22 == 0x191;
    }
}
