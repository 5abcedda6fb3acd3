using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Media.Relay;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Calls;

/// <summary>Reliable provisional responses on each leg by itself (RFC 3262), and offers while the call rings (RFC 3311).</summary>
public sealed class ReliableRingingTests
{
    private static readonly string Moved = SimulatedPhone.Description("192.0.2.99", 4990).Replace("1 1 IN", "1 2 IN", StringComparison.Ordinal);

    [Theory]
    [InlineData("", false)]
    [InlineData("Supported: 100rel\r\n", true)]
    [InlineData("Require: 100rel\r\n", true)]
    public void What_the_callee_says_reliably_is_acknowledged_and_told_as_the_caller_can_take_it(string headers, bool reliably)
    {
        using var scenario = Scenario();
        scenario.Callee.RingsReliably = scenario.Callee.EarlyMedia = true;
        scenario.Caller.HangUpAfter = 500;
        scenario.Call(headers: headers);
        scenario.RunToTheEnd();

        Assert.Equal(["INVITE", "PRACK", "ACK", "BYE"], scenario.Callee.Heard);
        Assert.Contains("RAck: 701 1 INVITE\r\n", scenario.Callee.Messages[1], StringComparison.Ordinal);
        Assert.Equal(reliably ? ["183", "200", "200", "200"] : new[] { "183", "200", "200" }, scenario.Caller.Heard);
        Assert.Equal(reliably, scenario.Caller.Messages[0].Contains("Require: 100rel\r\n", StringComparison.Ordinal));
        Assert.Contains("m=audio", scenario.Caller.Messages[0], StringComparison.Ordinal);
        Assert.Equal(!reliably, scenario.Caller.LastBody.Length > 0); // the answer is in the 183 already (RFC 3261 §13.2.1)
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Theory]
    [InlineData("Supported: 100rel\r\n", false)]
    [InlineData("Require: 100rel\r\n", true)]
    public void A_callee_that_rings_plainly_is_told_reliably_where_the_caller_requires_it(string headers, bool reliably)
    {
        using var scenario = Scenario();
        scenario.Caller.HangUpAfter = 500;
        scenario.Call(headers: headers);
        scenario.RunToTheEnd();
        Assert.Equal(reliably, scenario.Caller.Messages[0].Contains("RSeq: ", StringComparison.Ordinal));
        Assert.Equal(["INVITE", "ACK", "BYE"], scenario.Callee.Heard);
    }

    [Fact]
    public void One_response_at_a_time_is_told_reliably_and_their_numbers_follow_each_other()
    {
        using var scenario = Scenario();
        scenario.Callee.RingsReliably = scenario.Callee.EarlyMedia = true;
        scenario.Callee.ReliableRings = 3;
        scenario.Callee.AnswerAfter = 3_000;
        scenario.Caller.HangUpAfter = 500;
        scenario.Call(headers: "Require: 100rel\r\n");
        scenario.RunToTheEnd();
        var numbers = scenario.Caller.Messages.Where(static message => message.Contains("RSeq: ", StringComparison.Ordinal))
            .Select(static message => uint.Parse(Line(message, "RSeq"), System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal([numbers[0], numbers[0] + 1, numbers[0] + 2], numbers);
        Assert.Equal(3, scenario.Callee.Heard.Count(static heard => heard == "PRACK"));
    }

    [Fact]
    public void A_caller_that_never_acknowledges_is_told_again_and_again_and_then_refused()
    {
        using var scenario = Scenario();
        scenario.Callee.AnswerAfter = 0;
        scenario.Caller.Pracks = false;
        scenario.Call(headers: "Require: 100rel\r\n");
        scenario.RunToTheEnd();
        // 500 ms doubled until 64*T1: at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s.
        Assert.Equal(7, scenario.Caller.Heard.Count(static heard => heard == "180"));
        Assert.Equal(504, scenario.Caller.FinalStatus);
        Assert.Equal("ringing_unacknowledged", scenario.OnlyCall.Reason);
        Assert.Equal(["INVITE", "CANCEL"], scenario.Callee.Heard);
    }

    [Fact]
    public void An_answer_waits_for_the_description_that_was_not_acknowledged_yet()
    {
        using var scenario = Scenario();
        scenario.Callee.EarlyMedia = true;
        scenario.Callee.AnswerAfter = 100;
        var lost = 0;
        scenario.Network.Drop = message => message.Text.StartsWith("PRACK", StringComparison.Ordinal) && ++lost <= 2;
        scenario.Call(headers: "Supported: 100rel\r\n");
        scenario.Network.RunFor(1_000);
        Assert.DoesNotContain("200", scenario.Caller.Heard);
        Assert.Contains("ACK", scenario.Callee.Heard);
        scenario.Network.RunFor(5_000);
        Assert.Contains("200", scenario.Caller.Heard);
        scenario.Caller.HangUp(scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("callee")]
    [InlineData("never")]
    public void While_the_answer_waits_both_sides_may_still_give_up(string how)
    {
        using var scenario = Scenario();
        scenario.Callee.EarlyMedia = true;
        scenario.Callee.AnswerAfter = 100;
        scenario.Caller.Pracks = false;
        scenario.Caller.CancelAfter = how == "cancel" ? 2_000 : 0;
        scenario.Callee.HangUpAfter = how == "callee" ? 2_000 : 0;
        scenario.Call(headers: "Supported: 100rel\r\n");
        scenario.RunToTheEnd();
        var (status, reason, last) = how switch
        {
            "cancel" => (487, "cancelled", "BYE"),
            "callee" => (480, "callee_hung_up", "200"), // to its BYE
            _ => (504, "ringing_unacknowledged", "BYE"),
        };
        Assert.Equal((status, reason), (scenario.Caller.FinalStatus, scenario.OnlyCall.Reason));
        Assert.Equal(last, scenario.Callee.Heard[^1]);
        Assert.Single(scenario.OnlyCall.Attempts);
    }

    [Fact]
    public void Without_an_offer_in_the_invite_the_ringing_brings_it_and_the_prack_answers()
    {
        using var scenario = Scenario();
        scenario.Caller.Offer = "";
        scenario.Caller.Answers = static _ => SimulatedPhone.Description("192.0.2.10", 4002);
        scenario.Callee.RingsReliably = scenario.Callee.EarlyMedia = true;
        scenario.Callee.AnswersWithoutBody = true;
        scenario.Caller.HangUpAfter = 500;
        scenario.Call(headers: "Supported: 100rel\r\n");
        scenario.RunToTheEnd();
        Assert.Equal(["INVITE", "PRACK", "ACK", "BYE"], scenario.Callee.Heard);
        Assert.Contains("m=audio", scenario.Callee.PrackedBody, StringComparison.Ordinal);
        Assert.Equal("", scenario.Callee.AckedBody);
        Assert.Equal("192.0.2.10:4002", scenario.Media.Sessions[0].Latest(MediaSide.A)?.Remote.ToString());
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void A_callee_is_not_offered_what_the_caller_could_not_answer()
    {
        using var scenario = Scenario();
        scenario.Caller.Offer = "";
        scenario.Caller.AckBody = SimulatedPhone.Description("192.0.2.10", 4002);
        scenario.Caller.HangUpAfter = 500;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Contains("Supported: timer\r\n", scenario.Callee.Messages[0], StringComparison.Ordinal);
        Assert.DoesNotContain("100rel", scenario.Callee.Messages[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_offer_in_a_prack_reaches_the_callee_as_an_update_and_its_answer_comes_back()
    {
        using var scenario = Scenario();
        scenario.Callee.RingsReliably = scenario.Callee.EarlyMedia = true;
        scenario.Callee.AnswerAfter = 2_000;
        scenario.Caller.PrackOffer = Moved;
        scenario.Caller.HangUpAfter = 500;
        scenario.Call(headers: "Supported: 100rel\r\nAllow: UPDATE\r\n");
        scenario.RunToTheEnd();
        Assert.Equal(["INVITE", "PRACK", "UPDATE", "ACK", "BYE"], scenario.Callee.Heard);
        Assert.Equal("192.0.2.99:4990", scenario.Media.Sessions[0].Latest(MediaSide.A)?.Remote.ToString());
        Assert.Contains("m=audio", scenario.Caller.Messages[1], StringComparison.Ordinal); // the 200 to the PRACK
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Theory]
    [InlineData("", "491")]
    [InlineData("Supported: 100rel\r\nAllow: INVITE, PRACK\r\n", "488")]
    [InlineData("Supported: 100rel\r\nAllow: INVITE, UPDATE, PRACK\r\n", "200")]
    public void An_update_of_the_callee_while_it_rings_passes_when_both_legs_are_agreed_and_the_caller_takes_it(
        string headers, string answer)
    {
        using var scenario = Scenario();
        scenario.Callee.RingsReliably = scenario.Callee.EarlyMedia = true;
        scenario.Callee.AnswerAfter = 2_000;
        scenario.Caller.HangUpAfter = 500;
        scenario.Call(headers: headers);
        scenario.Network.RunFor(300);
        scenario.Callee.SendOnFork(null, SipMethod.Update, scenario.Now, Moved);
        scenario.Network.RunFor(300);
        Assert.Equal(answer, scenario.Callee.Heard[^1]);
        Assert.Equal(answer == "200", scenario.Caller.Heard.Contains("UPDATE"));
        scenario.RunToTheEnd();
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Theory]
    [InlineData("off", "Require: 100rel\r\n", 420)]
    [InlineData("required", "", 421)]
    [InlineData("required", "Supported: 100rel\r\n", 200)]
    public void The_trunk_of_the_caller_says_what_it_may_ask_for(string mode, string headers, int status)
    {
        using var scenario = new EdgeScenario(change: options => options with
        {
            Acls = options.Acls.SetItem("callers", options.Acls["callers"] with { Trunk = "pbx" }),
            Trunks = options.Trunks.SetItem("pbx", options.Trunks["pbx"] with
            {
                Session = new SessionOptions { Rel100 = ConfigNames.Rel100.TryFind(mode, out var found) ? found : default },
            }),
        });
        scenario.Callee.RingsReliably = mode == "required";
        scenario.Caller.HangUpAfter = 500;
        scenario.Call(headers: headers);
        scenario.RunToTheEnd();
        Assert.Equal(status, scenario.Caller.FinalStatus);
        if (status == 421)
        {
            Assert.Contains("Require: 100rel\r\n", scenario.Caller.Messages[^1], StringComparison.Ordinal);
        }
        if (status == 200)
        {
            Assert.Contains("Require: 100rel\r\n", scenario.Callee.Messages[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Info_passes_on_the_dialog_of_the_place_that_rings()
    {
        using var scenario = Scenario();
        scenario.Callee.Forks.Add(new ForkPlan(60));
        scenario.Callee.AnswerAfter = 2_000;
        scenario.Caller.HangUpAfter = 500;
        scenario.Call();
        scenario.Network.RunFor(100);
        scenario.Caller.SendEarly(1, SipMethod.Info, scenario.Now);
        scenario.Network.RunFor(100);
        Assert.Equal("INFO", scenario.Callee.Heard[^1]);
        Assert.Equal("200", scenario.Caller.Heard[^1]);
        Assert.Contains("-1\r\n", scenario.Callee.Messages[^1], StringComparison.Ordinal); // the tag of the fork
        scenario.Callee.SendOnFork(1, SipMethod.Info, scenario.Now);
        scenario.Network.RunFor(100);
        Assert.Equal("INFO", scenario.Caller.Heard[^1]);
        Assert.Contains($"tag={scenario.Caller.Tags[1]}", scenario.Caller.Messages[^1], StringComparison.Ordinal);
        scenario.RunToTheEnd();
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    private static EdgeScenario Scenario() => new();

    private static string Line(string message, string name) =>
        message.Split("\r\n").First(line => line.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..];
}
