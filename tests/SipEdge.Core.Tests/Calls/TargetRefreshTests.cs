using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Calls;

/// <summary>Where a side of a call is, by what its re-INVITE says and what that is answered (RFC 6141 §4, RFC 3261 §12.2).</summary>
public sealed class TargetRefreshTests
{
    [Theory]
    [InlineData(SipMethod.Invite, 0, true)]
    [InlineData(SipMethod.Invite, 488, false)]
    [InlineData(SipMethod.Update, 0, true)]
    [InlineData(SipMethod.Update, 488, false)]
    public void Only_an_accepted_request_moves_the_remote_target(SipMethod method, int refused, bool moves)
    {
        using var scenario = Talking();
        scenario.Callee.RefusesReoffers = refused;
        Move(scenario, method);
        scenario.Network.RunFor(1_000);
        Assert.Equal(refused == 0 ? 200 : refused, scenario.Caller.FinalOfReoffer);
        Assert.Equal(moves, CallerIsCalledAtTheNewPlace(scenario));
    }

    [Fact]
    public void A_request_that_was_cancelled_moves_nothing()
    {
        using var scenario = Talking();
        scenario.Callee.OnlyTries = true;
        Move(scenario, SipMethod.Invite);
        scenario.Network.RunFor(500);
        scenario.Caller.GiveUpReoffer(scenario.Now);
        scenario.Network.RunFor(500);
        Assert.Equal(487, scenario.Caller.FinalOfReoffer);
        Assert.False(CallerIsCalledAtTheNewPlace(scenario));
    }

    [Fact]
    public void While_it_waits_for_its_answer_the_old_place_counts()
    {
        using var scenario = Talking();
        scenario.Callee.ReofferAnswerAfter = 5_000;
        Move(scenario, SipMethod.Invite);
        scenario.Network.RunFor(500);
        Assert.False(CallerIsCalledAtTheNewPlace(scenario));
    }

    [Fact]
    public void A_reinvite_that_the_other_side_finds_too_short_is_sent_again_and_its_sender_hears_nothing_of_it()
    {
        using var scenario = Talking();
        scenario.Callee.LeastSession = 3_600;
        Move(scenario, SipMethod.Invite);
        scenario.Network.RunFor(1_000);
        Assert.Equal(200, scenario.Caller.FinalOfReoffer);
        var asked = scenario.Callee.Messages.FindAll(static message => message.StartsWith("INVITE", StringComparison.Ordinal));
        Assert.Equal(3, asked.Count);
        Assert.Contains("\r\nSession-Expires: 3600", asked[2], StringComparison.Ordinal);
        Assert.Contains("\r\nMin-SE: 3600\r\n", asked[2], StringComparison.Ordinal);
        Assert.Contains("\r\nCSeq: 3 INVITE\r\n", asked[2], StringComparison.Ordinal);
        var acks = scenario.Callee.Messages.FindAll(static message => message.StartsWith("ACK", StringComparison.Ordinal));
        Assert.Contains("\r\nCSeq: 3 ACK\r\n", acks[^1], StringComparison.Ordinal);
        scenario.Caller.HangUp(scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();
    }

    private static EdgeScenario Talking()
    {
        var scenario = new EdgeScenario();
        scenario.Callee.ExtraHeaders = "Allow: INVITE, UPDATE\r\n";
        scenario.Call();
        scenario.Network.RunFor(1_000);
        Assert.True(scenario.Caller.Confirmed);
        return scenario;
    }

    private static void Move(EdgeScenario scenario, SipMethod method)
    {
        scenario.Caller.ContactOverride = "sip:moved@10.0.0.2:5060";
        scenario.Caller.Reoffer(method, SimulatedPhone.Description("192.0.2.200", 40010), scenario.Now);
        scenario.Caller.Node.Tick();
    }

    private static bool CallerIsCalledAtTheNewPlace(EdgeScenario scenario)
    {
        scenario.Callee.HangUp(scenario.Now);
        scenario.Callee.Node.Tick();
        scenario.RunToTheEnd();
        return TransferTests.Message(scenario.Caller, "BYE").StartsWith("BYE sip:moved@10.0.0.2:5060 ", StringComparison.Ordinal);
    }
}
