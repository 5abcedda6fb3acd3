using SipEdge.Core.Tests.Network;
using SipEdge.Media.Relay;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Calls;

/// <summary>A gateway that forks: the caller sees every place that rings as a dialog of its own (RFC 3261 §12.1).</summary>
public sealed class EarlyDialogTests
{
    private static readonly string FirstEarly = SimulatedPhone.Description("192.0.2.31", 5100);
    private static readonly string SecondEarly = SimulatedPhone.Description("192.0.2.32", 5200);

    [Fact]
    public void Each_place_that_rings_is_an_early_dialog_with_a_tag_of_its_own_and_one_is_confirmed()
    {
        using var scenario = Forking(new ForkPlan(60), new ForkPlan(70));
        scenario.Callee.AnswersAtFork = 2;
        scenario.Caller.HangUpAfter = 1_000;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(["180", "180", "180", "200", "200"], scenario.Caller.Heard);
        var tags = scenario.Caller.Tags;
        Assert.Equal(3, tags.Take(3).Distinct().Count());
        Assert.Equal(tags[2], tags[3]);
        Assert.Equal(3, scenario.OnlyCall.EarlyDialogs);
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
        Assert.Equal(["INVITE", "ACK", "BYE"], scenario.Callee.Heard);
        Assert.Equal(tags[0], scenario.OnlyCall.Id);
    }

    [Fact]
    public void The_same_place_that_rings_again_is_the_same_dialog()
    {
        using var scenario = Forking(new ForkPlan(60));
        scenario.Callee.RingAfter = 0;
        scenario.Callee.EarlyMedia = false;
        scenario.Callee.AnswersAtFork = 1;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Single(scenario.Caller.Tags.Take(2).Distinct());
        Assert.Equal(1, scenario.OnlyCall.EarlyDialogs);
    }

    [Fact]
    public void An_answer_from_a_place_that_never_rang_is_a_dialog_that_was_not_told_before()
    {
        using var scenario = Forking();
        scenario.Callee.AnswersAtFork = 9;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(["180", "200", "200"], scenario.Caller.Heard);
        Assert.NotEqual(scenario.Caller.Tags[0], scenario.Caller.Tags[1]);
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void A_fork_at_more_places_than_a_caller_is_told_of_is_answered_all_the_same()
    {
        using var scenario = Forking([.. Enumerable.Range(60, 20).Select(static after => new ForkPlan(after))]);
        scenario.Callee.AnswersAtFork = 17;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(8, scenario.Caller.Heard.Count(static heard => heard == "180"));
        Assert.Equal(8, scenario.Caller.Tags.Take(8).Distinct().Count());
        Assert.DoesNotContain(scenario.Caller.Tags[8], scenario.Caller.Tags.Take(8));
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void Early_media_is_that_of_the_place_that_was_heard_of_last_and_then_that_of_the_answer()
    {
        using var scenario = Forking(new ForkPlan(60, FirstEarly), new ForkPlan(70, SecondEarly));
        scenario.Callee.Offer = SimulatedPhone.Description("192.0.2.30", 5000);
        scenario.Callee.AnswersAtFork = 1;
        scenario.Callee.AnswersWithoutBody = true;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.Network.RunFor(65);
        var session = Assert.Single(scenario.Media.Sessions);
        Assert.Equal("192.0.2.31:5100", session.Latest(MediaSide.B)!.Value.Remote.ToString());
        scenario.Network.RunFor(15);
        Assert.Equal("192.0.2.32:5200", session.Latest(MediaSide.B)!.Value.Remote.ToString());
        scenario.RunToTheEnd();

        // The answer has no description: the one of its own 183 counts, not the last one heard.
        Assert.Equal("192.0.2.31:5100", session.Latest(MediaSide.B)!.Value.Remote.ToString());
    }

    [Fact]
    public void Cancel_ends_every_place_that_rings()
    {
        using var scenario = Forking(new ForkPlan(60), new ForkPlan(70));
        scenario.Caller.CancelAfter = 120;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(487, scenario.Caller.FinalStatus);
        Assert.Equal(["INVITE", "CANCEL"], scenario.Callee.Heard);
        Assert.Equal("cancelled", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void The_next_gateway_rings_on_dialogs_that_the_caller_has_not_heard_of()
    {
        using var scenario = Forking(new ForkPlan(60));
        scenario.Callee.AnswerStatus = 503;
        scenario.Second.Forks.Add(new ForkPlan(60));
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(["180", "180", "180", "180", "200", "200"], scenario.Caller.Heard);
        Assert.Equal(4, scenario.Caller.Tags.Take(4).Distinct().Count());
        Assert.Equal(scenario.Caller.Tags[2], scenario.Caller.Tags[4]);
        Assert.Equal(4, scenario.OnlyCall.EarlyDialogs);
        Assert.Equal("second", scenario.OnlyCall.Attempts[^1].Gateway);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Requests_of_the_caller_on_any_early_dialog_find_the_call(int dialog)
    {
        using var scenario = Forking(new ForkPlan(60));
        scenario.Caller.HangUpAfter = 500;
        scenario.Call();
        scenario.Network.RunFor(100);
        scenario.Caller.SendEarly(dialog, SipMethod.Options, scenario.Now);
        scenario.Network.RunFor(20);
        Assert.Equal("200", scenario.Caller.Heard[^1]);

        // An offer inside the INVITE's own is too early (RFC 3311 §5.2), and is not a stranger's.
        scenario.Caller.SendEarly(dialog, SipMethod.Update, scenario.Now, scenario.Caller.Offer);
        scenario.Network.RunFor(20);
        Assert.Equal("500", scenario.Caller.Heard[^1]);
        scenario.RunToTheEnd();
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
        Assert.Empty(scenario.Refusals);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void Requests_of_any_place_that_rings_find_the_call(int? fork)
    {
        using var scenario = Forking(new ForkPlan(60));
        scenario.Call();
        scenario.Network.RunFor(100);
        scenario.Callee.SendOnFork(fork, SipMethod.Options, scenario.Now);
        scenario.Network.RunFor(20);

        Assert.Equal("200", scenario.Callee.Heard[^1]);
        scenario.Edge.EndCalls(scenario.Now);
        scenario.RunToTheEnd();
    }

    [Fact]
    public void Dialogs_that_lost_are_known_no_more_once_one_is_confirmed()
    {
        using var scenario = Forking(new ForkPlan(60));
        scenario.Caller.HangUpAfter = 2_000;
        scenario.Call();
        scenario.Network.RunFor(500);
        scenario.Caller.SendEarly(1, SipMethod.Info, scenario.Now);
        scenario.Network.RunFor(20);

        Assert.Equal("481", scenario.Caller.Heard[^1]);
        scenario.RunToTheEnd();
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void A_bye_on_one_early_dialog_leaves_the_others_ringing()
    {
        using var scenario = Forking(new ForkPlan(60));
        scenario.Callee.AnswersAtFork = 1;
        scenario.Caller.HangUpAfter = 500;
        scenario.Call();
        scenario.Network.RunFor(100);
        scenario.Caller.SendEarly(0, SipMethod.Bye, scenario.Now);
        scenario.RunToTheEnd();

        Assert.Equal(200, scenario.Caller.FinalStatus);
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void A_place_that_answers_after_the_caller_ended_its_dialog_is_hung_up_on()
    {
        using var scenario = Forking(new ForkPlan(60));
        scenario.Call();
        scenario.Network.RunFor(100);
        scenario.Caller.SendEarly(0, SipMethod.Bye, scenario.Now);
        scenario.RunToTheEnd();

        Assert.Equal(487, scenario.Caller.FinalStatus);
        Assert.Equal(["INVITE", "BYE", "ACK", "BYE"], scenario.Callee.Heard); // it went on although it was told
        Assert.Equal(("cancelled", "caller"), (scenario.OnlyCall.Outcome, scenario.OnlyCall.EndedBy));
    }

    [Fact]
    public void With_a_bye_on_the_last_early_dialog_the_caller_has_given_up()
    {
        using var scenario = Forking(new ForkPlan(60));
        scenario.Call();
        scenario.Network.RunFor(100);
        scenario.Caller.SendEarly(0, SipMethod.Bye, scenario.Now);
        scenario.Caller.SendEarly(1, SipMethod.Bye, scenario.Now);
        scenario.RunToTheEnd();

        Assert.Equal(487, scenario.Caller.FinalStatus);
        Assert.Equal(["INVITE", "BYE", "CANCEL"], scenario.Callee.Heard);
    }

    private static EdgeScenario Forking(params ForkPlan[] forks)
    {
        var scenario = new EdgeScenario();
        scenario.Callee.Forks.AddRange(forks);
        return scenario;
    }
}
