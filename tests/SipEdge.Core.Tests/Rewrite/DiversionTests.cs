using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;

namespace SipEdge.Core.Tests.Rewrite;

public sealed class DiversionTests
{
    private const string Forwarded =
        "Diversion: \"Desk\" <sip:100@in.example:5070;x=y>;reason=no-answer;counter=2;privacy=off;x-inside=1\n"
        + "Diversion: <sip:200@in.example>;reason=\"time of day\";privacy=full, <tel:+31201234567>;reason=user-busy\n";

    [Fact]
    public void A_trusted_trunk_hears_who_forwarded_in_the_same_order() => Assert.Equal(
        [
            "Diversion: \"Desk\" <sip:100@192.0.2.10>;reason=no-answer;counter=2;privacy=off",
            "Diversion: <sip:200@192.0.2.10>;reason=\"time of day\";privacy=full",
            "Diversion: <sip:+31201234567@192.0.2.10>;reason=user-busy",
        ],
        Lines(Trunk(TrustMode.Trusted), Trunk(TrustMode.Trusted), Forwarded));

    [Fact]
    public void An_untrusted_one_hears_nothing_unless_it_is_to_and_never_what_is_private()
    {
        Assert.Empty(Lines(Trunk(TrustMode.Untrusted), Trunk(TrustMode.Trusted), Forwarded));
        var told = Trunk(TrustMode.Untrusted, new DiversionOptions { Mode = DiversionMode.Pass });
        Assert.Equal(
            [
                "Diversion: \"Desk\" <sip:100@192.0.2.10>;reason=no-answer;counter=2;privacy=off",
                "Diversion: <sip:+31201234567@192.0.2.10>;reason=user-busy",
            ],
            Lines(told, Trunk(TrustMode.Trusted), Forwarded));
        Assert.Empty(Lines(told, Trunk(TrustMode.Trusted), Forwarded + "Privacy: id\n"));
    }

    [Fact]
    public void An_untrusted_caller_forwards_for_nobody() =>
        Assert.Empty(Lines(Trunk(TrustMode.Trusted), Trunk(TrustMode.Untrusted), Forwarded));

    [Fact]
    public void Off_is_off() => Assert.Empty(
        Lines(Trunk(TrustMode.Trusted, new DiversionOptions { Mode = DiversionMode.Off }), Trunk(TrustMode.Trusted), Forwarded));

    [Fact]
    public void A_static_one_stands_on_every_call_alone() => Assert.Equal(
        ["Diversion: <sip:+31201111111@192.0.2.10>;reason=unconditional;counter=3;privacy=off"],
        Lines(
            Trunk(TrustMode.Untrusted, new DiversionOptions
            {
                Mode = DiversionMode.Static,
                Number = "+31201111111",
                Reason = "unconditional",
                Counter = 3,
            }),
            Trunk(TrustMode.Trusted), Forwarded));

    [Theory]
    [InlineData("<sip:1@a>;counter=10", false)]
    [InlineData("<sip:1@a>;counter=11", true)]
    [InlineData("<sip:1@a>;counter=6, <sip:2@a>;counter=5", true)]
    [InlineData("<sip:1@a>;counter=9, <sip:2@a>", false)]
    [InlineData("<sip:1@a>;counter=10, garbage", true)]
    [InlineData("<sip:1@a>;counter=99999999999999999999", true)]
    [InlineData("<sip:1@a>;counter=4294967296", true)]
    [InlineData("<sip:1@a>;counter=-99", false)]
    [InlineData("<sip:1@a>;counter=2147483647, <sip:1@a>;counter=2147483647", true)]
    public void A_call_that_was_forwarded_too_often_goes_round(string diversions, bool refused) => Assert.Equal(
        refused ? ReasonCode.DiversionLoop : null,
        new OutgoingCall(Trunk(TrustMode.Untrusted)).Refusal(OutgoingCall.Invite($"Diversion: {diversions}\n")));

    [Fact]
    public void The_configuration_is_told_what_makes_no_sense()
    {
        Assert.Single(Problems(new DiversionOptions { Mode = DiversionMode.Static }));
        Assert.Single(Problems(new DiversionOptions { Number = "1" }));
        Assert.Single(Problems(new DiversionOptions { Mode = DiversionMode.Static, Number = "1>\r\nVia: x" }));
        Assert.Equal("user-busy", Assert.Single(Problems(new DiversionOptions { Reason = "user_bussy" })).Suggestion);
        Assert.Single(Problems(new DiversionOptions { Privacy = "yes" }));
        Assert.Single(Problems(new DiversionOptions { Counter = 0 }));
        Assert.Single(Problems(new DiversionOptions { Mode = DiversionMode.Static, Number = "1", Privacy = "full" }));
    }

    private static Problem[] Problems(DiversionOptions diversion) =>
    [
        .. TestOptions.Problems(TestOptions.Edge(("callers", new AclOptions { Addresses = [TestOptions.Address("192.0.2.20")] })) with
        {
            Trunks = TestOptions.Named(
                ("carrier", Trunk(TrustMode.Untrusted, diversion) with { Gateways = [TestOptions.Gateway("one", "203.0.113.5")] })),
            Routes = [new RouteOptions { To = "carrier" }],
        }).Where(problem => problem.Severity == ProblemSeverity.Error),
    ];

    private static string[] Lines(TrunkOptions to, TrunkOptions from, string headers) =>
        new OutgoingCall(to, from).Lines(OutgoingCall.Invite(headers), "Diversion");

    private static TrunkOptions Trunk(TrustMode trust, DiversionOptions? diversion = null) =>
        new() { Identity = new IdentityOptions { Trust = trust }, Diversion = diversion ?? new DiversionOptions() };
}
