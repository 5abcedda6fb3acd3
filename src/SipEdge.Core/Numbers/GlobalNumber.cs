using SipEdge.Core.Configuration;

namespace SipEdge.Core.Numbers;

/// <summary>
/// Between what a country dials and the global form of a number, '+' and 7 to 15 digits (ITU-T E.164). A number that a plan says
/// nothing about stays as it is. Numbers are changed where they stand, in a buffer of <see cref="DialledNumber.MaxLength"/>.
/// </summary>
internal static class GlobalNumber
{
    // What would be shorter with its country code is a short code that nobody listed: +683 4000 on Niue is as short as it gets.
    private const int Least = 7;
    private const int Most = 15;
    private const int LongestPrefix = 8;

    public static bool Is(ReadOnlySpan<byte> number) =>
        number.Length is > Least and <= Most + 1 && number[0] == '+' && number[1] != '0' && IsDigits(number[1..]);

    /// <summary>To the global form, from what a trunk sends that writes numbers in <paramref name="format"/>.</summary>
    /// <returns>The new length.</returns>
    public static int Read(Span<byte> buffer, int length, NumberFormat format, NumberPlan plan)
    {
        var number = (ReadOnlySpan<byte>)buffer[..length];
        if (format == NumberFormat.AsIs || !IsDigits(number))
        {
            return length;
        }
        if (format is NumberFormat.E164Plus or NumberFormat.E164Plain && number[0] != '0')
        {
            return Become(buffer, length, 0, front: []); // no country code begins with 0, so what does is not in that form
        }
        return ReadDialled(buffer, length, format == NumberFormat.National, plan);
    }

    /// <summary>To the global form where a prefix of the plan says how.</summary>
    /// <param name="nationalIsBare">A number without any prefix is a national one where the plan has no prefix for those.</param>
    public static int ReadDialled(Span<byte> buffer, int length, bool nationalIsBare, NumberPlan plan)
    {
        var number = (ReadOnlySpan<byte>)buffer[..length];
        if (!IsDigits(number))
        {
            return length;
        }
        if (plan.InternationalPrefix.Length > 0 && number.StartsWith(plan.InternationalPrefix))
        {
            return Become(buffer, length, plan.InternationalPrefix.Length, front: []);
        }
        if (plan.Country.AsSpan().SequenceEqual("1"u8))
        {
            return ReadNorthAmerican(buffer, length, nationalIsBare);
        }
        if (plan.Country.Length == 0)
        {
            return length;
        }
        if (plan.NationalPrefix.Length > 0)
        {
            return number.StartsWith(plan.NationalPrefix)
                ? Become(buffer, length, plan.NationalPrefix.Length, plan.Country)
                : length;
        }
        return nationalIsBare || number[0] == '0' ? Become(buffer, length, 0, plan.Country) : length;
    }

    /// <summary>From the global form to what a trunk wants; what is not global stays as it is.</summary>
    /// <returns>The new length.</returns>
    public static int Write(Span<byte> buffer, int length, NumberFormat format, NumberPlan plan)
    {
        var number = (ReadOnlySpan<byte>)buffer[..length];
        if (!Is(number))
        {
            return length;
        }
        return format switch
        {
            NumberFormat.E164Plain => Replace(buffer, length, 1, front: []),
            NumberFormat.International => WriteInternational(buffer, length, plan),
            NumberFormat.National when number[1..].StartsWith(plan.Country) => WriteNational(buffer, length, plan),
            NumberFormat.National => WriteInternational(buffer, length, plan),
            _ => length,
        };
    }

    // A national number has ten digits and begins with 2 to 9; the 1 in front of it is prefix and country code alike.
    private static int ReadNorthAmerican(Span<byte> buffer, int length, bool nationalIsBare) => (length, buffer[0]) switch
    {
        (11, (byte)'1') => Become(buffer, length, 0, front: []),
        (10, >= (byte)'2') when nationalIsBare => Become(buffer, length, 0, "1"u8),
        _ => length,
    };

    private static int WriteInternational(Span<byte> buffer, int length, NumberPlan plan) =>
        Replace(buffer, length, 1, plan.InternationalPrefix);

    /// <summary>Only when it would be read again as what it is: a number nobody allocated could begin like a prefix.</summary>
    private static int WriteNational(Span<byte> buffer, int length, NumberPlan plan)
    {
        Span<byte> national = stackalloc byte[Most + 1 + LongestPrefix];
        buffer[..length].CopyTo(national);
        var written = Replace(national, length, 1 + plan.Country.Length, plan.NationalPrefix);
        Span<byte> again = stackalloc byte[national.Length];
        national[..written].CopyTo(again);
        var reread = Read(again, written, NumberFormat.National, plan);
        if (!again[..reread].SequenceEqual(buffer[..length]))
        {
            return WriteInternational(buffer, length, plan);
        }
        national[..written].CopyTo(buffer);
        return written;
    }

    /// <summary>
    /// '+', <paramref name="front"/> and the digits after the first <paramref name="drop"/>, if that is a number.
    /// </summary>
    private static int Become(Span<byte> buffer, int length, int drop, ReadOnlySpan<byte> front)
    {
        if (length - drop + front.Length is < Least or > Most)
        {
            return length;
        }
        Span<byte> number = stackalloc byte[Most + 1];
        number[0] = (byte)'+';
        front.CopyTo(number[1..]);
        buffer[drop..length].CopyTo(number[(1 + front.Length)..]);
        number = number[..(1 + front.Length + length - drop)];
        if (!Is(number))
        {
            return length;
        }
        number.CopyTo(buffer);
        return number.Length;
    }

    private static int Replace(Span<byte> buffer, int length, int drop, ReadOnlySpan<byte> front)
    {
        buffer[drop..length].CopyTo(buffer[front.Length..]);
        front.CopyTo(buffer);
        return length - drop + front.Length;
    }

    private static bool IsDigits(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
