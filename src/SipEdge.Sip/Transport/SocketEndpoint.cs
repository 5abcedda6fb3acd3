using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SipEdge.Sip.Transport;

/// <summary>
/// An address and port. IPv4 is held as IPv4-mapped IPv6, so that ::ffff:192.0.2.1 and 192.0.2.1 are the same peer.
/// </summary>
public readonly record struct SocketEndpoint(UInt128 Address, ushort Port)
{
    /// <summary>Room for the longest text form: a bracketed IPv6 address, a colon and a port.</summary>
    public const int MaxTextLength = 47;

    private static readonly UInt128 MappedPrefix = new(0, 0xFFFF_0000_0000UL);
    private static readonly UInt128 Ipv6Loopback = UInt128.One;

    public bool IsIpv4 => (Address >> 32) == (MappedPrefix >> 32);

    public bool IsLoopback => Address == Ipv6Loopback || (IsIpv4 && (byte)(Address >> 24) == 127);

    /// <summary>No address at all, or 0.0.0.0.</summary>
    public bool IsUnspecified => Address == UInt128.Zero || Address == MappedPrefix;

    /// <summary>Can be one peer's: no address at all, broadcast and multicast are nobody's, whoever names them.</summary>
    public bool IsUnicast => !IsUnspecified
        && (IsIpv4 ? (byte)(Address >> 24) is > 0 and < 224 : (byte)(Address >> 120) != 0xFF);

    public static SocketEndpoint From(IPEndPoint endpoint) => From(endpoint.Address, (ushort)endpoint.Port);

    public static SocketEndpoint From(IPAddress address, ushort port)
    {
        Span<byte> bytes = stackalloc byte[16];
        var mapped = address.AddressFamily == AddressFamily.InterNetwork ? address.MapToIPv6() : address;
        mapped.TryWriteBytes(bytes, out _);
        return new SocketEndpoint(BinaryPrimitives.ReadUInt128BigEndian(bytes), port);
    }

    public static SocketEndpoint FromIpv4(uint address, ushort port) => new(MappedPrefix | address, port);

    /// <summary>Reads an IPv4 or IPv6 literal (with or without brackets). A host name is refused.</summary>
    public static bool TryParseHost(ReadOnlySpan<byte> host, ushort port, out SocketEndpoint endpoint)
    {
        endpoint = default;
        if (host.Length > 1 && host[0] == '[' && host[^1] == ']')
        {
            return AddressText.TryParseIpv6(host[1..^1], out var inBrackets) && Set(inBrackets, port, out endpoint);
        }

        if (AddressText.TryParseIpv4(host, out var ipv4))
        {
            return Set(MappedPrefix | ipv4, port, out endpoint);
        }

        return AddressText.TryParseIpv6(host, out var ipv6) && Set(ipv6, port, out endpoint);
    }

    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Address);
        return IsIpv4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes);
    }

    /// <summary>Writes host:port, an IPv6 host in brackets.</summary>
    public bool TryFormat(Span<byte> utf8, out int written)
    {
        written = 0;
        if (!TryFormatHost(utf8, out var host) || host >= utf8.Length)
        {
            return false;
        }

        utf8[host++] = (byte)':';
        if (!Port.TryFormat(utf8[host..], out var port, default, CultureInfo.InvariantCulture))
        {
            return false;
        }

        written = host + port;
        return true;
    }

    /// <summary>Writes the host as a URI or a Via carries it: an IPv6 host in brackets (RFC 3261 §25.1, hostport).</summary>
    public bool TryFormatHost(Span<byte> utf8, out int written)
    {
        if (IsIpv4)
        {
            return AddressText.TryFormatIpv4((uint)Address, utf8, out written);
        }

        written = 0;
        if (utf8.Length < 2 || !AddressText.TryFormatIpv6(Address, utf8[1..^1], out var length))
        {
            return false;
        }

        utf8[0] = (byte)'[';
        utf8[length + 1] = (byte)']';
        written = length + 2;
        return true;
    }

    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        return TryFormat(text, out var length) ? Encoding.ASCII.GetString(text[..length]) : "";
    }

    private static bool Set(UInt128 address, ushort port, out SocketEndpoint endpoint)
    {
        endpoint = new SocketEndpoint(address, port);
        return true;
    }
}
