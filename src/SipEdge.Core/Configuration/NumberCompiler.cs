using System.Text;

namespace SipEdge.Core.Configuration;

internal static class NumberCompiler
{
    public static SpecialNumbers Compile(SpecialNumberOptions special, ConfigLine line = default) => new()
    {
        Line = line,
        ShortCodes = NumberSet.Compile(special.ShortCodes),
        Emergency = NumberSet.Compile(special.Emergency),
    };

    public static NumberPlan Compile(NumberOptions numbers, SpecialNumbers special, ConfigLine line) => new()
    {
        Country = Encoding.ASCII.GetBytes(numbers.Country ?? string.Empty),
        NationalPrefix = Encoding.ASCII.GetBytes(numbers.NationalPrefix ?? string.Empty),
        InternationalPrefix = Encoding.ASCII.GetBytes(numbers.EffectiveInternationalPrefix),
        TechPrefix = Encoding.ASCII.GetBytes(numbers.TechPrefix ?? string.Empty),
        DefaultNumber = numbers.DefaultNumber is null ? null : Encoding.ASCII.GetBytes(numbers.DefaultNumber),
        Out = numbers.Out,
        In = numbers.In,
        Special = special,
        Line = line,
    };
}
