using System.Globalization;
using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Core.Routing;
using SipEdge.Core.Tests.Admission;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Routing;

public class RouteSelectorTests
{
    private static EdgeOptions Options(params RouteOptions[] routes) => TestOptions.Edge(
        ("office", new AclOptions { Addresses = [TestOptions.Address("198.51.100.7")] }),
        ("guests", new AclOptions { Addresses = [TestOptions.Address("198.51.100.8")] })) with
    {
        Trunks = TestOptions.Named(
            ("pbx", TestOptions.Trunk(TestOptions.Gateway("a", "192.0.2.20"))),
            ("carrier", TestOptions.Trunk(TestOptions.Gateway("a", "192.0.2.30"))),
            ("backup", TestOptions.Trunk(TestOptions.Gateway("a", "192.0.2.40")))),
        Domains = TestOptions.Named(
            ("example.net", new DomainOptions { Acls = ["office", "guests"] }),
            ("example.org", new DomainOptions { Acls = ["office"] })),
        Routes = [.. routes],
    };

    private static RouteOptions To(string target, string prefix = "") => new() { To = target, Prefix = prefix };

    private static RouteDecision Route(EdgeOptions options, string uri, string from = "198.51.100.7:5060")
    {
        var caller = new Caller(TestOptions.Compile(options)) { Uri = uri, From = from };
        var admitted = caller.Decide();
        Assert.Equal(AdmissionVerdict.Admit, admitted.Verdict);
        return caller.Route(admitted);
    }

    [Theory]
    [InlineData("sip:+31201234567@example.net", "carrier")]
    [InlineData("sip:+3120@example.net", "carrier")]
    [InlineData("sip:+31612345678@example.net", "backup")]
    [InlineData("sip:+44@example.net", "pbx")]
    [InlineData("sip:112@example.net", "pbx")]
    [InlineData("sip:example.net", "pbx")]
    [InlineData("sip:+31(20)123-45.67@example.net", "carrier")]
    [InlineData("sip:+31-6-12.34@example.net;user=phone", "backup")]
    [InlineData("sip:%2B31201234567@example.net", "carrier")]
    [InlineData("sip:+31;npdi@example.net", "carrier")]
    [InlineData("tel:+31-20-1234567", "carrier")]
    [InlineData("tel:+31-6-1234567;phone-context=example.net", "backup")]
    public void The_longest_prefix_wins(string uri, string trunk)
    {
        var decision = Route(Options(To("pbx"), To("carrier", "+31"), To("backup", "+316")), uri);
        Assert.Equal((true, trunk), (decision.Found, decision.Route!.To.Name));
    }

    [Theory]
    [InlineData("sip:j.doe@example.net", "carrier")]
    [InlineData("sip:jdoe@example.net", "pbx")]
    public void Marks_in_a_name_mean_something(string uri, string trunk) =>
        Assert.Equal(trunk, Route(Options(To("pbx"), To("carrier", "j.")), uri).Route!.To.Name);

    [Fact]
    public void Among_equal_prefixes_more_conditions_come_first()
    {
        var options = Options(
            To("pbx"), To("carrier") with { Domain = "example.org" }, To("backup") with { FromAcl = "guests" });
        Assert.Equal("pbx", Route(options, "sip:1@example.net").Route!.To.Name);
        Assert.Equal("carrier", Route(options, "sip:1@example.org").Route!.To.Name);
        Assert.Equal("backup", Route(options, "sip:1@example.net", "198.51.100.8:5060").Route!.To.Name);
    }

    [Fact]
    public void A_longer_prefix_beats_more_conditions()
    {
        var options = Options(To("carrier", "11"), To("pbx") with { Domain = "example.net", FromAcl = "office" });
        Assert.Equal("carrier", Route(options, "sip:112@example.net").Route!.To.Name);
    }

    [Fact]
    public void A_route_for_another_caller_is_no_route()
    {
        var decision = Route(Options(To("pbx") with { FromTrunk = "carrier" }), "sip:1@example.net");
        Assert.Equal((false, ReasonCode.NoRoute, 404), (decision.Found, decision.Reason, decision.Status));
        Assert.Equal("pbx", Route(Options(To("pbx") with { FromTrunk = "carrier" }), "sip:1@example.net", "192.0.2.30:5060").Route!.To.Name);
    }

    [Fact]
    public void A_trunk_with_nobody_to_call_is_503()
    {
        var options = Options(To("pbx"));
        var inbound = TestOptions.Gateway("a", "192.0.2.20") with { Direction = GatewayDirection.Inbound };
        options = options with { Trunks = options.Trunks.SetItem("pbx", TestOptions.Trunk(inbound)) };
        var decision = Route(options, "sip:1@example.net");
        Assert.Equal((false, ReasonCode.NoGateway, 503), (decision.Found, decision.Reason, decision.Status));
    }

    [Fact]
    public void The_echo_is_a_target_without_gateways()
    {
        var decision = Route(Options(To(RouteOptions.Echo)), "sip:1@example.net");
        Assert.True(decision.IsEcho);
        Assert.Empty(decision.Route!.To.Trunks);
    }

    [Fact]
    public void Gateways_are_tried_by_priority_and_then_as_written()
    {
        var options = Options(To("pbx"));
        options = options with
        {
            Trunks = options.Trunks.SetItem("pbx", TestOptions.Trunk(
                TestOptions.Gateway("late", "192.0.2.21") with { Priority = 9 },
                TestOptions.Gateway("first", "192.0.2.22") with { Priority = 1 },
                TestOptions.Gateway("off", "192.0.2.23") with { Active = false },
                TestOptions.Gateway("second", "192.0.2.24") with { Priority = 1 },
                TestOptions.Gateway("in", "192.0.2.25") with { Direction = GatewayDirection.Inbound })),
        };
        var trunk = Route(options, "sip:1@example.net").Route!.To.Trunks[0];
        Assert.Equal(["first", "second", "late"], trunk.Outbound.Select(gateway => gateway.Name));
    }

    [Theory]
    [InlineData("sip:0031201234567@example.net", "00", 2, "+", "+31201234567")]
    [InlineData("sip:9-555@example.net", "9", 1, "", "555")]
    [InlineData("sip:31@example.net", "", 0, "9999", "999931")]
    [InlineData("sip:31%23@example.net", "", 0, "9", "931%23")]
    [InlineData("sip:+31;npdi;rn=+3140@example.net", "", 0, "", "+31;npdi;rn=+3140")]
    [InlineData("tel:+31-20", "+", 1, "00", "003120")]
    public void Strip_and_prepend_make_the_number_that_leaves(string uri, string prefix, int strip, string prepend, string expected)
    {
        var decision = Route(Options(To("pbx", prefix) with { Strip = strip, Prepend = prepend }), uri);
        Assert.True(SipUriView.TryParse(Encoding.ASCII.GetBytes(uri), out var dialled));
        Span<byte> number = stackalloc byte[256];
        Assert.True(CalledNumber.TryWrite(
            dialled, NumberPlan.Default, decision.Route!, NumberHeader.RequestUri, NumberPlan.Default, number, out var length));
        Assert.Equal(expected, Encoding.ASCII.GetString(number[..length]));
    }

    [Fact]
    public void A_number_of_which_nothing_is_left_is_not_written()
    {
        var decision = Route(Options(To("pbx", "9") with { Strip = 5 }), "sip:91@example.net");
        Assert.True(SipUriView.TryParse("sip:91@example.net"u8, out var dialled));
        Assert.False(CalledNumber.TryWrite(
            dialled, NumberPlan.Default, decision.Route!, NumberHeader.RequestUri, NumberPlan.Default, new byte[64], out _));
    }

    [Theory]
    [InlineData(408, true)]
    [InlineData(500, true)]
    [InlineData(502, true)]
    [InlineData(503, true)]
    [InlineData(504, true)]
    [InlineData(404, false)]
    [InlineData(480, false)]
    [InlineData(486, false)]
    [InlineData(487, false)]
    [InlineData(488, false)]
    [InlineData(501, false)]
    [InlineData(600, false)]
    [InlineData(603, false)]
    [InlineData(302, false)]
    public void The_next_gateway_is_tried_on_failures_of_this_one_only(int status, bool next) =>
        Assert.Equal(next, FailoverPolicy.TryNext(status, FailoverRules.Default));

    [Theory]
    [InlineData("2026-11-20T09:00:00+01:00", "pbx")]
    [InlineData("2026-11-20T17:59:59+01:00", "pbx")]
    [InlineData("2026-11-20T18:00:00+01:00", "backup")]
    [InlineData("2026-11-21T09:00:00+01:00", "backup")]
    [InlineData("2026-06-19T08:30:00+02:00", "pbx")]
    public void A_route_with_hours_takes_calls_in_its_windows_and_leaves_the_rest_to_the_next(string time, string trunk)
    {
        DayOfWeek[] week = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
        var options = Options(To("backup"), To("pbx") with
        {
            Hours = [new TimeWindowOptions { Days = [.. week], From = "08:30", To = "18:00" }],
            TimeZone = "Europe/Amsterdam",
        });
        var caller = new Caller(TestOptions.Compile(options))
        {
            Uri = "sip:1@example.net",
            From = "198.51.100.7:5060",
            Time = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture),
        };
        Assert.Equal(trunk, caller.Route(caller.Decide()).Route!.To.Name);
    }

    [Fact]
    public void Routes_with_a_weight_share_the_calls_they_all_take_and_one_call_always_goes_one_way()
    {
        var options = Options(
            To("pbx") with { Weight = 1 }, To("carrier") with { Weight = 3 }, To("backup", "+44") with { Weight = 9 },
            To("backup") with { Domain = "example.org", Weight = 5 });
        var model = TestOptions.Compile(options);
        var caller = new RouteCaller(model.FindDomain("example.net"u8), null, null, default);
        var seen = new Dictionary<string, int>();
        const int Calls = 4000;
        for (var i = 0; i < Calls; i++)
        {
            var draw = (uint)((ulong)uint.MaxValue * (uint)i / Calls);
            var trunk = model.Routes.Find("+31"u8, caller with { Draw = draw })!.To.Name;
            Assert.Equal(trunk, model.Routes.Find("+31"u8, caller with { Draw = draw })!.To.Name);
            seen[trunk] = seen.GetValueOrDefault(trunk) + 1;
        }
        Assert.Equal(["carrier", "pbx"], seen.Keys.Order());
        Assert.InRange(seen["pbx"], (Calls / 4) - 1, (Calls / 4) + 1);
    }

    [Fact]
    public void The_draw_of_a_call_is_its_Call_IDs_and_spreads_evenly()
    {
        var options = Options(To("pbx") with { Weight = 1 }, To("carrier") with { Weight = 1 });
        var caller = new Caller(TestOptions.Compile(options)) { Uri = "sip:1@example.net", From = "198.51.100.7:5060" };
        var admitted = caller.Decide();
        var first = 0;
        const int Calls = 2000;
        for (var i = 0; i < Calls; i++)
        {
            caller.CallId = string.Create(CultureInfo.InvariantCulture, $"call-{i}@198.51.100.7");
            first += caller.Route(admitted).Route!.To.Name == "pbx" ? 1 : 0;
        }
        Assert.InRange(first, Calls * 45 / 100, Calls * 55 / 100);
    }

    [Theory]
    [InlineData("sip:+31201234567@example.net", "carrier")]
    [InlineData("sip:+31-20-1234567@example.net;user=phone", "carrier")]
    [InlineData("tel:+31301234567", "pbx")]
    public void A_route_to_the_number_table_leads_to_who_has_the_number(string uri, string trunk) =>
        Assert.Equal(trunk, Route(Assigned(), uri).Route!.To.Name);

    [Fact]
    public void A_number_that_nobody_has_is_404_with_a_reason_of_its_own()
    {
        var decision = Route(Assigned(), "sip:+31401234567@example.net");
        Assert.Equal((false, ReasonCode.NumberNotAssigned, 404), (decision.Found, decision.Reason, decision.Status));
    }

    [Fact]
    public void Two_routes_for_the_same_calls_need_a_weight_each()
    {
        Assert.Contains(
            TestOptions.Problems(Options(To("pbx") with { Weight = 1 }, To("carrier"))),
            problem => problem.Severity == ProblemSeverity.Error && problem.Path == "routes[1]");
        Assert.DoesNotContain(
            TestOptions.Problems(Options(To("pbx") with { Weight = 1 }, To("carrier") with { Weight = 1 })),
            problem => problem.Severity == ProblemSeverity.Error);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("+", false)]
    public void A_longer_prefix_that_sends_a_trunks_calls_back_to_it_is_told(string prefix, bool told)
    {
        var problems = TestOptions.Problems(Options(
            To("pbx", prefix) with { FromTrunk = "carrier" }, To("carrier", "+"), To("pbx")));
        Assert.Equal(told, problems.Any(problem => problem.Path == "routes[1]"
            && problem.Message.Contains("back to it", StringComparison.Ordinal)));
    }

    private static EdgeOptions Assigned() => Options(To(RouteOptions.Numbers)) with
    {
        Numbers = new SpecialNumberOptions
        {
            Assigned =
            [
                new AssignedNumberOptions { Numbers = ["+31201234500-+31201234599"], To = "carrier" },
                new AssignedNumberOptions { Numbers = ["+3130*", "+31501234567"], To = "pbx" },
            ],
        },
    };
}
