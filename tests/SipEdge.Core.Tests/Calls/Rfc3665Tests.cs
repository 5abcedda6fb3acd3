using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Calls;

/// <summary>
/// The call flows of RFC 3665 section 3 that are a back-to-back agent's, as ladders of both legs, and the races of RFC 5407.
/// Authentication (3.2, 3.3) stands with admission.
/// </summary>
public sealed class Rfc3665Tests
{
    [Fact]
    public void Session_establishment_3_1()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.HangUpAfter = 1_000;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal(["180", "200", "BYE"], scenario.Caller.Heard);
        Assert.Equal(["INVITE", "ACK", "200"], scenario.Callee.Heard);
    }

    [Fact]
    public void The_first_proxy_does_not_answer_and_the_second_does_3_4()
    {
        using var scenario = new EdgeScenario();
        scenario.Network.Drop = message => message.Flow.Remote.ToString() == "10.0.0.3:5060";
        scenario.Second.HangUpAfter = 1_000;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal(["100", "180", "200", "BYE"], scenario.Caller.Heard);
        Assert.Equal(["first", "second"], scenario.OnlyCall.Attempts.Select(static attempt => attempt.Gateway));
    }

    [Fact]
    public void Session_with_a_new_address_by_re_invite_3_7()
    {
        using var scenario = new EdgeScenario();
        scenario.Call();
        scenario.Network.RunFor(1_000);
        scenario.Callee.Reoffer(SipMethod.Invite, SimulatedPhone.Description("192.0.2.99", 4990), scenario.Now);
        scenario.Callee.Node.Tick();
        scenario.Network.RunFor(1_000);
        HangUp(scenario, scenario.Callee);
        Assert.Equal(["180", "200", "INVITE", "ACK", "BYE"], scenario.Caller.Heard);
        Assert.Equal(["INVITE", "ACK", "200", "200"], scenario.Callee.Heard);
    }

    [Fact]
    public void Hold_and_back_by_re_invite()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.Answers = static offer => SimulatedPhone.Description("192.0.2.200", 40000,
            offer.Contains("a=sendonly", StringComparison.Ordinal) ? "a=recvonly\r\n" : "");
        scenario.Call();
        scenario.Network.RunFor(1_000);
        foreach (var direction in (string[])["a=sendonly\r\n", ""])
        {
            scenario.Caller.Reoffer(SipMethod.Invite, SimulatedPhone.Description("192.0.2.10", 4002, direction), scenario.Now);
            scenario.Caller.Node.Tick();
            scenario.Network.RunFor(1_000);
            Assert.Equal(direction.Length > 0, scenario.Callee.LastBody.Contains("a=sendonly", StringComparison.Ordinal));
            Assert.Equal(direction.Length > 0, scenario.Caller.LastBody.Contains("a=recvonly", StringComparison.Ordinal));
        }
        HangUp(scenario, scenario.Caller);
        Assert.Equal(["INVITE", "ACK", "INVITE", "ACK", "INVITE", "ACK", "BYE"], scenario.Callee.Heard);
    }

    [Fact]
    public void No_answer_3_8()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.AnswerAfter = 0;
        scenario.Caller.CancelAfter = 2_000;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal(["180", "487"], scenario.Caller.Heard);
        Assert.Equal(["INVITE", "CANCEL"], scenario.Callee.Heard);
    }

    [Theory]
    [InlineData(486)] // busy, 3.9
    [InlineData(480)] // temporarily unavailable, 3.11
    [InlineData(603)]
    public void Unsuccessful_3_9_and_3_11(int status)
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.AnswerStatus = scenario.Second.AnswerStatus = status;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal(["180", $"{status}"], scenario.Caller.Heard);
        Assert.Equal(["INVITE"], scenario.Callee.Heard);
        Assert.Equal("gateway_refused", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void No_response_from_anybody_3_10()
    {
        using var scenario = new EdgeScenario();
        scenario.Network.Drop = message => message.Text.StartsWith("INVITE", StringComparison.Ordinal)
            && message.Source == scenario.ToEdge.Remote;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal(["100", "504"], scenario.Caller.Heard);
        Assert.Equal("gateway_timeout", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void Cancel_crosses_the_answer_on_the_way_to_the_edge_rfc_5407_3_1_2()
    {
        using var scenario = new EdgeScenario();
        scenario.Network.MinLatency = scenario.Network.MaxLatency = 20;
        scenario.Callee.AnswerAfter = 200;
        scenario.Caller.CancelAfter = 230;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal(["INVITE", "ACK", "BYE"], scenario.Callee.Heard.Where(static heard => heard != "CANCEL"));
        Assert.Equal(487, scenario.Caller.FinalStatus);
        Assert.Equal("cancelled", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void Both_sides_hang_up_at_once_rfc_5407_3_3_1()
    {
        using var scenario = new EdgeScenario();
        scenario.Network.MinLatency = scenario.Network.MaxLatency = 20;
        scenario.Call();
        scenario.Network.RunFor(2_000);
        scenario.Caller.HangUp(scenario.Now);
        scenario.Callee.HangUp(scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.Callee.Node.Tick();
        scenario.RunToTheEnd();
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
        Assert.Contains(scenario.Callee.Heard[^1], (string[])["200", "481"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(30)]
    public void A_bye_crosses_a_re_invite_rfc_5407_3_2_3(int later)
    {
        using var scenario = new EdgeScenario();
        scenario.Network.MinLatency = scenario.Network.MaxLatency = 20;
        scenario.Call();
        scenario.Network.RunFor(2_000);
        scenario.Caller.Reoffer(SipMethod.Invite, SimulatedPhone.Description("192.0.2.10", 4002), scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.Network.RunFor(later);
        scenario.Callee.HangUp(scenario.Now);
        scenario.Callee.Node.Tick();
        scenario.RunToTheEnd();
        Assert.Equal("callee_hung_up", scenario.OnlyCall.Reason);
        Assert.True(scenario.Caller.Ended);
        Assert.Contains(scenario.Caller.FinalOfReoffer, (int[])[481, 487]);
    }

    [Fact]
    public void Two_re_invites_cross_and_both_hear_491_rfc_5407_3_2_1()
    {
        using var scenario = new EdgeScenario();
        scenario.Network.MinLatency = scenario.Network.MaxLatency = 20;
        scenario.Call();
        scenario.Network.RunFor(2_000);
        scenario.Caller.Reoffer(SipMethod.Invite, SimulatedPhone.Description("192.0.2.10", 4002), scenario.Now);
        scenario.Callee.Reoffer(SipMethod.Invite, SimulatedPhone.Description("192.0.2.20", 4004), scenario.Now + 1);
        scenario.Caller.Node.Tick();
        scenario.Callee.Node.Tick();
        scenario.Network.RunFor(2_000);
        Assert.Equal("491", Assert.Single(scenario.Callee.Heard, static heard => heard == "491"));
        HangUp(scenario, scenario.Caller);
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void A_lost_ack_is_made_up_for_by_the_answer_coming_again_rfc_5407_3_1_5()
    {
        using var scenario = new EdgeScenario();
        var lost = 0;
        scenario.Network.Drop = message => message.Text.StartsWith("ACK", StringComparison.Ordinal) && ++lost <= 3;
        scenario.Caller.HangUpAfter = 20_000;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.True(scenario.Caller.Heard.Count(static heard => heard == "200") > 1);
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void A_re_invite_that_is_only_ever_told_of_progress_is_cancelled_and_the_call_goes_on()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.OnlyTries = true;
        scenario.Call();
        scenario.Network.RunFor(1_000);
        scenario.Caller.Reoffer(SipMethod.Invite, SimulatedPhone.Description("192.0.2.10", 4002), scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.Network.RunFor(200_000);
        Assert.Equal("504", scenario.Caller.Heard[^1]);
        Assert.Equal("CANCEL", scenario.Callee.Heard[^1]);
        Assert.Empty(scenario.Calls);
        HangUp(scenario, scenario.Caller);
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void An_update_for_a_leg_that_does_not_allow_it_becomes_a_re_invite_there()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.ExtraHeaders = "Allow: INVITE, ACK, BYE, CANCEL\r\n";
        scenario.Call();
        scenario.Network.RunFor(1_000);
        scenario.Caller.Reoffer(SipMethod.Update, SimulatedPhone.Description("192.0.2.10", 4002), scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.Network.RunFor(1_000);
        Assert.Equal(["INVITE", "ACK", "INVITE", "ACK"], scenario.Callee.Heard);
        Assert.Equal("200", scenario.Caller.Heard[^1]);
        Assert.Contains("m=audio", scenario.Caller.LastBody, StringComparison.Ordinal);
        HangUp(scenario, scenario.Caller);
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    private static void HangUp(EdgeScenario scenario, SimulatedPhone phone)
    {
        phone.HangUp(scenario.Now);
        phone.Node.Tick();
        scenario.RunToTheEnd();
    }
}
