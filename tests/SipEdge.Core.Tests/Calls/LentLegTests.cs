using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Calls;

/// <summary>A leg that one loop lends another, while messages of its peer are on the way.</summary>
public sealed class LentLegTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    public void An_attended_transfer_of_two_loops_moves_the_leg_that_stays_and_its_requests_follow(int slowest)
    {
        using var test = Talking(out var replaces);
        test.Scenario.Loops.Slowest = slowest;
        test.Refer(test.Bob, $"<sip:900@10.0.0.1?Replaces={replaces}>");
        test.Run(5_000);
        Assert.Equal("SIP/2.0 200 OK", TransferTests.Fragments(test.Bob)[^1]);
        Assert.True(test.Dave.Ended);
        Assert.Equal(1, test.Scenario.Loops.Neighbours.Moved.Count);
        Assert.Equal((2, 0), (test.Scenario.Edges[0].CallCount, test.Scenario.Edges[1].CallCount));
        test.Carol.Reoffer(SipMethod.Invite, SimulatedPhone.Description("10.0.0.4", 40044), test.Scenario.Now);
        test.Carol.Node.Tick();
        test.Run(1_000);
        Assert.Equal(200, test.Carol.FinalOfReoffer);
        Assert.Contains("INVITE", test.Alice.Heard);
        test.Carol.HangUp(test.Scenario.Now);
        test.Carol.Node.Tick();
        test.Run(1_000);
        Assert.True(test.Alice.Ended);
        test.Scenario.RunToTheEnd();
        Assert.Equal(3, test.Scenario.Calls.Count);
        Assert.Equal(2, test.Scenario.Calls.Count(static call => call.Reason == "transferred"));
        var made = test.Scenario.Calls.Single(static call => call.Reason != "transferred");
        Assert.All(test.Scenario.Calls.Where(call => call != made), call => Assert.Equal(made.Id, call.TransferredTo));
    }

    [Fact]
    public void A_bye_that_comes_to_the_old_loop_while_the_leg_is_on_its_way_finds_it()
    {
        using var test = Talking(out var replaces);
        test.Scenario.Loops.Slowest = 2_000;
        test.Refer(test.Bob, $"<sip:900@10.0.0.1?Replaces={replaces}>");
        for (var i = 0; i < 4_000 && test.Scenario.Loops.Neighbours.Moved.Count == 0; i++)
        {
            test.Run(1);
        }
        Assert.Equal(1, test.Scenario.Loops.Neighbours.Moved.Count);
        test.Carol.HangUp(test.Scenario.Now);
        test.Carol.Node.Tick();
        test.Run(10_000);
        Assert.Equal("200", test.Carol.Heard[^1]);
        Assert.DoesNotContain("481", test.Carol.Heard);
        Assert.True(test.Dave.Ended);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    [Fact]
    public void A_leg_that_nothing_came_of_goes_back_and_its_call_goes_on()
    {
        using var test = Talking(out var replaces);
        test.Alice.RefusesReoffers = 488; // whom the edge asks first
        test.Refer(test.Bob, $"<sip:900@10.0.0.1?Replaces={replaces}>");
        test.Run(2_000);
        Assert.StartsWith("SIP/2.0 4", TransferTests.Fragments(test.Bob)[^1], StringComparison.Ordinal);
        Assert.True(test.Scenario.Loops.Notes > 0);
        Assert.Equal(0, test.Scenario.Loops.Neighbours.Moved.Count);
        Assert.False(test.Carol.Ended || test.Dave.Ended || test.Alice.Ended);
        test.Carol.Reoffer(SipMethod.Info, "", test.Scenario.Now);
        test.Carol.Node.Tick();
        test.Run(1_000);
        Assert.Equal("INFO", test.Dave.Heard[^1]);
        test.Dave.HangUp(test.Scenario.Now);
        test.Dave.Node.Tick();
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Run(1_000);
        Assert.True(test.Carol.Ended);
        test.Scenario.RunToTheEnd();
        Assert.Equal(3, test.Scenario.Calls.Count);
    }

    [Fact]
    public void The_call_at_home_ends_and_the_lent_leg_hears_a_bye_where_it_is()
    {
        using var test = Talking(out var replaces);
        test.Alice.ReofferAnswerAfter = 5_000;
        test.Refer(test.Bob, $"<sip:900@10.0.0.1?Replaces={replaces}>");
        test.Run(1_000);
        Assert.Equal(1, test.Scenario.Loops.Neighbours.Moved.Count);
        test.Scenario.Edges[1].EndCalls(test.Scenario.Now);
        test.Scenario.Tick();
        test.Run(2_000);
        Assert.True(test.Dave.Ended && test.Carol.Ended);
        test.Run(10_000);
        Assert.Equal(0, test.Scenario.Loops.Neighbours.Moved.Count);
        test.Bob.HangUp(test.Scenario.Now);
        test.Bob.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_loop_is_asked_about_its_own_calls_and_says_no_more_than_it_would_here(int phone, bool foreign)
    {
        using var test = Talking(out var replaces);
        var named = foreign ? replaces : replaces.Replace("from-tag%3D", "from-tag%3Dx", StringComparison.Ordinal);
        test.Refer(phone == 0 ? test.Alice : test.Bob, $"<sip:900@10.0.0.1?Replaces={named}>");
        test.Run(1_000);
        Assert.Equal("403", (phone == 0 ? test.Alice : test.Bob).Heard[^1]);
        Assert.Equal(2, test.Scenario.Loops.Notes);
        Assert.False(test.Dave.Ended || test.Carol.Ended);
        test.Alice.HangUp(test.Scenario.Now);
        test.Dave.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Dave.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    [Fact]
    public void Where_a_message_goes_costs_no_allocation()
    {
        var moved = new MovedLegs();
        var random = new Random(1);
        var tag = new byte[Identifiers.TagLength];
        new Identifiers(1, random.NextBytes).WriteTag(tag, 5, CallSide.Callee);
        moved.Set(tag, 3);
        var router = new Core.Pipeline.EdgeRouter(4, moved);
        var bye = System.Text.Encoding.ASCII.GetBytes(
            "BYE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP c;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=x\r\n"
            + $"To: <sip:b@b>;tag={System.Text.Encoding.ASCII.GetString(tag)}\r\nCall-ID: y\r\nCSeq: 2 BYE\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(3, router.LoopFor(bye));
        Allocations.AssertNone(() => router.LoopFor(bye));
        moved.Remove(tag);
        Assert.Equal(Identifiers.LoopOf("y"u8, 4), router.LoopFor(bye));
        Assert.False(moved.Any);
    }

    /// <summary>Alice and Bob talk on the first loop, Dave and Carol on the second; Bob and Dave are of one trunk.</summary>
    private static TransferScenario Talking(out string replaces)
    {
        var test = new TransferScenario(ReferMode.Terminate, others: ReferMode.Terminate, loops: 2);
        test.Talk();
        replaces = test.Consult();
        return test;
    }
}
