using System.Globalization;
using System.Text;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Tests.Configuration;

/// <summary>Numbers, ranges and times of day as operators write and miswrite them.</summary>
public sealed class WrittenTextFuzzTests
{
    private const int Texts = 200_000;

    [Fact]
    public void A_number_or_range_is_taken_for_what_it_says_or_refused_with_a_reason()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var taken = 0;
        for (var i = 0; i < Texts; i++)
        {
            var text = Number(random);
            if (!NumberRange.TryParse(text, out var range, out var why))
            {
                Assert.False(string.IsNullOrEmpty(why), $"seed {seed}: {text}");
                continue;
            }
            taken++;
            Assert.True(range.First <= range.Last, $"seed {seed}: {text}");
            Assert.All(Inside(text), number => Assert.True(Has(range, number), $"seed {seed}: {text} has not {number}"));
            Assert.All(Outside(text), number => Assert.False(Has(range, number), $"seed {seed}: {text} has {number}"));
        }
        Assert.True(taken > Texts / 20, $"seed {seed}: only {taken}");
    }

    [Fact]
    public void A_time_of_day_is_taken_exactly_as_it_is_written()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < Texts; i++)
        {
            var text = random.Next(2) == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{random.Next(26):00}:{random.Next(62):00}")
                : string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => "0123456789: +-٣"[random.Next(15)]));
            var right = TimeWindow.TryParseTime(text, out var minutes);
            var written = string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");
            Assert.True(!right || written == text, $"seed {seed}: {text} is {written}");
            Assert.Equal(IsTime(text), right);
        }
    }

    private static bool IsTime(string text) => text.Length == 5 && text[2] == ':'
        && text.Where((_, index) => index != 2).All(char.IsAsciiDigit)
        && int.Parse(text[..2], CultureInfo.InvariantCulture) * 60 + int.Parse(text[3..], CultureInfo.InvariantCulture) is <= 1440
        && int.Parse(text[3..], CultureInfo.InvariantCulture) < 60;

    private static bool Has(NumberRange range, string number) =>
        NumberRange.TryReadKey(Encoding.UTF8.GetBytes(number), out var key)
        && ((range.First <= key.Exact && key.Exact <= range.Last) || (range.First <= key.Alike && key.Alike <= range.Last));

    private static IEnumerable<string> Inside(string text)
    {
        if (text.EndsWith('*') && text.Length > 1)
        {
            var begin = text[..^1];
            return begin == "+" ? ["+1", "+999"] : begin.Length < 28 ? [begin, begin + "0", begin + "99"] : [begin];
        }
        return text.Contains('-', StringComparison.Ordinal) ? text.Split('-') : [text];
    }

    /// <summary>One digit more than an end of a range, or than a number, is another number.</summary>
    private static IEnumerable<string> Outside(string text) => text.EndsWith('*') && text.Length > 1
        ? []
        : Inside(text).Where(static number => number.Length < 28).Select(static number => number + "0");

    private static string Number(Random random)
    {
        var text = random.Next(3) switch
        {
            0 => Digits(random),
            1 => $"{Digits(random)}*",
            _ => Range(random),
        };
        if (random.Next(3) == 0)
        {
            var at = random.Next(text.Length + 1);
            text = text.Insert(at, "+*#- a().٣x"[random.Next(11)].ToString());
        }
        return text;
    }

    private static string Range(Random random)
    {
        var (first, last) = (Digits(random), Digits(random));
        return random.Next(2) == 0 ? $"{first}-{last}" : $"{first}-{first[..^1]}9";
    }

    private static string Digits(Random random) =>
        (random.Next(2) == 0 ? "+" : "") + string.Concat(Enumerable.Range(0, 1 + random.Next(random.Next(8) == 0 ? 40 : 12)).Select(_ => (char)('0' + random.Next(10))));
}
