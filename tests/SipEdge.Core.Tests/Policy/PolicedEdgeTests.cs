using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Policy;

/// <summary>
/// Rules of who calls, on a whole edge: what the caller hears, what is recorded, and that the callee hears nothing.
/// </summary>
public sealed class PolicedEdgeTests
{
    private const string Anonymous = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";

    [Fact]
    public void A_number_that_is_not_allowed_is_403()
    {
        using var scenario = With(new PolicyOptions { Denied = ["31900*"] });
        Refused(scenario, "319001234", "SIP/2.0 403 Forbidden", "called_not_allowed");
    }

    [Theory]
    [InlineData("0031900123", "00", 2, "+", false)] // a route makes it
    [InlineData("90900123", "9", 1, "", true)] // the digit for an outside line goes, and the trunk's plan reads the rest
    [InlineData("0900123", "", 0, "", true)] // phones have no plan, the trunk that they call has one
    [InlineData("0031900123", "", 0, "", true)]
    public void A_denied_number_is_denied_however_it_is_dialled(string called, string prefix, int strip, string prepend, bool plan)
    {
        using var scenario = Denying(prefix, strip, prepend, plan);
        Refused(scenario, called, "SIP/2.0 403 Forbidden", "called_not_allowed");
    }

    [Theory]
    [InlineData("00900123", "00", 2, "+", false)]
    [InlineData("0201234567", "", 0, "", true)]
    [InlineData("0900123", "", 0, "", false)] // nobody says what it means
    public void A_number_that_nothing_makes_a_denied_one_goes_on(string called, string prefix, int strip, string prepend, bool plan)
    {
        using var scenario = Denying(prefix, strip, prepend, plan);
        scenario.Caller.HangUpAfter = 500;
        scenario.Caller.Call($"sip:{called}@edge.example", scenario.ToEdge, scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();
        Assert.Equal("answered", scenario.OnlyCall.Outcome);
    }

    [Fact]
    public void A_refusal_has_the_status_and_the_phrase_of_its_policy()
    {
        using var scenario = With(new PolicyOptions { Allowed = ["32*"], RejectStatus = 603, RejectText = "Not from here" });
        Refused(scenario, "319001234", "SIP/2.0 603 Not from here", "called_not_allowed");
    }

    [Fact]
    public void Outside_the_hours_is_403_and_within_them_the_call_goes_on()
    {
        var policy = new PolicyOptions
        {
            Hours = [new TimeWindowOptions { Days = [DayOfWeek.Friday], From = "22:00", To = "06:00" }],
            TimeZone = "Europe/Amsterdam",
        };
        using var closed = With(policy, new FixedTime("2026-07-04 04:00"));
        Refused(closed, "31201234567", "SIP/2.0 403 Forbidden", "outside_hours");

        using var open = With(policy, new FixedTime("2026-07-04 03:59"));
        open.Caller.HangUpAfter = 500;
        open.Call();
        open.RunToTheEnd();
        Assert.Equal("answered", open.OnlyCall.Outcome);
    }

    [Fact]
    public void An_anonymous_caller_is_433_where_callers_must_show_themselves()
    {
        using var scenario = With(new PolicyOptions { Privacy = PrivacyMode.RefuseAnonymous });
        Refused(scenario, "31201234567", "SIP/2.0 433 Anonymity Disallowed", "caller_anonymous", from: Anonymous);
    }

    [Fact]
    public void A_number_that_is_not_owned_is_403()
    {
        using var scenario = Callers(acl => acl with { Caller = Owned("31201234567") });
        Refused(scenario, "1", "SIP/2.0 403 Forbidden", "caller_not_owned", from: "<sip:31201234568@example.net>");
    }

    [Fact]
    public void A_number_that_is_owned_goes_on()
    {
        using var scenario = Callers(acl => acl with { Caller = Owned("31201234567") });
        scenario.Caller.HangUpAfter = 500;
        scenario.Caller.Call("sip:1@edge.example", scenario.ToEdge, scenario.Now, from: "<sip:31201234567@example.net>");
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();
        Assert.Equal("answered", scenario.OnlyCall.Outcome);
    }

    [Fact]
    public void A_call_of_a_secure_trunk_that_came_over_UDP_is_403()
    {
        using var scenario = new EdgeScenario(change: options => options with
        {
            Acls = options.Acls.SetItem("callers", options.Acls["callers"] with { Trunk = "safe" }),
            Trunks = options.Trunks.Add("safe", new TrunkOptions
            {
                Gateways =
                [
                    new GatewayOptions
                    {
                        Name = "a", Address = "10.0.0.2", Transport = TransportKind.Tls, Media = GatewayMedia.SrtpSdes,
                    },
                ],
                Security = TrunkSecurity.Secure,
            }),
        });
        Refused(scenario, "1", "SIP/2.0 403 Forbidden", "trunk_not_secure");
    }

    [Fact]
    public void Credentials_in_clear_text_are_403()
    {
        using var scenario = new EdgeScenario(change: options => options with
        {
            Domains = options.Domains.SetItem("edge.example", options.Domains["edge.example"] with { RequireTlsForAuth = true }),
            UnknownSource = UnknownSourcePolicy.Challenge,
        });
        var stranger = new SimulatedPhone("mallory", SocketEndpoint.FromIpv4(0x0A000009, 5060), scenario.Network, 9);
        stranger.Call("sip:1@edge.example", scenario.ToEdge, scenario.Now);
        stranger.Node.Tick();
        scenario.RunToTheEnd();
        Assert.StartsWith("SIP/2.0 403 ", stranger.Messages[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Authenticate:", stranger.Messages[0], StringComparison.Ordinal);
        Assert.Equal("credentials_cleartext", Assert.Single(scenario.Refusals).Reason);
    }

    [Theory]
    [InlineData("\"Boss\" <sip:999@example.net>", "")]
    [InlineData("<sip:example.net>", "")]
    [InlineData("<sip:999@example.net>", "P-Asserted-Identity: <sip:998@example.net>, <tel:+997>\r\n")]
    public void A_forced_number_leaves_in_From_and_as_the_asserted_identity(string from, string headers)
    {
        using var scenario = Forced();
        scenario.Caller.Call("sip:1@edge.example", scenario.ToEdge, scenario.Now, headers, from);
        scenario.Caller.Node.Tick();
        scenario.Network.RunFor(1_000);
        var invite = scenario.Callee.Messages[0];
        Assert.Contains("<sip:+31201234000@10.0.0.1>;tag=", Line(invite, "From"), StringComparison.Ordinal);
        Assert.Equal("P-Asserted-Identity: <sip:+31201234000@10.0.0.1>", Line(invite, "P-Asserted-Identity"));
        Assert.DoesNotContain(":99", Line(invite, "From") + Line(invite, "P-Asserted-Identity"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_anonymous_caller_stays_anonymous_and_is_asserted_by_the_forced_number()
    {
        using var scenario = Forced();
        scenario.Caller.Call("sip:1@edge.example", scenario.ToEdge, scenario.Now, "Privacy: id\r\n", Anonymous);
        scenario.Caller.Node.Tick();
        scenario.Network.RunFor(1_000);
        var invite = scenario.Callee.Messages[0];
        Assert.Contains("<sip:anonymous@anonymous.invalid>", Line(invite, "From"), StringComparison.Ordinal);
        Assert.Equal("P-Asserted-Identity: <sip:+31201234000@10.0.0.1>", Line(invite, "P-Asserted-Identity"));
    }

    [Fact]
    public void What_a_caller_under_a_rule_asserts_later_in_the_call_goes_no_further()
    {
        using var scenario = Forced();
        scenario.Call();
        scenario.Network.RunFor(1_000);
        scenario.Caller.Reoffer(
            SipMethod.Update, SimulatedPhone.Description("192.0.2.200", 40002), scenario.Now,
            "P-Asserted-Identity: <sip:998@example.net>\r\n");
        scenario.Caller.Node.Tick();
        scenario.Network.RunFor(1_000);
        var update = Assert.Single(scenario.Callee.Messages, message => message.StartsWith("UPDATE ", StringComparison.Ordinal));
        Assert.Equal("P-Asserted-Identity: <sip:+31201234000@10.0.0.1>", Line(update, "P-Asserted-Identity"));
    }

    [Theory]
    [InlineData("112", true)]
    [InlineData("0112", true)] // behind the digit for an outside line
    [InlineData("113", false)]
    public void An_emergency_call_passes_every_rule(string called, bool passes)
    {
        using var scenario = new EdgeScenario(change: options => options with
        {
            Numbers = new SpecialNumberOptions { Emergency = ["112"] },
            Acls = options.Acls.SetItem("callers", options.Acls["callers"] with
            {
                Caller = Owned("1") with { Policy = "p" },
            }),
            Policies = TestOptions.Named(("p", new PolicyOptions
            {
                Denied = ["1*", "0112"],
                Privacy = PrivacyMode.RefuseAnonymous,
                Hours = [new TimeWindowOptions { From = "00:00", To = "00:01" }],
                TimeZone = "UTC",
                To = RouteOptions.Echo,
            })),
            Routes = [.. options.Routes, new RouteOptions { Prefix = "0", Strip = 1, To = "pbx" }],
        }, time: new FixedTime("2026-07-04 12:00"));
        scenario.Caller.HangUpAfter = 500;
        scenario.Caller.Call($"sip:{called}@edge.example", scenario.ToEdge, scenario.Now, from: Anonymous);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();
        if (passes)
        {
            Assert.Equal("answered", scenario.OnlyCall.Outcome);
            Assert.Contains("INVITE", scenario.Callee.Heard);
        }
        else
        {
            Assert.Equal("called_not_allowed", Assert.Single(scenario.Refusals).Reason);
        }
    }

    [Fact]
    public void A_secure_trunks_offer_without_SRTP_is_488()
    {
        using var scenario = Secure();
        scenario.Caller.Call("sip:1@edge.example", OverTls, scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();
        Assert.StartsWith("SIP/2.0 488 ", scenario.Caller.Messages.Last(), StringComparison.Ordinal);
        Assert.Equal("srtp_required", scenario.OnlyCall.Reason);
        Assert.Empty(scenario.Callee.Heard);
    }

    [Fact]
    public void A_secure_trunk_that_does_not_offer_is_offered_SRTP()
    {
        using var scenario = Secure();
        scenario.Caller.Offer = "";
        scenario.Caller.AckBody = SimulatedPhone.Description("192.0.2.200", 40000);
        scenario.Caller.HangUpAfter = 500;
        scenario.Caller.Call("sip:1@edge.example", OverTls, scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.Network.RunFor(5_000);
        Assert.Contains("RTP/SAVP", scenario.Caller.LastBody, StringComparison.Ordinal);
        Assert.Contains("a=crypto:1 ", scenario.Caller.LastBody, StringComparison.Ordinal);
        scenario.RunToTheEnd();
        Assert.Equal("srtp_required", scenario.OnlyCall.Reason); // its answer had no key
    }

    [Fact]
    public void A_policy_sends_calls_elsewhere_than_the_routes()
    {
        using var scenario = With(new PolicyOptions { To = RouteOptions.Echo });
        scenario.Caller.HangUpAfter = 500;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal("answered", scenario.OnlyCall.Outcome);
        Assert.Empty(scenario.Callee.Heard);
    }

    [Fact]
    public void A_trusted_trunk_hears_the_reason_code_and_a_stranger_never()
    {
        using var scenario = new EdgeScenario(change: options => options with
        {
            Acls = options.Acls.SetItem("callers", options.Acls["callers"] with { Trunk = "friend", Caller = Owned("1") }),
            Trunks = options.Trunks.Add("friend", new TrunkOptions
            {
                Gateways = [new GatewayOptions { Name = "a", Address = "10.0.0.2" }],
                Identity = new IdentityOptions { Trust = TrustMode.Trusted },
                ReasonHeader = true,
            }),
            UnknownSource = UnknownSourcePolicy.Forbid,
        });
        scenario.Call();
        var stranger = new SimulatedPhone("mallory", SocketEndpoint.FromIpv4(0x0A000009, 5060), scenario.Network, 9);
        stranger.Call("sip:1@edge.example", scenario.ToEdge, scenario.Now);
        stranger.Node.Tick();
        scenario.RunToTheEnd();
        Assert.Contains("\r\nReason: SIP;cause=403;text=\"caller_not_owned\"\r\n", scenario.Caller.Messages[0], StringComparison.Ordinal);
        Assert.StartsWith("SIP/2.0 403 ", stranger.Messages[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Reason:", stranger.Messages[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_reason_header_nobody_hears_it()
    {
        using var scenario = Callers(acl => acl with { Caller = Owned("1") });
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.DoesNotContain("Reason:", scenario.Caller.Messages[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_fails_after_it_was_placed_tells_a_trusted_trunk_why_too()
    {
        using var scenario = new EdgeScenario(change: options => options with
        {
            Acls = options.Acls.SetItem("callers", options.Acls["callers"] with { Trunk = "friend" }),
            Trunks = options.Trunks.Add("friend", new TrunkOptions
            {
                Gateways = [new GatewayOptions { Name = "a", Address = "10.0.0.2" }],
                Identity = new IdentityOptions { Trust = TrustMode.Trusted },
                ReasonHeader = true,
            }),
        });
        scenario.Callee.AnswerStatus = 486;
        scenario.Call();
        scenario.RunToTheEnd();
        var busy = Assert.Single(scenario.Caller.Messages, message => message.StartsWith("SIP/2.0 486", StringComparison.Ordinal));
        Assert.Contains("\r\nReason: SIP;cause=486;text=\"gateway_refused\"\r\n", busy, StringComparison.Ordinal);
    }

    private static void Refused(EdgeScenario scenario, string called, string statusLine, string reason, string? from = null)
    {
        scenario.Caller.Call($"sip:{called}@edge.example", scenario.ToEdge, scenario.Now, from: from);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();
        Assert.StartsWith(statusLine + "\r\n", scenario.Caller.Messages[0], StringComparison.Ordinal);
        Assert.Equal(reason, Assert.Single(scenario.Refusals).Reason);
        Assert.Empty(scenario.Callee.Heard);
        Assert.Empty(scenario.Calls);
    }

    private static EdgeScenario With(PolicyOptions policy, TimeProvider? time = null) => new(
        change: options => options with
        {
            Acls = options.Acls.SetItem("callers", options.Acls["callers"] with { Caller = new CallerOptions { Policy = "p" } }),
            Policies = TestOptions.Named(("p", policy)),
        },
        time: time);

    /// <summary>Nobody may call +31900…, and one route leads to a trunk that may have a plan.</summary>
    private static EdgeScenario Denying(string prefix, int strip, string prepend, bool plan) => new(
        change: options => options with
        {
            Acls = options.Acls.SetItem("callers", options.Acls["callers"] with { Caller = new CallerOptions { Policy = "p" } }),
            Policies = TestOptions.Named(("p", new PolicyOptions { Denied = ["+31900*"] })),
            Routes = [new RouteOptions { Prefix = prefix, Strip = strip, Prepend = prepend, To = "pbx" }],
            Trunks = options.Trunks.SetItem("pbx", options.Trunks["pbx"] with
            {
                Numbers = plan ? new NumberOptions { Country = "31", NationalPrefix = "0" } : new NumberOptions(),
            }),
        });

    private static EdgeScenario Callers(Func<AclOptions, AclOptions> change) => new(
        change: options => options with { Acls = options.Acls.SetItem("callers", change(options.Acls["callers"])) });

    private static Flow OverTls { get; } = new(TransportKind.Tls, 2, 0, SocketEndpoint.FromIpv4(0x0A000001, 5061));

    private static EdgeScenario Secure() => new(change: options => options with
    {
        Acls = options.Acls.SetItem("callers", options.Acls["callers"] with { Trunk = "safe" }),
        Trunks = options.Trunks.Add("safe", new TrunkOptions
        {
            Gateways =
            [
                new GatewayOptions
                {
                    Name = "a", Address = "10.0.0.2", Transport = TransportKind.Tls, Media = GatewayMedia.SrtpSdes,
                },
            ],
            Security = TrunkSecurity.Secure,
        }),
    });

    /// <summary>Two trusted trunks; whatever the caller's shows, one number leaves.</summary>
    private static EdgeScenario Forced() => new(change: options => options with
    {
        Acls = options.Acls.SetItem("callers", options.Acls["callers"] with
        {
            Trunk = "friend",
            Caller = new CallerOptions { CallerId = new CallerIdOptions { Mode = CallerIdMode.Force, Number = "+31201234000" } },
        }),
        Trunks = options.Trunks
            .Add("friend", new TrunkOptions
            {
                Gateways = [new GatewayOptions { Name = "a", Address = "10.0.0.2" }],
                Identity = new IdentityOptions { Trust = TrustMode.Trusted },
            })
            .SetItem("pbx", options.Trunks["pbx"] with
            {
                Identity = new IdentityOptions { Trust = TrustMode.Trusted, Pai = AssertedIdentityMode.Set },
            }),
    });

    private static string Line(string message, string name) =>
        message.Split("\r\n").Single(line => line.StartsWith($"{name}: ", StringComparison.Ordinal));

    private static CallerOptions Owned(string number) =>
        new() { CallerId = new CallerIdOptions { Mode = CallerIdMode.Owned }, OwnedNumbers = [number] };

    private sealed class FixedTime(string utc) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => PolicyScenario.At(utc);
    }
}
