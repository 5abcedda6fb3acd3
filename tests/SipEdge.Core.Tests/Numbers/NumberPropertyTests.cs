using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Numbers;

/// <summary>What holds for every number, every plan and every format, and for what nobody should send.</summary>
public class NumberPropertyTests
{
    private const int Runs = 20_000;

    private static readonly string[] Countries = ["nl", "uk", "us", "ca10", "it", "de", "dk", "au", "ru"];

    private readonly int _seed = Random.Shared.Next();
    private readonly Random _random;

    public NumberPropertyTests() => _random = new Random(_seed);

    private NumberFormat AnyFormat() => (NumberFormat)_random.Next((int)NumberFormat.National + 1);

    private string AnyCountry() => Countries[_random.Next(Countries.Length)];

    private string Digits(int least, int most) =>
        string.Concat(Enumerable.Range(0, _random.Next(least, most + 1)).Select(_ => (char)('0' + _random.Next(10))));

    /// <summary>Global, dialled or short; sometimes with separators and parameters.</summary>
    private string AnyNumber()
    {
        var number = _random.Next(6) switch
        {
            0 => "+" + Digits(1, 18),
            1 => "+" + Encoding.ASCII.GetString(TestPlans.Plan(AnyCountry()).Country) + Digits(4, 11),
            2 => "00" + Digits(5, 15),
            3 => "0" + Digits(3, 12),
            4 => Digits(1, 6),
            _ => Digits(1, 20),
        };
        if (_random.Next(4) == 0)
        {
            number = number.Insert(_random.Next(1, number.Length), "-");
        }
        return number;
    }

    private static string Through(string user, NumberPlan plan, NumberHeader header = NumberHeader.From)
    {
        Assert.True(SipUriView.TryParse(Encoding.ASCII.GetBytes($"sip:{user}@h"), out var uri));
        Span<byte> written = stackalloc byte[2048];
        Assert.True(NumberWriter.TryWrite(uri, header, plan, header, plan, written, out var length));
        return Encoding.ASCII.GetString(written[..length]);
    }

    [Fact]
    public void Reading_and_writing_again_changes_nothing_more()
    {
        for (var run = 0; run < Runs; run++)
        {
            var format = AnyFormat();
            var country = AnyCountry();
            var plan = TestPlans.Plan(country, format, format);
            var user = AnyNumber();
            var once = Through(user, plan);
            Assert.True(once == Through(once, plan), $"seed {_seed}: {user} in {country} as {format}: {once}, then {Through(once, plan)}");
        }
    }

    [Fact]
    public void A_global_number_comes_back_from_every_format_that_reads_it()
    {
        for (var run = 0; run < Runs; run++)
        {
            var format = _random.Next(3) switch
            {
                0 => NumberFormat.National,
                1 => NumberFormat.International,
                _ => NumberFormat.E164Plain,
            };
            var country = AnyCountry();
            var code = Encoding.ASCII.GetString(TestPlans.Plan(country).Country);
            var number = _random.Next(2) == 0 ? "+" + code + Digits(8, 10) : "+" + (char)('1' + _random.Next(9)) + Digits(8, 14);
            var outside = Through(number, TestPlans.Plan(country, format));
            if (TestPlans.Special.KindOf(Encoding.ASCII.GetBytes(outside)) != NumberKind.Ordinary)
            {
                continue; // written as a short code, it stays one
            }
            var back = Through(outside, TestPlans.Plan(country, NumberFormat.E164Plus, format));
            Assert.True(number == back, $"seed {_seed}: {number} in {country} as {format} is {outside}, read as {back}");
        }
    }

    [Fact]
    public void A_name_is_never_altered()
    {
        const string Marks = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_.!~*'()&=+$,?/";
        for (var run = 0; run < Runs; run++)
        {
            var name = string.Concat(Enumerable.Range(0, _random.Next(1, 20)).Select(_ => Marks[_random.Next(Marks.Length)]));
            name = name.Insert(_random.Next(name.Length + 1), ((char)('a' + _random.Next(26))).ToString());
            var plan = TestPlans.Plan(AnyCountry(), AnyFormat(), AnyFormat(), tech: "9999");
            Assert.True(name == Through(name, plan, NumberHeader.RequestUri), $"seed {_seed}: {name}");
        }
    }

    [Fact]
    public void A_listed_number_is_never_altered_however_it_is_separated()
    {
        string[] listed = ["112", "911", "999", "1400", "*43", "115", "116117", "1234", "18", "1833"];
        for (var run = 0; run < Runs; run++)
        {
            var user = listed[_random.Next(listed.Length)];
            for (var separators = _random.Next(3); separators > 0; separators--)
            {
                user = user.Insert(_random.Next(user.Length + 1), "-.()"[_random.Next(4)].ToString());
            }
            user += _random.Next(3) == 0 ? ";phone-context=+31;npdi" : "";
            var plan = TestPlans.Plan(AnyCountry(), AnyFormat(), AnyFormat(), tech: "9999");
            Assert.True(user == Through(user, plan, NumberHeader.RequestUri), $"seed {_seed}: {user}");
        }
    }

    [Fact]
    public void What_nobody_should_send_leaves_as_a_user_part_all_the_same()
    {
        // Every byte of what leaves: unreserved, user-unreserved or escaped (RFC 3261 §25.1).
        const string Allowed = "-_.!~*'()&=+$,;?/";
        byte[][] corners =
        [
            [], "+"u8.ToArray(), "-.()"u8.ToArray(), "%00"u8.ToArray(), "%"u8.ToArray(), "%4"u8.ToArray(), "%zz"u8.ToArray(),
            "+;"u8.ToArray(), ";;;"u8.ToArray(), ";phone-context"u8.ToArray(), ";phone-context="u8.ToArray(), "1;phone-context=+"u8.ToArray(),
            "a@b>\r\nEvil: yes"u8.ToArray(), Encoding.UTF8.GetBytes("+３１２０"), [0x80, 0xFF, 0], "\"<sip:a@b>\""u8.ToArray(),
            [.. Enumerable.Repeat((byte)'9', 512)], [.. Enumerable.Repeat((byte)'-', 512)], [.. Enumerable.Repeat((byte)'%', 512)],
            [.. Enumerable.Repeat((byte)';', 512)], [.. Enumerable.Repeat((byte)'+', 512)],
        ];
        Span<byte> written = stackalloc byte[2048];
        var user = new byte[512];
        for (var run = 0; run < Runs + corners.Length; run++)
        {
            ReadOnlySpan<byte> hostile;
            if (run < corners.Length)
            {
                hostile = corners[run];
            }
            else
            {
                var length = _random.Next(40);
                for (var i = 0; i < length; i++)
                {
                    user[i] = _random.Next(3) == 0 ? (byte)_random.Next(256) : "0123456789+-;%="u8[_random.Next(15)];
                }
                hostile = user.AsSpan(0, length);
            }
            var plan = TestPlans.Plan(AnyCountry(), AnyFormat(), AnyFormat(), tech: _random.Next(2) == 0 ? "9#" : null);
            var header = (NumberHeader)_random.Next((int)NumberHeader.Diversion + 1);
            Assert.True(NumberWriter.TryWrite(hostile, header, plan, written, out var wrote));
            for (var i = 0; i < wrote; i++)
            {
                var b = written[i];
                var good = b == '%'
                    ? i + 2 < wrote && char.IsAsciiHexDigit((char)written[i + 1]) && char.IsAsciiHexDigit((char)written[i + 2])
                    : char.IsAsciiLetterOrDigit((char)b) || Allowed.Contains((char)b);
                Assert.True(good, $"seed {_seed}: {Convert.ToHexString(hostile)} leaves as {Convert.ToHexString(written[..wrote])}");
            }
        }
    }
}
