using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace SipEdge.Core.Configuration;

/// <summary>
/// An address and how many leading bits of it count. IPv4 is held IPv4-mapped, as in the transport layer; an IPv6 prefix never
/// covers IPv4, since "::/0" in a file means IPv6.
/// </summary>
public readonly record struct AddressPrefix
{
    private const int Ipv4Bits = 96;
    private static readonly UInt128 MappedBase = (UInt128)0xFFFF << 32;

    private AddressPrefix(UInt128 first, int length)
    {
        First = first;
        Length = length;
    }

    /// <summary>The lowest address covered.</summary>
    public UInt128 First { get; }

    /// <summary>Of 128, also for IPv4.</summary>
    public int Length { get; }

    public UInt128 Last => First | HostMask(Length);

    public bool IsIpv4 => Length >= Ipv4Bits && First >> 32 == 0xFFFF;

    /// <summary>As written: of 32 for IPv4.</summary>
    public int WrittenLength => IsIpv4 ? Length - Ipv4Bits : Length;

    /// <summary>A bare address covers itself.</summary>
    public static AddressPrefix Of(IPAddress address) => new(Bits(address), 128);

    /// <summary>The network of an address; length of 128, also for IPv4.</summary>
    public static AddressPrefix Around(UInt128 address, int length) => new(address & ~HostMask(length), length);

    /// <summary>"192.0.2.0/24", "192.0.2.7", "2001:db8::/32". Why not is told in words for the operator.</summary>
    public static bool TryParse(string text, out AddressPrefix prefix, out string? why)
    {
        prefix = default;
        var slash = text.IndexOf('/');
        var host = slash < 0 ? text : text[..slash];
        if (!TryParseAddress(host, out var address, out why))
        {
            return false;
        }
        return TryMake(address, slash < 0 ? null : text[(slash + 1)..], out prefix, out why);
    }

    /// <summary>The length as "24", "/24" or, for IPv4, "255.255.255.0".</summary>
    public static bool TryMake(IPAddress address, string? length, out AddressPrefix prefix, out string? why)
    {
        prefix = default;
        why = null;
        var bits = Bits(address);
        var ipv4 = bits >> 32 == 0xFFFF;
        var most = ipv4 ? 32 : 128;
        if (!TryParseLength(length, ipv4, out var count) || count > most)
        {
            why = $"'{length}' is not a prefix length of 0 to {most}" + (ipv4 ? " or a netmask" : string.Empty);
            return false;
        }
        var whole = count + 128 - most;
        if ((bits & HostMask(whole)) != 0)
        {
            var network = new AddressPrefix(bits & ~HostMask(whole), whole);
            why = $"{address}/{count} has bits set beyond the prefix; the network is {network}";
            return false;
        }
        prefix = new AddressPrefix(bits, whole);
        return true;
    }

    /// <summary>Strict: "192.0.2" and "0x7f.1", which the C library would read, are refused.</summary>
    public static bool TryParseAddress(string text, out IPAddress address, out string? why)
    {
        why = null;
        var bare = text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text;
        if (!bare.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(bare, out var parsed)
            && (parsed.AddressFamily == AddressFamily.InterNetworkV6 || IsDottedQuad(bare)))
        {
            address = parsed;
            return true;
        }
        address = IPAddress.None;
        why = LooksNumeric(bare)
            ? $"'{text}' is not a valid IP address"
            : $"'{text}' is not an IP address";
        return false;
    }

    public bool Contains(UInt128 address) => (address & ~HostMask(Length)) == First && (IsIpv4 || address >> 32 != 0xFFFF);

    public bool Overlaps(AddressPrefix other) =>
        IsIpv4 == other.IsIpv4 && (Length <= other.Length ? Contains(other.First) : other.Contains(First));

    /// <summary>"192.0.2.7" or "192.0.2.0/24": one address as an address, everything else as a network.</summary>
    public string Text => ToString() is var text && Length == 128 ? text[..text.LastIndexOf('/')] : text;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, First);
        var address = new IPAddress(IsIpv4 ? bytes[12..] : bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{address}/{WrittenLength}");
    }

    internal static UInt128 Bits(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            address.TryWriteBytes(bytes, out _);
            return MappedBase | System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }
        address.TryWriteBytes(bytes, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static UInt128 HostMask(int length) => length == 0 ? UInt128.MaxValue : (UInt128.One << (128 - length)) - 1;

    private static bool TryParseLength(string? text, bool ipv4, out int count)
    {
        count = ipv4 ? 32 : 128;
        if (text is null)
        {
            return true;
        }
        var bare = text.StartsWith('/') ? text[1..] : text;
        if (ipv4 && IsDottedQuad(bare) && IPAddress.TryParse(bare, out var mask))
        {
            var ones = (uint)(Bits(mask) & uint.MaxValue);
            count = BitOperations.PopCount(ones);
            return BitOperations.LeadingZeroCount(~ones) == count || count == 32;
        }
        return int.TryParse(bare, NumberStyles.None, CultureInfo.InvariantCulture, out count);
    }

    private static bool IsDottedQuad(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(part =>
            part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0'));
    }

    private static bool LooksNumeric(string text) => text.Contains(':', StringComparison.Ordinal)
        || text.All(c => char.IsAsciiDigit(c) || c == '.');
}
