using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Tests.Configuration;

public class NumberSetTests
{
    private static bool Contains(NumberSet set, string number) => set.Contains(Encoding.UTF8.GetBytes(number));

    [Theory]
    [InlineData("+31201234567", "+31201234567")]
    [InlineData("112", "112")]
    [InlineData("*43", "*43")]
    [InlineData("#31#", "#31#")]
    [InlineData("+3120*", "+3120")]
    [InlineData("+3120*", "+31201234567")]
    [InlineData("+*", "+1")]
    [InlineData("0*", "0")]
    [InlineData("*21*", "*21*0201234567#")]
    [InlineData("+31201234000-+31201234099", "+31201234000")]
    [InlineData("+31201234000-+31201234099", "+31201234050")]
    [InlineData("+31201234000-+31201234099", "+31201234099")]
    [InlineData("000-099", "007")]
    [InlineData("5-5", "5")]
    public void A_number_is_in_the_set_that_names_it(string entry, string number) =>
        Assert.True(Contains(NumberSet.Compile([entry]), number));

    [Theory]
    [InlineData("+31201234567", "31201234567")]
    [InlineData("+31201234567", "+3120123456")]
    [InlineData("+31201234567", "+312012345678")]
    [InlineData("112", "1120")]
    [InlineData("112", "11")]
    [InlineData("+3120*", "+312")]
    [InlineData("+3120*", "+3121")]
    [InlineData("+3120*", "3120")]
    [InlineData("+3120*", "+3120abc")]
    [InlineData("+31201234000-+31201234099", "+31201234100")]
    [InlineData("+31201234000-+31201234099", "+31201233999")]
    [InlineData("+31201234000-+31201234099", "+312012340005")]
    [InlineData("+31201234000-+31201234099", "+3120123405")]
    [InlineData("19-21", "1*")]
    [InlineData("19-21", "2*")]
    [InlineData("19-21", "1#")]
    [InlineData("19-21", "+0")]
    [InlineData("112", "")]
    [InlineData("112", "+")]
    [InlineData("112", "112\0")]
    [InlineData("112", "1+12")]
    [InlineData("112", "١١٢")]
    [InlineData("1*", "1111111111111111111111111111111")]
    public void A_number_is_not_in_the_set_that_names_others(string entry, string number) =>
        Assert.False(Contains(NumberSet.Compile([entry]), number));

    [Theory]
    [InlineData("+31201234099-+31201234000", "upside down")]
    [InlineData("300-3099", "same number of digits")]
    [InlineData("+300-3099", "one end of the range has a +")]
    [InlineData("*43-*49", "digits only")]
    [InlineData("19-2#", "digits only")]
    [InlineData("0800CALL", "no letters")]
    [InlineData("+31 20 1234567", "without separators")]
    [InlineData("+31.20", "without separators")]
    [InlineData("", "missing")]
    [InlineData("100-", "missing")]
    [InlineData("-100", "missing")]
    [InlineData("1-2-3", "digits, * and #")]
    [InlineData("+", "digits, * and #")]
    [InlineData("++31", "digits, * and #")]
    [InlineData("3+1", "digits, * and #")]
    [InlineData("+3120?", "digits, * and #")]
    [InlineData("١١٢", "digits, * and #")]
    [InlineData("1234567890123456789012345678901", "at most 30")]
    public void An_entry_that_is_wrong_is_told_why(string entry, string expected)
    {
        var problems = new ProblemList(ConfigPositions.None);
        NumberSet.Validate(["112", entry], "numbers", problems);
        var problem = Assert.Single(problems);
        Assert.Equal("numbers[1]", problem.Path);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_may_overlap()
    {
        var set = NumberSet.Compile(["+31*", "+3120*", "+31201234567", "100-500", "200-300", "450-600", "112"]);
        Assert.All(["+31", "+3120", "+3120999", "100", "250", "301", "600", "112"], number => Assert.True(Contains(set, number)));
        Assert.All(["601", "99", "+32", "3120"], number => Assert.False(Contains(set, number)));
    }

    [Fact]
    public void A_hundred_thousand_entries_agree_with_reading_them_one_by_one()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var entries = new List<string>();
        var exact = new HashSet<string>();
        for (var i = 0; i < 100_000; i++)
        {
            var start = random.NextInt64(100_000_000, 999_999_000);
            entries.Add(i % 3 == 0 ? $"+31{start}-+31{start + 7}" : i % 1000 == 1 ? $"+{start / 10}*" : $"+31{start}");
        }
        var set = NumberSet.Compile([.. entries]);
        var prefixes = entries.Where(entry => entry.EndsWith('*')).Select(entry => entry[..^1]).ToHashSet();
        foreach (var entry in entries.Where(entry => !entry.EndsWith('*')))
        {
            var ends = entry.Split('-');
            for (var n = Number(ends[0]); n <= Number(ends[^1]); n++)
            {
                exact.Add($"+{n}");
            }
        }
        for (var i = 0; i < 20_000; i++)
        {
            var number = i % 2 == 0
                ? $"+31{random.NextInt64(100_000_000, 999_999_999)}"
                : entries[random.Next(entries.Count)].Split('-')[0].TrimEnd('*') + (i % 4 == 1 ? "1" : "");
            var expected = exact.Contains(number)
                || Enumerable.Range(1, number.Length).Any(length => prefixes.Contains(number[..length]));
            Assert.True(expected == Contains(set, number), $"seed {seed}: {number} is {(expected ? "" : "not ")}in the set");
        }

        static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_look_up_allocates_nothing()
    {
        var set = NumberSet.Compile([.. Enumerable.Range(0, 100_000).Select(i => $"+3120{i * 7:D7}").ToImmutableArray(), "112", "+44*"]);
        Allocations.AssertNone(() =>
        {
            Assert.True(set.Contains("+31200000007"u8));
            Assert.True(set.Contains("+442079460000"u8));
            Assert.False(set.Contains("+31200000008"u8));
        });
    }
}
