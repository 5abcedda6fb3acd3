using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>Who is told who calls, on every message of whole calls.</summary>
public sealed class EdgeIdentityTests
{
    private const string Anonymous = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";

    private const string Bob =
        "P-Asserted-Identity: \"bob\" <sip:3987654321@inside.example>\r\nP-Asserted-Identity: tel:+19524563516\r\nPrivacy: id\r\n";

    private static readonly string[] BobAsTold =
    [
        "P-Asserted-Identity: \"bob\" <sip:3987654321@10.0.0.1>",
        "P-Asserted-Identity: <tel:+19524563516>",
        "Privacy: id",
    ];

    [Fact]
    public void Inside_the_trust_domain_every_request_of_an_anonymous_call_says_who_calls_but_ack()
    {
        using var scenario = Scenario(new IdentityOptions { Trust = TrustMode.Trusted });
        scenario.Caller.HangUpAfter = 3_000;
        Call(scenario, Bob);
        scenario.Network.RunFor(1_000);
        foreach (var method in new[] { SipMethod.Invite, SipMethod.Update, SipMethod.Info })
        {
            var body = method == SipMethod.Info ? "" : SimulatedPhone.Description("192.0.2.10", 4002);
            scenario.Caller.Reoffer(method, body, scenario.Now);
            scenario.Caller.Node.Tick();
            scenario.Network.RunFor(500);
        }
        scenario.RunToTheEnd();

        Assert.Equal(["INVITE", "ACK", "INVITE", "ACK", "UPDATE", "INFO", "BYE"], scenario.Callee.Heard);
        foreach (var message in scenario.Callee.Messages)
        {
            Assert.StartsWith($"From: {Anonymous};tag=", Line(message, "From: "), StringComparison.Ordinal);
            Assert.Equal(message.StartsWith("ACK", StringComparison.Ordinal) ? [] : BobAsTold, Identity(message));
        }
        Assert.Equal(
            ("sip:anonymous@anonymous.invalid", "sip:3987654321@inside.example, tel:+19524563516", true),
            (scenario.OnlyCall.Caller.Presented, scenario.OnlyCall.Caller.Asserted, scenario.OnlyCall.Caller.Private));
        Assert.Equal(
            ("sip:anonymous@anonymous.invalid", "sip:3987654321@10.0.0.1, tel:+19524563516", true),
            (scenario.OnlyCall.Callee!.Presented, scenario.OnlyCall.Callee.Asserted, scenario.OnlyCall.Callee.Private));
    }

    [Fact]
    public void Pai_in_ack_reproduces_the_networks_that_want_it_there()
    {
        using var scenario = Scenario(new IdentityOptions { Trust = TrustMode.Trusted, PaiInAck = true });
        scenario.Caller.HangUpAfter = 100;
        Call(scenario, Bob);
        scenario.RunToTheEnd();
        Assert.Equal(["INVITE", "ACK", "BYE"], scenario.Callee.Heard);
        Assert.All(scenario.Callee.Messages, message => Assert.Equal(BobAsTold, Identity(message)));
    }

    [Fact]
    public void Outside_it_no_message_does_and_the_record_still_knows()
    {
        using var scenario = Scenario(new IdentityOptions { SendPaiUntrusted = UntrustedIdentityMode.WhenNotPrivate });
        scenario.Caller.HangUpAfter = 2_000;
        Call(scenario, Bob);
        scenario.Network.RunFor(1_000);
        // The caller's own network does not say again that it is private.
        scenario.Caller.Reoffer(
            SipMethod.Update, SimulatedPhone.Description("192.0.2.10", 4002), scenario.Now, "P-Asserted-Identity: <sip:bob@inside.example>\r\n");
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();

        Assert.Equal(["INVITE", "ACK", "UPDATE", "BYE"], scenario.Callee.Heard);
        foreach (var message in scenario.Callee.Messages)
        {
            Assert.Empty(Identity(message));
            Assert.DoesNotContain("3987654321", message, StringComparison.Ordinal);
            Assert.DoesNotContain("19524563516", message, StringComparison.Ordinal);
            Assert.DoesNotContain("bob@", message.Replace("sip:bob@10.0.0.3", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        Assert.Equal("sip:3987654321@inside.example, tel:+19524563516", scenario.OnlyCall.Caller.Asserted);
        Assert.Equal((null, true), (scenario.OnlyCall.Callee!.Asserted, scenario.OnlyCall.Callee.Private));
    }

    [Fact]
    public void A_caller_who_is_transferred_is_named_anew()
    {
        using var scenario = Scenario(new IdentityOptions { Trust = TrustMode.Trusted });
        scenario.Caller.HangUpAfter = 2_000;
        Call(scenario, Bob);
        scenario.Network.RunFor(1_000);
        scenario.Caller.Reoffer(
            SipMethod.Update, SimulatedPhone.Description("192.0.2.10", 4002), scenario.Now, "P-Asserted-Identity: <sip:carol@inside.example>\r\nPrivacy: none\r\n");
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();

        Assert.Equal(["INVITE", "ACK", "UPDATE", "BYE"], scenario.Callee.Heard);
        string[] carol = ["P-Asserted-Identity: <sip:carol@10.0.0.1>", "Privacy: none"];
        Assert.Equal(carol, Identity(scenario.Callee.Messages[2]));
        Assert.Equal(carol, Identity(scenario.Callee.Messages[3]));
    }

    [Fact]
    public void Who_answered_is_told_to_a_trusted_caller_and_stays_with_the_call()
    {
        using var scenario = Scenario(new IdentityOptions { Trust = TrustMode.Trusted });
        scenario.Callee.ExtraHeaders = "P-Asserted-Identity: \"Desk\" <sip:desk@inside.example>\r\nX-Internal: 7\r\n";
        scenario.Callee.HangUpAfter = 500;
        Call(scenario, "");
        scenario.RunToTheEnd();

        Assert.Equal(["180", "200", "BYE"], scenario.Caller.Heard);
        Assert.All(
            scenario.Caller.Messages.Where(message => !message.StartsWith("SIP/2.0 100", StringComparison.Ordinal)),
            message => Assert.Equal(["P-Asserted-Identity: \"Desk\" <sip:desk@10.0.0.1>"], Identity(message)));
        Assert.DoesNotContain("X-Internal", string.Concat(scenario.Caller.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_answered_is_told_to_nobody_else()
    {
        using var scenario = Scenario(new IdentityOptions { Trust = TrustMode.Trusted }, caller: new IdentityOptions());
        scenario.Callee.ExtraHeaders = "P-Asserted-Identity: \"Desk\" <sip:desk@inside.example>\r\n";
        scenario.Callee.HangUpAfter = 500;
        Call(scenario, "");
        scenario.RunToTheEnd();

        Assert.Equal(["180", "200", "BYE"], scenario.Caller.Heard);
        Assert.DoesNotContain("Desk", string.Concat(scenario.Caller.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void The_gateway_that_failed_leaves_no_name_behind()
    {
        using var scenario = Scenario(new IdentityOptions { Trust = TrustMode.Trusted });
        scenario.Callee.ExtraHeaders = "P-Asserted-Identity: <sip:first@inside.example>\r\n";
        scenario.Callee.AnswerStatus = 503;
        scenario.Second.HangUpAfter = 500;
        Call(scenario, "");
        scenario.RunToTheEnd();

        Assert.Equal("BYE", scenario.Caller.Heard[^1]);
        Assert.Empty(Identity(scenario.Caller.Messages[^1]));
    }

    /// <summary>The caller is the trunk "office", trusted unless said otherwise; its peer is "pbx".</summary>
    private static EdgeScenario Scenario(IdentityOptions pbx, IdentityOptions? caller = null) => new(change: options => options with
    {
        Acls = options.Acls.SetItem("callers", options.Acls["callers"] with { Trunk = "office" }),
        Trunks = options.Trunks
            .SetItem("pbx", options.Trunks["pbx"] with { Identity = pbx })
            .Add("office", new TrunkOptions
            {
                Gateways = [new GatewayOptions { Name = "one", Address = "10.0.0.2" }],
                Identity = caller ?? new IdentityOptions { Trust = TrustMode.Trusted },
            }),
    });

    private static void Call(EdgeScenario scenario, string headers)
    {
        scenario.Caller.Call("sip:31201234567@edge.example", scenario.ToEdge, scenario.Now, headers, Anonymous);
        scenario.Caller.Node.Tick();
    }

    private static string[] Identity(string message) =>
    [
        .. message.Split("\r\n").Where(line => line.StartsWith("P-", StringComparison.OrdinalIgnoreCase)
            || line.StartsWith("Remote-Party", StringComparison.OrdinalIgnoreCase)
            || line.StartsWith("Privacy", StringComparison.OrdinalIgnoreCase)),
    ];

    private static string Line(string message, string name) =>
        message.Split("\r\n").Single(line => line.StartsWith(name, StringComparison.Ordinal));
}
