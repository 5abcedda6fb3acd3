using SipEdge.Core.Configuration;

namespace SipEdge.Core.Tests.Configuration;

public class NumberOptionsValidatorTests
{
    private static readonly NumberOptions Dutch = new() { Country = "31", NationalPrefix = "0" };

    private static string[] Told(NumberOptions numbers, SpecialNumberOptions? special = null, RouteOptions? route = null)
    {
        var edge = TestOptions.Edge() with
        {
            Trunks = TestOptions.Named(("carrier", TestOptions.Trunk(TestOptions.Gateway("a", "192.0.2.30")) with { Numbers = numbers })),
            Routes = [route ?? new RouteOptions { To = "carrier" }],
            Numbers = special ?? new SpecialNumberOptions(),
            Calls = new CallOptions { MaxCalls = 100 },
        };
        return [.. TestOptions.Problems(edge).Select(problem => problem.ToString())];
    }

    private static NumberFormatOptions All(NumberFormat format) => new() { Default = format };

    private static string One(string[] told) => Assert.Single(told);

    [Fact]
    public void A_plan_with_everything_in_it_is_right() => Assert.Empty(Told(
        Dutch with
        {
            InternationalPrefix = "00",
            In = All(NumberFormat.National),
            Out = All(NumberFormat.E164Plain) with { From = NumberFormat.E164Plus },
            TechPrefix = "9999",
            DefaultNumber = "+31201234567",
        },
        new SpecialNumberOptions { ShortCodes = ["*43", "18*"], Emergency = ["112"] }));

    [Theory]
    [InlineData("+31")]
    [InlineData("031")]
    [InlineData("3112")]
    [InlineData("")]
    [InlineData("NL")]
    public void A_country_is_a_country_code(string country) =>
        Assert.StartsWith($"error: trunks.carrier.numbers.country: '{country}' is no country code", One(Told(new NumberOptions { Country = country })), StringComparison.Ordinal);

    [Fact]
    public void Prefixes_are_digits()
    {
        Assert.Contains("national_prefix: '(0)' is no prefix", One(Told(Dutch with { NationalPrefix = "(0)" })), StringComparison.Ordinal);
        Assert.Contains("international_prefix: '+' is no prefix", One(Told(Dutch with { InternationalPrefix = "+" })), StringComparison.Ordinal);
        Assert.Contains("tech_prefix: '99 ' is no prefix", One(Told(Dutch with { TechPrefix = "99 ", Out = All(NumberFormat.E164Plain) })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_national_prefix_behind_the_international_one_would_never_be_seen() =>
        Assert.Contains("begins with the international prefix", One(Told(Dutch with { InternationalPrefix = "0" })), StringComparison.Ordinal);

    [Fact]
    public void National_needs_a_country()
    {
        Assert.StartsWith("error: trunks.carrier.numbers.out: national needs to know which country",
            One(Told(new NumberOptions { Out = new NumberFormatOptions { Diversion = NumberFormat.National } })), StringComparison.Ordinal);
        Assert.StartsWith("error: trunks.carrier.numbers.in: national needs to know which country",
            One(Told(new NumberOptions { In = All(NumberFormat.National) })), StringComparison.Ordinal);
        Assert.StartsWith("error: trunks.carrier.numbers.country: without it",
            One(Told(new NumberOptions { NationalPrefix = "0" })), StringComparison.Ordinal);
    }

    [Fact]
    public void North_America_without_its_international_prefix_is_warned() =>
        Assert.StartsWith("warning: trunks.carrier.numbers.international_prefix: 00 is taken for it",
            One(Told(new NumberOptions { Country = "1", NationalPrefix = "1" })), StringComparison.Ordinal);

    [Theory]
    [InlineData(NumberFormat.E164Plus, null, true)]
    [InlineData(NumberFormat.AsIs, null, true)]
    [InlineData(NumberFormat.E164Plain, NumberFormat.E164Plus, true)]
    [InlineData(NumberFormat.E164Plain, null, false)]
    [InlineData(NumberFormat.International, null, false)]
    [InlineData(NumberFormat.National, null, false)]
    public void A_tech_prefix_before_a_plus_is_warned_of(NumberFormat format, NumberFormat? to, bool warned)
    {
        var told = Told(Dutch with { TechPrefix = "9999", Out = All(format) with { To = to } });
        Assert.Equal(warned, told.Length == 1);
        Assert.All(told, problem => Assert.StartsWith(
            "warning: trunks.carrier.numbers.tech_prefix: a number with a + becomes 9999+31", problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("+31*")]
    [InlineData("100-200")]
    [InlineData("")]
    public void A_default_number_is_one_number(string number) =>
        Assert.Contains($"default_number: '{number}' is no number", One(Told(Dutch with { DefaultNumber = number })), StringComparison.Ordinal);

    [Fact]
    public void A_list_says_which_entry_is_wrong()
    {
        Assert.StartsWith("error: numbers.emergency[1]: 'police': a number has no letters",
            One(Told(Dutch, new SpecialNumberOptions { Emergency = ["112", "police"] })), StringComparison.Ordinal);
        Assert.StartsWith("error: numbers.short_codes[0]: '1999-1000': the range is upside down",
            One(Told(Dutch, new SpecialNumberOptions { ShortCodes = ["1999-1000"] })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_route_that_would_change_what_nothing_changes_is_warned_of() =>
        Assert.Equal("warning: routes[0]: '112' is a short code or emergency number and leaves as it was dialled: strip and prepend do nothing",
            One(Told(Dutch, new SpecialNumberOptions { Emergency = ["112"] }, new RouteOptions { To = "carrier", Prefix = "112", Prepend = "77" })));

    [Theory]
    [InlineData("00", NumberFormat.National, true)]
    [InlineData("020", NumberFormat.National, true)]
    [InlineData("020", NumberFormat.AsIs, false)]
    [InlineData("+31", NumberFormat.National, false)]
    [InlineData("2", NumberFormat.National, false)]
    [InlineData("", NumberFormat.National, false)]
    public void A_route_that_waits_for_what_is_read_before_it_is_warned_of(string prefix, NumberFormat read, bool warned)
    {
        var route = new RouteOptions { FromTrunk = "carrier", To = "carrier", Prefix = prefix };
        var told = Told(Dutch with { In = All(read) }, route: route);
        Assert.Equal(warned, told.Length == 1);
        Assert.All(told, problem => Assert.StartsWith(
            "warning: routes[0].prefix: numbers of trunk 'carrier' are read before routes see them", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void An_emergency_number_that_leads_nowhere_is_warned_of()
    {
        var told = Told(Dutch, new SpecialNumberOptions { Emergency = ["112", "0*"] }, new RouteOptions { To = "carrier", Prefix = "+" });
        Assert.Equal("warning: numbers.emergency[0]: no route takes calls to 112", One(told));
    }

    [Fact]
    public void Ports_for_all_calls_but_none_for_an_emergency_call_are_warned_of()
    {
        var edge = TestOptions.Edge() with
        {
            Numbers = new SpecialNumberOptions { Emergency = ["112"] },
            Calls = new CallOptions { MaxCalls = 5_000 },
        };
        Assert.StartsWith("warning: media.port_max: the ports carry 5000 calls: with calls.max_calls of them no ports are left",
            Assert.Single(OfPorts(edge)), StringComparison.Ordinal);
        Assert.Empty(OfPorts(edge with { Calls = new CallOptions { MaxCalls = 4_900 } }));
        Assert.Empty(OfPorts(edge with { Numbers = new SpecialNumberOptions() }));
        Assert.Equal("warning: media.port_max: the ports carry 2500 calls with video, calls.max_calls is 5000",
            Assert.Single(OfPorts(edge with { Media = new MediaOptions { Policy = new MediaPolicyOptions { Video = true } } })));

        static IEnumerable<string> OfPorts(EdgeOptions options) =>
            TestOptions.Problems(options).Where(problem => problem.Path == "media.port_max").Select(problem => problem.ToString());
    }
}
