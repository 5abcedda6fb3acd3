using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;

namespace SipEdge.Core.Tests.Phones;

/// <summary>authentication: pbx. The PBX checks the password, and the flow of a registration is who calls.</summary>
public sealed class PbxAuthenticationTests
{
    private const string Challenge = "WWW-Authenticate: Digest realm=\"pbx\", nonce=\"abc\", algorithm=MD5, qop=\"auth\"\r\n";

    [Fact]
    public void The_challenge_of_the_pbx_goes_to_the_phone_and_its_answer_back_untouched()
    {
        using var scenario = Scenario();
        var phone = scenario.Phone(1);
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal([401, 200], phone.Answers);
        Assert.Contains(Challenge, phone.Messages[0], StringComparison.Ordinal);
        Assert.Contains("Authorization: Digest username=\"p1\", realm=\"pbx\", nonce=\"abc\", uri=\"sip:edge.example\"",
            scenario.Pbx.Messages[1], StringComparison.Ordinal);
        Assert.StartsWith("REGISTER sip:edge.example SIP/2.0\r\n", scenario.Pbx.Messages[1], StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.1.", string.Concat(scenario.Pbx.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refresh_over_the_same_flow_is_kept_and_one_from_elsewhere_asks_the_pbx()
    {
        using var scenario = Scenario();
        var phone = scenario.Phone(1);
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        phone.Register(scenario.Edge.Now);
        scenario.Run();
        Assert.Equal(2, scenario.Pbx.Messages.Count);

        var thief = scenario.Phone(1);
        thief.Contact = phone.Contact;
        thief.Reboot(); // its own Call-ID: with the phone's it would be a replay
        thief.Register(scenario.Edge.Now);
        scenario.Run(100);
        Assert.Equal(401, thief.Answers[0]);
        Assert.True(scenario.Pbx.Messages.Count > 2);
    }

    [Fact]
    public void Calls_come_in_over_the_flow_of_the_registration_and_end_with_it()
    {
        using var scenario = Scenario();
        var phone = new SimulatedPhone("p1", PhoneScenario.Address(50), scenario.Edge.Network, 5) { HangUpAfter = 500 };
        phone.Register("p1", "w1", scenario.Edge.ToEdge, "<sip:p1@192.168.7.7:5999>", scenario.Edge.Now);
        scenario.Run();
        Call(scenario, phone, "p1");
        Assert.Equal(200, phone.FinalStatus);
        scenario.Run(2_000);
        Assert.Single(scenario.Edge.Calls);

        Call(scenario, phone, "p2"); // another's name over its flow
        scenario.Run(100_000);
        Call(scenario, phone, "p1");
        scenario.Run(2_000);
        Assert.Single(scenario.Edge.Calls);
    }

    [Fact]
    public void Somebody_elses_address_and_port_is_nobodys_flow()
    {
        using var scenario = Scenario();
        var phone = new SimulatedPhone("p1", PhoneScenario.Address(50), scenario.Edge.Network, 5);
        phone.Register("p1", "w1", scenario.Edge.ToEdge, "<sip:p1@192.168.7.7:5999>", scenario.Edge.Now);
        scenario.Run();
        var other = new SimulatedPhone("p1", PhoneScenario.Address(51), scenario.Edge.Network, 6);
        Call(scenario, other, "p1");
        Assert.NotEqual(200, other.FinalStatus);
        Assert.Empty(scenario.Edge.Calls);
    }

    private static void Call(PhoneScenario scenario, SimulatedPhone phone, string from)
    {
        phone.Call("sip:31201234567@edge.example", scenario.Edge.ToEdge, scenario.Edge.Now, from: $"<sip:{from}@edge.example>");
        phone.Node.Tick();
        scenario.Run(400);
    }

    private static PhoneScenario Scenario()
    {
        var scenario = new PhoneScenario(change: phones => phones with { Authentication = PhoneAuthentication.Pbx });
        scenario.Pbx.Challenge = Challenge;
        return scenario;
    }
}
