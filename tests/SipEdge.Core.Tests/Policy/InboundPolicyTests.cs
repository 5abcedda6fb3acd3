using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Policy;

public class InboundPolicyTests
{
    private static readonly PolicyOptions Numbers = new() { Allowed = ["+3120*", "100-199"], Denied = ["+312090*"] };

    [Theory]
    [InlineData("+31201234567", ReasonCode.None)]
    [InlineData("+31(20)123-45.67", ReasonCode.None)]
    [InlineData("%2B31201234567", ReasonCode.None)]
    [InlineData("150", ReasonCode.None)]
    [InlineData("200", ReasonCode.CalledNotAllowed)]
    [InlineData("31201234567", ReasonCode.CalledNotAllowed)]
    [InlineData("+31209012345", ReasonCode.CalledNotAllowed)] // denied beats allowed
    [InlineData("alice", ReasonCode.CalledNotAllowed)]
    public void Denied_numbers_are_refused_and_so_are_those_that_are_not_allowed(string called, ReasonCode reason)
    {
        var scenario = With(Numbers);
        scenario.Called = called;
        var decision = scenario.Policy();
        Assert.Equal((reason, reason == ReasonCode.None ? 0 : 403), (decision.Reason, decision.Status));
    }

    [Fact]
    public void Without_a_list_every_number_may_be_called_but_the_denied_ones()
    {
        var scenario = With(new PolicyOptions { Denied = ["+31900*"] });
        scenario.Called = "alice";
        Assert.True(scenario.Policy().Granted);
        scenario.Called = "+319001234";
        Assert.Equal(ReasonCode.CalledNotAllowed, scenario.Policy().Reason);
    }

    [Theory]
    [InlineData("+31900123")]
    [InlineData("+31900123444444444444444444444444444")] // longer than any list reads: a switch stops at the digits it needs
    [InlineData("+319001234444444444444444444444444444444444444444444444444444444444444444444444444444444444")]
    [InlineData("+31900123%00")]
    [InlineData("+31-900-123%00")]
    [InlineData("%00+31900123")]
    [InlineData("+31%00900123")]
    [InlineData("+31900123x")]
    [InlineData("++31900123")]
    public void A_denied_number_does_not_become_another_by_what_a_switch_ignores(string called)
    {
        var scenario = With(new PolicyOptions { Denied = ["+31900*"] });
        scenario.Called = called;
        Assert.Equal(ReasonCode.CalledNotAllowed, scenario.Policy().Reason);
    }

    [Theory]
    [InlineData("2026-03-02 07:59", ReasonCode.None)]
    [InlineData("2026-03-02 08:00", ReasonCode.OutsideHours)]
    [InlineData("2026-07-06 06:59", ReasonCode.None)]
    [InlineData("2026-07-06 07:00", ReasonCode.OutsideHours)]
    public void Hours_are_those_of_the_policys_time_zone(string utc, ReasonCode reason)
    {
        var scenario = With(new PolicyOptions
        {
            Hours = [new TimeWindowOptions { Days = [DayOfWeek.Monday], From = "08:00", To = "09:00" }],
            TimeZone = "Europe/Amsterdam",
        });
        scenario.Time = PolicyScenario.At(utc);
        Assert.Equal(reason, scenario.Policy().Reason);
    }

    [Theory]
    [InlineData(false, ReasonCode.None)]
    [InlineData(false, ReasonCode.CallerAnonymous, "Privacy: id")]
    [InlineData(false, ReasonCode.CallerAnonymous, "Privacy: critical;USER")]
    [InlineData(false, ReasonCode.None, "Privacy: none")]
    public void Who_hides_is_refused_where_callers_must_show_themselves(bool trusted, ReasonCode reason, params string[] headers)
    {
        var decision = With(new PolicyOptions { Privacy = PrivacyMode.RefuseAnonymous }, trusted).Policy(headers);
        Assert.Equal((reason, reason == ReasonCode.None ? 0 : 433), (decision.Reason, decision.Status));
    }

    [Fact]
    public void A_policy_may_say_where_calls_go_and_how_they_are_refused()
    {
        var scenario = With(new PolicyOptions { To = RouteOptions.Echo, Denied = ["9*"], RejectStatus = 603, RejectText = "Not for you" });
        Assert.True(scenario.Policy().Route!.IsEcho);
        scenario.Called = "900";
        var refused = scenario.Policy();
        Assert.Equal((603, "Not for you"), (refused.Status, Encoding.UTF8.GetString(refused.Phrase!)));
        Assert.Equal("pbx", With(new PolicyOptions { To = "pbx" }).Policy().Route!.To.Name);
    }

    [Theory]
    [InlineData("account", "acl", "trunk", 501)]
    [InlineData(null, "acl", "trunk", 502)]
    [InlineData(null, null, "trunk", 503)]
    [InlineData("account", null, null, 501)]
    [InlineData(null, null, null, 0)]
    public void The_most_specific_policy_decides_alone(string? account, string? acl, string? trunk, int status)
    {
        var scenario = new PolicyScenario(Attached(account), Attached(acl), Attached(trunk), policies:
        [
            ("account", new PolicyOptions { Denied = ["1*"], RejectStatus = 501 }),
            ("acl", new PolicyOptions { Denied = ["1*"], RejectStatus = 502 }),
            ("trunk", new PolicyOptions { Denied = ["1*"], RejectStatus = 503 }),
        ]);
        Assert.Equal(status, scenario.Policy(scenario.AsAnna()).Status);
    }

    [Fact]
    public void An_account_without_a_policy_of_its_own_has_its_ACLs()
    {
        var scenario = new PolicyScenario(acl: Attached("p"), policies: [("p", new PolicyOptions { Denied = ["1*"] })]);
        Assert.Equal(ReasonCode.CalledNotAllowed, scenario.Policy(scenario.AsAnna()).Reason);
    }

    [Theory]
    [InlineData(TrunkSecurity.Secure, TransportKind.Udp, ReasonCode.TrunkNotSecure)]
    [InlineData(TrunkSecurity.Secure, TransportKind.Tcp, ReasonCode.TrunkNotSecure)]
    [InlineData(TrunkSecurity.Secure, TransportKind.Tls, ReasonCode.None)]
    [InlineData(TrunkSecurity.Insecure, TransportKind.Udp, ReasonCode.None)]
    [InlineData(TrunkSecurity.Mixed, TransportKind.Udp, ReasonCode.None)]
    public void A_call_of_a_secure_trunk_comes_over_TLS_or_not_at_all(TrunkSecurity security, TransportKind transport, ReasonCode reason)
    {
        var scenario = new PolicyScenario(security: security) { Transport = transport };
        Assert.Equal(reason, scenario.Policy().Reason);
    }

    [Fact]
    public void The_trail_names_the_policy_the_rule_and_the_nearest_way_of_writing_the_number()
    {
        var scenario = With(new PolicyOptions { Allowed = ["+3120*"] });
        scenario.Called = "0031201234567";
        var trail = new Trail();
        scenario.Policy(trail);
        Assert.Collection(trail.Steps,
            step => Assert.Equal("policy p is this caller's", step.Text),
            step => Assert.Equal(
                (StepOutcome.Refused, "0031201234567 is not among the allowed numbers; +31201234567 is: the two are written differently"),
                (step.Outcome, step.Text)));
    }

    [Fact]
    public void The_trail_says_what_the_clock_shows()
    {
        var scenario = With(new PolicyOptions { Hours = [new TimeWindowOptions { To = "08:00" }], TimeZone = "America/New_York" });
        var trail = new Trail();
        scenario.Policy(trail);
        Assert.Equal("Monday 07:00 in America/New_York is within the hours", trail.Steps[^1].Text);
    }

    private static CallerOptions Attached(string? policy) => new() { Policy = policy };

    private static PolicyScenario With(PolicyOptions policy, bool trusted = false) =>
        new(acl: Attached("p"), trusted: trusted, policies: [("p", policy)]);
}
