using System.Globalization;

namespace SipEdge.Sip.Transport;

/// <summary>The text forms of IP addresses as bytes: dotted quads and RFC 4291 §2.2, written as RFC 5952 asks.</summary>
internal static class AddressText
{
    private const int Groups = 8;

    /// <summary>Four decimal numbers, no leading zeros beyond a single 0: "010.1.1.1" means two things to two readers.</summary>
    public static bool TryParseIpv4(ReadOnlySpan<byte> text, out uint address)
    {
        address = 0;
        var at = 0;
        for (var part = 0; part < 4; part++)
        {
            if (part > 0 && (at >= text.Length || text[at++] != '.'))
            {
                return false;
            }

            var start = at;
            var value = 0u;
            while (at < text.Length && at - start < 3 && char.IsAsciiDigit((char)text[at]))
            {
                value = (value * 10) + text[at++] - '0';
            }

            if (at == start || value > 255 || (at - start > 1 && text[start] == '0'))
            {
                return false;
            }

            address = (address << 8) | value;
        }

        return at == text.Length;
    }

    /// <summary>Eight groups, one "::" allowed, an IPv4 tail allowed. No zone.</summary>
    public static bool TryParseIpv6(ReadOnlySpan<byte> text, out UInt128 address)
    {
        address = UInt128.Zero;
        Span<ushort> groups = stackalloc ushort[Groups];
        var count = 0;
        var gap = -1;
        var at = 0;
        if (text.StartsWith("::"u8))
        {
            gap = 0;
            at = 2;
        }

        while (at < text.Length)
        {
            if (count == Groups || !TryReadGroup(text, ref at, groups, ref count))
            {
                return false;
            }

            if (at == text.Length)
            {
                break;
            }

            if (text[at] != ':' || ++at == text.Length)
            {
                return false;
            }

            if (text[at] == ':')
            {
                if (gap >= 0)
                {
                    return false;
                }

                gap = count;
                at++;
            }
        }

        if (gap < 0 ? count != Groups : count > Groups - 1)
        {
            return false;
        }

        for (var group = 0; group < Groups; group++)
        {
            var tail = group - (Groups - count);
            var value = gap < 0 || group < gap ? groups[group] : tail >= gap ? groups[tail] : (ushort)0;
            address = (address << 16) | value;
        }

        return true;
    }

    public static bool TryFormatIpv4(uint address, Span<byte> utf8, out int written)
    {
        written = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            if (!((byte)(address >> shift)).TryFormat(utf8[written..], out var digits, default, CultureInfo.InvariantCulture))
            {
                return false;
            }

            written += digits;
            if (shift > 0)
            {
                if (written == utf8.Length)
                {
                    return false;
                }

                utf8[written++] = (byte)'.';
            }
        }

        return true;
    }

    /// <summary>RFC 5952 §4: lower case, no leading zeros, the longest run of two or more zero groups as "::".</summary>
    public static bool TryFormatIpv6(UInt128 address, Span<byte> utf8, out int written)
    {
        written = 0;
        var (runStart, runLength) = LongestZeroRun(address);
        for (var group = 0; group < Groups;)
        {
            if (group == runStart)
            {
                if (!TryPut("::"u8, utf8, ref written))
                {
                    return false;
                }

                group += runLength;
                continue;
            }

            if (group > 0 && group != runStart + runLength && !TryPut(":"u8, utf8, ref written))
            {
                return false;
            }

            if (!Group(address, group).TryFormat(utf8[written..], out var digits, "x", CultureInfo.InvariantCulture))
            {
                return false;
            }

            written += digits;
            group++;
        }

        return true;
    }

    private static bool TryReadGroup(ReadOnlySpan<byte> text, ref int at, Span<ushort> groups, ref int count)
    {
        var start = at;
        uint value = 0;
        while (at < text.Length && at - start < 4 && char.IsAsciiHexDigit((char)text[at]))
        {
            value = (value << 4) | (uint)HexValue(text[at++]);
        }

        if (at == start)
        {
            return false;
        }

        if (at < text.Length && text[at] == '.')
        {
            // The last 32 bits in dotted form (RFC 4291 §2.2, third form).
            if (count > Groups - 2 || !TryParseIpv4(text[start..], out var ipv4))
            {
                return false;
            }

            groups[count++] = (ushort)(ipv4 >> 16);
            groups[count++] = (ushort)ipv4;
            at = text.Length;
            return true;
        }

        groups[count++] = (ushort)value;
        return true;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static ushort Group(UInt128 address, int group) => (ushort)(address >> (16 * (Groups - 1 - group)));

    private static (int Start, int Length) LongestZeroRun(UInt128 address)
    {
        var best = (Start: -1, Length: 1);
        for (var group = 0; group < Groups; group++)
        {
            var end = group;
            while (end < Groups && Group(address, end) == 0)
            {
                end++;
            }

            if (end - group > best.Length)
            {
                best = (group, end - group);
            }

            group = end;
        }

        return best.Start < 0 ? (-1, 0) : best;
    }

    private static bool TryPut(ReadOnlySpan<byte> text, Span<byte> utf8, ref int written)
    {
        if (!text.TryCopyTo(utf8[written..]))
        {
            return false;
        }

        written += text.Length;
        return true;
    }
}
