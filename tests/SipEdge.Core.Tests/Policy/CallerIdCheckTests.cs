using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Tests.Policy;

public class CallerIdCheckTests
{
    private const string Anonymous = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";
    private static readonly CallerOptions Owner = Owned("+31201234000-+31201234049", "+3110*");

    [Theory]
    [InlineData("<sip:+31201234017@example.net>", ReasonCode.None)]
    [InlineData("\"Anna\" <sip:+31201234017@elsewhere.example;user=phone>", ReasonCode.None)]
    [InlineData("<sip:+31(20)123-40-17@example.net>", ReasonCode.None)]
    [InlineData("<tel:+31-20-1234017>", ReasonCode.None)]
    [InlineData("<sip:%2B31201234017@example.net>", ReasonCode.None)]
    [InlineData("<sip:+31201234017;npdi@example.net>", ReasonCode.None)]
    [InlineData("<sip:+31101@example.net>", ReasonCode.None)]
    [InlineData("<sip:+31201234050@example.net>", ReasonCode.CallerNotOwned)]
    [InlineData("<sip:31201234017@example.net>", ReasonCode.CallerNotOwned)]
    [InlineData("<sip:0201234017@example.net>", ReasonCode.CallerNotOwned)]
    [InlineData("<sip:anna@example.net>", ReasonCode.CallerNotOwned)]
    [InlineData("<sip:+31201234017%41@example.net>", ReasonCode.CallerNotOwned)]
    [InlineData(Anonymous, ReasonCode.CallerAnonymous)]
    [InlineData("<sip:ANONYMOUS@example.net>", ReasonCode.CallerAnonymous)]
    [InlineData("<sip:example.net>", ReasonCode.CallerAnonymous)]
    [InlineData("<urn:service:sos>", ReasonCode.CallerAnonymous)]
    public void A_caller_shows_a_number_that_it_owns(string from, ReasonCode reason)
    {
        var decision = new PolicyScenario(acl: Owner).CallerId(from);
        Assert.Equal((CallerIdMode.Owned, reason), (decision.Mode, decision.Reason));
        Assert.Equal(reason switch { ReasonCode.None => 0, ReasonCode.CallerAnonymous => 433, _ => 403 }, decision.Status);
    }

    [Theory]
    [InlineData("<sip:+31201234017@x.example>", "<sip:+31201234018@x.example>", ReasonCode.None)]
    [InlineData("<sip:+31201234017@x.example>", "<sip:+31201234099@x.example>", ReasonCode.CallerNotOwned)]
    [InlineData("<sip:+31201234099@x.example>", "<sip:+31201234017@x.example>", ReasonCode.CallerNotOwned)]
    [InlineData("<sip:+31201234017@x.example>", "<sip:+31201234017@x.example>, <tel:+31201234099>", ReasonCode.CallerNotOwned)]
    [InlineData(Anonymous, "<sip:+31201234017@x.example>", ReasonCode.None)]
    [InlineData(Anonymous, "<sip:+31201234099@x.example>", ReasonCode.CallerNotOwned)]
    public void Of_a_trusted_trunk_what_it_asserts_must_be_owned_too(string from, string asserted, ReasonCode reason) =>
        Assert.Equal(reason, new PolicyScenario(trunk: Owner, trusted: true).CallerId(from, $"P-Asserted-Identity: {asserted}").Reason);

    [Fact]
    public void The_sip_and_the_tel_identity_both_count() => Assert.Equal(ReasonCode.CallerNotOwned,
        new PolicyScenario(trunk: Owner, trusted: true).CallerId(
            "<sip:+31201234017@x.example>", "P-Asserted-Identity: <sip:+31201234017@x.example>", "P-Asserted-Identity: <tel:+31201234099>").Reason);

    [Theory]
    [InlineData("<sip:+31201234017@x.example>", "<sip:+31201234099@x.example>", ReasonCode.None)]
    [InlineData(Anonymous, "<sip:+31201234017@x.example>", ReasonCode.CallerAnonymous)]
    public void What_an_untrusted_trunk_asserts_means_nothing(string from, string asserted, ReasonCode reason) =>
        Assert.Equal(reason, new PolicyScenario(trunk: Owner).CallerId(from, $"P-Asserted-Identity: {asserted}").Reason);

    [Fact]
    public void An_anonymous_account_is_known_all_the_same()
    {
        var scenario = new PolicyScenario(acl: Owner);
        Assert.Equal(ReasonCode.None, scenario.CallerId(Anonymous, scenario.AsAnna()).Reason);
    }

    [Fact]
    public void A_host_that_cannot_exist_makes_nobody_anonymous_whose_number_leaves()
    {
        var scenario = new PolicyScenario(acl: Owner);
        Assert.Equal(ReasonCode.CallerNotOwned, scenario.CallerId("<sip:+31900123@some.invalid>", scenario.AsAnna()).Reason);
    }

    [Theory]
    [InlineData("owned", "any", "any", ReasonCode.CallerNotOwned)]
    [InlineData("any", "owned", "owned", ReasonCode.None)]
    [InlineData(null, "owned", "any", ReasonCode.CallerNotOwned)]
    [InlineData(null, "any", "owned", ReasonCode.None)]
    [InlineData(null, null, "owned", ReasonCode.CallerNotOwned)]
    [InlineData(null, null, null, ReasonCode.None)]
    public void The_most_specific_rule_decides(string? account, string? acl, string? trunk, ReasonCode reason)
    {
        var scenario = new PolicyScenario(Rule(account), Rule(acl), Rule(trunk));
        Assert.Equal(reason, scenario.CallerId("<sip:999@x.example>", scenario.AsAnna()).Reason);
    }

    [Theory]
    [InlineData("1", "2", "3", "1")]
    [InlineData(null, "2", "3", "2")]
    [InlineData(null, null, "3", "3")]
    public void The_most_specific_numbers_are_the_ones_owned(string? account, string? acl, string? trunk, string owned)
    {
        var scenario = new PolicyScenario(Numbers(account), Numbers(acl), Numbers(trunk) with
        {
            CallerId = new CallerIdOptions { Mode = CallerIdMode.Owned },
        });
        foreach (var number in new[] { "1", "2", "3" })
        {
            Assert.Equal(number == owned, scenario.CallerId($"<sip:{number}@x.example>", scenario.AsAnna()).Granted);
        }
    }

    [Fact]
    public void A_rule_beside_a_policy_goes_before_the_policys()
    {
        var policy = ("p", new PolicyOptions { CallerId = new CallerIdOptions { Mode = CallerIdMode.Force, Number = "+3120" } });
        Assert.Equal("+3120", Forced(new PolicyScenario(acl: new CallerOptions { Policy = "p" }, policies: [policy])));
        Assert.Null(Forced(new PolicyScenario(
            acl: new CallerOptions { Policy = "p", CallerId = new CallerIdOptions { Mode = CallerIdMode.Any } }, policies: [policy])));
        Assert.Equal("+3120", Forced(new PolicyScenario(
            acl: new CallerOptions { Policy = "p" },
            trunk: new CallerOptions { CallerId = new CallerIdOptions { Mode = CallerIdMode.Any } }, policies: [policy])));

        static string? Forced(PolicyScenario scenario) =>
            scenario.CallerId("<sip:1@x.example>").Forced is { } number ? Encoding.ASCII.GetString(number) : null;
    }

    [Theory]
    [InlineData("<sip:anna@example.net>", true)]
    [InlineData("\"Bert\" <sip:anna@elsewhere.example>", true)]
    [InlineData("<sip:%61nna@example.net>", true)]
    [InlineData("<sip:Anna@example.net>", false)]
    [InlineData("<sip:bert@example.net>", false)]
    [InlineData("<sip:anna1@example.net>", false)]
    [InlineData("<sip:example.net>", false)]
    [InlineData(Anonymous, false)]
    public void From_names_the_account_where_that_is_asked_for(string from, bool granted)
    {
        var scenario = new PolicyScenario(fromMatchesAccount: true);
        var decision = scenario.CallerId(from, scenario.AsAnna());
        Assert.Equal((granted ? ReasonCode.None : ReasonCode.FromNotAccount, granted ? 0 : 403), (decision.Reason, decision.Status));
    }

    [Fact]
    public void Who_comes_by_address_has_no_account_to_name() =>
        Assert.True(new PolicyScenario(fromMatchesAccount: true).CallerId("<sip:bert@example.net>").Granted);

    [Fact]
    public void The_trail_names_the_nearest_way_of_writing_the_number()
    {
        var trail = new Trail();
        new PolicyScenario(acl: Owner).CallerId(trail, "<sip:31201234017@example.net>");
        Assert.Equal(
            (StepOutcome.Refused, "31201234017 is not owned; +31201234017 is: the two are written differently"),
            (trail.Steps[^1].Outcome, trail.Steps[^1].Text));
    }

    [Theory]
    [InlineData("<sip:+31201234017@example.net>")]
    [InlineData("<sip:+31201234099@example.net>")]
    [InlineData(Anonymous)]
    public void Deciding_allocates_nothing(string from) => new PolicyScenario(
        acl: Owner with { Policy = "p" }, trusted: true, policies: [("p", new PolicyOptions
        {
            Allowed = ["1*"],
            Denied = ["19*"],
            Hours = [new TimeWindowOptions { From = "01:00", To = "23:00" }],
            TimeZone = "America/New_York",
            Privacy = PrivacyMode.RefuseAnonymous,
            To = "pbx",
        })]).AssertNoAllocation(from, "P-Asserted-Identity: <sip:+31201234017@x.example>", "Privacy: none");

    private static CallerOptions Owned(params string[] numbers) =>
        new() { CallerId = new CallerIdOptions { Mode = CallerIdMode.Owned }, OwnedNumbers = [.. numbers] };

    private static CallerOptions Numbers(string? number) => new() { OwnedNumbers = number is null ? [] : [number] };

    private static CallerOptions Rule(string? mode) => new()
    {
        CallerId = mode is null ? null : new CallerIdOptions { Mode = mode == "owned" ? CallerIdMode.Owned : CallerIdMode.Any },
        OwnedNumbers = ["100"],
    };
}
