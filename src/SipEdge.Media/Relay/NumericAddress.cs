using System.Buffers.Binary;
using System.Buffers.Text;

namespace SipEdge.Media.Relay;

/// <summary>Text and number forms of IP addresses, without making objects of them.</summary>
internal static class NumericAddress
{
    /// <summary>Longest text written: eight groups of four digits and seven colons.</summary>
    public const int MaxTextLength = 39;

    private static readonly UInt128 Ipv4Prefix = (UInt128)0xFFFF << 32;

    public static bool IsIpv4(UInt128 address) => (address >> 32) == 0xFFFF;

    public static bool IsUnspecified(UInt128 address) => address == UInt128.Zero || address == Ipv4Prefix;

    /// <summary>224.0.0.0/4 or ff00::/8.</summary>
    public static bool IsMulticast(UInt128 address) =>
        IsIpv4(address) ? ((uint)address >> 28) == 0xE : (byte)(address >> 120) == 0xFF;

    /// <summary>127.0.0.0/8 or ::1.</summary>
    public static bool IsLoopback(UInt128 address) =>
        IsIpv4(address) ? ((uint)address >> 24) == 127 : address == UInt128.One;

    public static UInt128 FromIpv4(uint hostOrder) => Ipv4Prefix | hostOrder;

    public static bool TryParse(ReadOnlySpan<byte> text, out UInt128 address)
    {
        if (text.Contains((byte)':'))
        {
            return TryParseIpv6(text, out address);
        }

        var valid = TryParseIpv4(text, out var v4);
        address = valid ? FromIpv4(v4) : default;
        return valid;
    }

    public static bool TryFormat(UInt128 address, Span<byte> utf8, out int written) =>
        IsIpv4(address) ? TryFormatIpv4((uint)address, utf8, out written) : TryFormatIpv6(address, utf8, out written);

    /// <summary>Four decimal groups. Leading zeros are refused: some readers take them as octal.</summary>
    private static bool TryParseIpv4(ReadOnlySpan<byte> text, out uint address)
    {
        address = 0;
        for (var group = 0; group < 4; group++)
        {
            var digits = 0;
            var value = 0;
            while (digits < text.Length && (uint)(text[digits] - '0') <= 9)
            {
                value = (value * 10) + text[digits] - '0';
                if (++digits > 3)
                {
                    return false;
                }
            }

            if (digits == 0 || value > 255 || (digits > 1 && text[0] == '0'))
            {
                return false;
            }

            address = (address << 8) | (uint)value;
            text = text[digits..];
            if (group == 3)
            {
                break;
            }

            if (text.IsEmpty || text[0] != '.')
            {
                return false;
            }

            text = text[1..];
        }

        return text.IsEmpty;
    }

    /// <summary>RFC 4291 §2.2, without scope ids: a zone means nothing beyond the host that wrote it.</summary>
    private static bool TryParseIpv6(ReadOnlySpan<byte> text, out UInt128 address)
    {
        address = default;
        Span<ushort> groups = stackalloc ushort[8];
        var count = 0;
        var gap = -1;
        if (text.StartsWith("::"u8))
        {
            gap = 0;
            text = text[2..];
        }

        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)':');
            var group = end < 0 ? text : text[..end];
            if (end < 0 && group.Contains((byte)'.'))
            {
                if (count > 6 || !TryParseIpv4(group, out var v4))
                {
                    return false;
                }

                groups[count++] = (ushort)(v4 >> 16);
                groups[count++] = (ushort)v4;
                break;
            }

            if (count == 8 || group.IsEmpty || group.Length > 4 || !TryParseHex(group, out groups[count]))
            {
                return false;
            }

            count++;
            if (end < 0)
            {
                break;
            }

            text = text[(end + 1)..];
            if (text.IsEmpty)
            {
                return false; // a single colon at the end
            }

            if (text[0] == ':')
            {
                if (gap >= 0)
                {
                    return false;
                }

                gap = count;
                text = text[1..];
            }
        }

        if (gap < 0 ? count != 8 : count > 7)
        {
            return false;
        }

        for (var i = 0; i < 8; i++)
        {
            var source = gap < 0 || i < gap ? i : i - (8 - count);
            var value = gap >= 0 && i >= gap && i < gap + 8 - count ? (ushort)0 : groups[source];
            address = (address << 16) | value;
        }

        return true;
    }

    private static bool TryParseHex(ReadOnlySpan<byte> digits, out ushort value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            var lower = digit | 0x20;
            var nibble = (uint)(digit - '0') <= 9 ? digit - '0' : (uint)(lower - 'a') <= 5 ? lower - 'a' + 10 : -1;
            if (nibble < 0)
            {
                return false;
            }

            value = (ushort)((value << 4) | nibble);
        }

        return true;
    }

    private static bool TryFormatIpv4(uint address, Span<byte> utf8, out int written)
    {
        written = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            if (!Utf8Formatter.TryFormat((byte)(address >> shift), utf8[written..], out var digits))
            {
                return false;
            }

            written += digits;
            if (shift == 0)
            {
                return true;
            }

            if (written == utf8.Length)
            {
                return false;
            }

            utf8[written++] = (byte)'.';
        }

        return true;
    }

    /// <summary>RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as "::".</summary>
    private static bool TryFormatIpv6(UInt128 address, Span<byte> utf8, out int written)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        Span<ushort> groups = stackalloc ushort[8];
        for (var i = 0; i < 8; i++)
        {
            groups[i] = BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]);
        }

        var (gap, gapLength) = LongestZeroRun(groups);
        Span<byte> text = stackalloc byte[MaxTextLength + 1];
        var length = 0;
        for (var i = 0; i < 8; i++)
        {
            if (i == gap)
            {
                text[length++] = (byte)':';
                text[length++] = (byte)':';
                i += gapLength - 1;
                continue;
            }

            if (i > 0 && i != gap + gapLength)
            {
                text[length++] = (byte)':';
            }

            Utf8Formatter.TryFormat(groups[i], text[length..], out var digits, new System.Buffers.StandardFormat('x'));
            length += digits;
        }

        written = length <= utf8.Length ? length : 0;
        return text[..length].TryCopyTo(utf8);
    }

    private static (int Start, int Length) LongestZeroRun(ReadOnlySpan<ushort> groups)
    {
        var (best, bestLength) = (-1, 1);
        for (var i = 0; i < groups.Length; i++)
        {
            var end = i;
            while (end < groups.Length && groups[end] == 0)
            {
                end++;
            }

            if (end - i > bestLength)
            {
                (best, bestLength) = (i, end - i);
            }

            i = Math.Max(i, end - 1);
        }

        return best < 0 ? (-1, 0) : (best, bestLength);
    }
}
