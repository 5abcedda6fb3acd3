using SipEdge.Media.Relay;

namespace SipEdge.Media.Sdp;

/// <summary>"IN IP4 192.0.2.1", in c= lines and behind the port of a=rtcp (RFC 8866 §5.7, RFC 3605).</summary>
internal static class ConnectionLine
{
    /// <summary>On success the endpoint has port 0. <paramref name="malformed"/> is what a bad shape is called.</summary>
    public static SdpStatus Read(ReadOnlySpan<byte> value, SdpStatus malformed, out MediaEndpoint address)
    {
        address = default;
        var network = SdpToken.Next(ref value);
        var family = SdpToken.Next(ref value);
        var host = SdpToken.Next(ref value);
        var ipv6 = family.SequenceEqual("IP6"u8);
        if (!network.SequenceEqual("IN"u8)
            || (!ipv6 && !family.SequenceEqual("IP4"u8))
            || host.IsEmpty
            || !value.TrimStart((byte)' ').IsEmpty)
        {
            return malformed;
        }

        // Only a multicast address has a time to live or a count behind it.
        var slash = host.IndexOf((byte)'/');
        var numeric = MediaEndpoint.TryParse(slash < 0 ? host : host[..slash], 0, out address);
        if (numeric && NumericAddress.IsMulticast(address.Address))
        {
            return SdpStatus.MulticastAddress;
        }

        if (slash >= 0 || (numeric && host[0] == '['))
        {
            return malformed;
        }

        if (!numeric)
        {
            return LooksLikeName(host) ? SdpStatus.AddressNotNumeric : malformed;
        }

        // "IP6 ::ffff:192.0.2.1" names an IPv4 peer in IPv6 form; "IP4 ::1" contradicts itself.
        return host.Contains((byte)':') == ipv6 ? SdpStatus.Ok : malformed;
    }

    private static bool LooksLikeName(ReadOnlySpan<byte> host)
    {
        var letters = false;
        foreach (var c in host)
        {
            letters |= (uint)((c | 0x20) - 'a') <= 'z' - 'a';
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'.' or (byte)'-' or (byte)'_'))
            {
                return false;
            }
        }

        return letters;
    }
}
