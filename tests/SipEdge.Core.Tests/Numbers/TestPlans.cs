using SipEdge.Core.Configuration;

namespace SipEdge.Core.Tests.Numbers;

/// <summary>The numbering plans of a few countries, and what is special in most of them.</summary>
internal static class TestPlans
{
    public static readonly SpecialNumbers Special = NumberCompiler.Compile(new SpecialNumberOptions
    {
        ShortCodes = ["1400", "*43", "115", "116117", "1000-1999", "18*"],
        Emergency = ["112", "911", "999"],
    });

    /// <param name="country">nl, uk, us, ca10 (ten digits, no prefix), it, de, dk, au, ru.</param>
    public static NumberPlan Plan(
        string country, NumberFormat format = NumberFormat.AsIs, NumberFormat read = NumberFormat.AsIs, string? tech = null,
        string? number = null)
    {
        var (code, national, international) = country switch
        {
            "nl" => ("31", "0", "00"),
            "uk" => ("44", "0", "00"),
            "us" => ("1", "1", "011"),
            "ca10" => ("1", "", "011"),
            "it" => ("39", "", "00"),
            "de" => ("49", "0", "00"),
            "dk" => ("45", "", "00"),
            "au" => ("61", "0", "0011"),
            "ru" => ("7", "8", "810"),
            _ => throw new ArgumentOutOfRangeException(nameof(country)),
        };
        return NumberCompiler.Compile(
            new NumberOptions
            {
                Country = code,
                NationalPrefix = national,
                InternationalPrefix = international,
                Out = new NumberFormatOptions { Default = format },
                In = new NumberFormatOptions { Default = read },
                TechPrefix = tech,
                DefaultNumber = number,
            },
            Special,
            default);
    }
}
