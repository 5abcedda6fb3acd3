using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Calls;

/// <summary>INVITE with Replaces (RFC 3891): another phone of a trunk takes the place of one that talks. On one loop and across two.</summary>
public abstract class TakeOverTests(int loops)
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void The_new_phone_talks_to_the_side_that_stays_and_the_replaced_one_hears_a_bye(bool bobCalled, bool lateOffer)
    {
        using var test = Scenario();
        test.Talk(bobCalled);
        if (lateOffer)
        {
            test.Dave.AckBody = SimulatedPhone.Description("10.0.0.5", 40005);
            test.Dave.Offer = "";
        }
        test.Dave.Call("sip:300@edge.example", test.Scenario.ToEdge, test.Scenario.Now, $"Replaces: {Dialog(test.Bob)}\r\nRequire: replaces\r\n");
        test.Dave.Node.Tick();
        test.Run(1_000);

        Assert.True(test.Dave.Confirmed);
        Assert.True(test.Bob.Ended);
        Assert.Equal("BYE", test.Bob.Heard[^1]);
        Assert.Contains("INVITE", test.Alice.Heard);
        Assert.Equal(SimulatedPhone.PortOf(test.Alice.LastBody.Length > 0 ? test.Alice.LastBody : test.Alice.AckedBody), test.PortTowards(40002));
        Assert.Equal(SimulatedPhone.PortOf(test.Dave.LastBody), test.PortTowards(40005));

        test.Dave.Offer = SimulatedPhone.Description("10.0.0.5", 40005);

        // Each later request finds the new call, and nobody is left in the old one.
        test.Alice.Reoffer(SipMethod.Invite, SimulatedPhone.Description("10.0.0.2", 40022), test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Run(1_000);
        Assert.Equal(200, test.Alice.FinalOfReoffer);
        Assert.Contains("INVITE", test.Dave.Heard);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Run(1_000);
        Assert.True(test.Dave.Ended);
        test.Scenario.RunToTheEnd();
        Assert.Equal(2, test.Scenario.Calls.Count);
        var (old, made) = (test.Scenario.Calls[0], test.Scenario.Calls[1]);
        Assert.Equal(("transferred", made.Id), (old.Reason, old.TransferredTo));
        Assert.Equal(("callee_hung_up", old.Id, "pbx"), (made.Reason, made.TransferredFrom, made.CallerTrunk));
        Assert.Equal((bobCalled ? old.Callee : old.Caller)!.CallId, made.Callee!.CallId);
    }

    [Fact]
    public void Supported_says_replaces_to_the_trunk_that_may_and_to_no_other()
    {
        using var test = Scenario();
        test.Talk();
        Assert.Contains("\r\nSupported: replaces\r\n", TransferTests.Message(test.Bob, "INVITE"), StringComparison.Ordinal);
        Assert.DoesNotContain("replaces", TransferTests.Message(test.Alice, "SIP/2.0 200"), StringComparison.Ordinal);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    [Fact]
    public void Where_the_trunk_does_not_accept_it_the_invite_is_an_ordinary_call()
    {
        using var test = Scenario(ReplacesMode.Ignore);
        test.Talk();
        test.Dave.Call("sip:900@edge.example", test.Scenario.ToEdge, test.Scenario.Now, $"Replaces: {Dialog(test.Bob)}\r\n");
        test.Dave.Node.Tick();
        test.Run(1_000);
        Assert.True(test.Carol.Confirmed);
        Assert.False(test.Bob.Ended);
        test.Dave.HangUp(test.Scenario.Now);
        test.Dave.Node.Tick();
        test.Run(1_000);
        test.Dave.Call("sip:900@edge.example", test.Scenario.ToEdge, test.Scenario.Now, $"Replaces: {Dialog(test.Bob)}\r\nRequire: replaces\r\n");
        test.Dave.Node.Tick();
        test.Run(1_000);
        Assert.Equal(420, test.Dave.FinalStatus);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    [Theory]
    [InlineData("dave", "unknown", 481, "replaces_unknown")]
    [InlineData("carol", "theirs", 481, "replaces_unknown")]
    [InlineData("dave", "early", 486, "replaces_answered")]
    [InlineData("dave", "twice", 400, "malformed")]
    public void What_may_not_be_taken_over_is_refused_and_the_call_goes_on(string who, string what, int status, string reason)
    {
        using var test = Scenario();
        test.Talk();
        var dialog = Dialog(test.Bob);
        var replaces = what switch
        {
            "unknown" => dialog.Replace("from-tag=", "from-tag=x", StringComparison.Ordinal),
            "early" => $"{dialog};early-only",
            "twice" => $"{dialog}\r\nReplaces: {dialog}",
            _ => dialog,
        };
        var phone = who == "dave" ? test.Dave : test.Carol;
        phone.Call("sip:300@edge.example", test.Scenario.ToEdge, test.Scenario.Now, $"Replaces: {replaces}\r\n");
        phone.Node.Tick();
        test.Run(1_000);
        Assert.Equal(status, phone.FinalStatus);
        Assert.Equal((reason, status), (Assert.Single(test.Scenario.Refusals).Reason, test.Scenario.Refusals[0].Status));
        Assert.DoesNotContain("INVITE", test.Alice.Heard);
        Assert.False(test.Bob.Ended);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
        Assert.Equal("caller_hung_up", test.Scenario.OnlyCall.Reason);
    }

    [Fact]
    public void A_call_that_still_rings_is_not_there_to_be_taken_over()
    {
        using var test = Scenario();
        test.Bob.AnswerAfter = 10_000;
        test.Scenario.Call("300");
        test.Run(500);
        var invite = TransferTests.Message(test.Bob, "INVITE");
        test.Dave.Call(
            "sip:300@edge.example", test.Scenario.ToEdge, test.Scenario.Now,
            $"Replaces: {Value(invite, "Call-ID: ")};to-tag={Value(invite, "From: ").Split("tag=")[1]};from-tag=bob\r\n");
        test.Dave.Node.Tick();
        test.Run(500);
        Assert.Equal(481, test.Dave.FinalStatus);
        test.Run(12_000);
        Assert.True(test.Alice.Confirmed);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    [Fact]
    public void A_side_that_refuses_the_new_media_keeps_its_call()
    {
        using var test = Scenario();
        test.Talk();
        test.Alice.RefusesReoffers = 488;
        TakeOver(test);
        Assert.Equal(488, test.Dave.FinalStatus);
        Assert.False(test.Bob.Ended);
        test.Alice.RefusesReoffers = 0;
        TakeOver(test);
        Assert.Equal(200, test.Dave.FinalStatus);
        Assert.True(test.Bob.Ended);
        test.Dave.HangUp(test.Scenario.Now);
        test.Dave.Node.Tick();
        test.Scenario.RunToTheEnd();
        Assert.Equal(["gateway_refused", "transferred", "caller_hung_up"], test.Scenario.Calls.Select(static call => call.Reason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_caller_that_gives_up_leaves_the_call_as_it_was(bool crossing)
    {
        using var test = Scenario();
        test.Talk();
        var before = test.PortTowards(40002);
        test.Alice.OnlyTries = !crossing;
        test.Alice.ReofferAnswerAfter = crossing ? 500 : 0;
        test.Dave.CancelAfter = crossing ? 501 : 500;
        TakeOver(test);
        Assert.Equal(487, test.Dave.FinalStatus);
        Assert.False(test.Bob.Ended || test.Alice.Ended);
        test.Alice.OnlyTries = false;
        test.Run(2_000);
        Assert.Equal(before, test.PortTowards(40002));
        if (crossing)
        {
            Assert.Equal(before, SimulatedPhone.PortOf(test.Alice.LastBody)); // it had taken the new one, and was asked back
        }
        test.Bob.Reoffer(SipMethod.Invite, SimulatedPhone.Description("10.0.0.3", 40033), test.Scenario.Now);
        test.Bob.Node.Tick();
        test.Run(1_000);
        Assert.Equal(200, test.Bob.FinalOfReoffer);
        test.Bob.HangUp(test.Scenario.Now);
        test.Bob.Node.Tick();
        test.Scenario.RunToTheEnd();
        Assert.Equal(["cancelled", "callee_hung_up"], test.Scenario.Calls.Select(static call => call.Reason));
    }

    [Theory]
    [InlineData(false, "transferred")]
    [InlineData(true, "caller_hung_up")]
    public void Who_hangs_up_in_the_meantime_decides_whether_there_is_something_to_take_over(bool alice, string reason)
    {
        using var test = Scenario();
        test.Talk();
        test.Alice.ReofferAnswerAfter = 2_000;
        TakeOver(test);
        var leaves = alice ? test.Alice : test.Bob;
        leaves.HangUp(test.Scenario.Now);
        leaves.Node.Tick();
        test.Run(3_000);
        Assert.Equal(alice ? 481 : 200, test.Dave.FinalStatus);
        test.Dave.HangUp(test.Scenario.Now);
        test.Dave.Node.Tick();
        test.Run(1_000);
        Assert.True(test.Alice.Ended && test.Bob.Ended);
        test.Scenario.RunToTheEnd();
        Assert.Contains(reason, test.Scenario.Calls.Select(static call => call.Reason));
    }

    [Fact]
    public void Whom_a_passed_refer_sent_there_may_take_over_a_call_that_is_not_his_and_nobody_else()
    {
        using var test = new TransferScenario(ReferMode.Pass, loops: loops);
        test.Talk();
        var consult = test.Consult();
        test.Refer(test.Bob, $"<sip:900@10.0.0.1?Replaces={consult}>");
        test.Run(1_000);
        var target = TransferTests.Message(test.Alice, "REFER").Split("\r\nRefer-To: ")[1].Split('\r')[0];
        var replaces = Uri.UnescapeDataString(target.Split("Replaces=")[1].TrimEnd('>'));
        var before = test.Carol.Messages.Count;

        test.Bob.HangUp(test.Scenario.Now); // its own call is done
        test.Bob.Node.Tick();
        test.Run(1_000);
        test.Bob.Call("sip:900@edge.example", test.Scenario.ToEdge, test.Scenario.Now, $"Replaces: {replaces}\r\n");
        test.Bob.Node.Tick();
        test.Run(1_000);
        Assert.Equal(481, test.Bob.FinalStatus); // not whom the edge had told

        test.Alice.Call("sip:900@edge.example", test.Scenario.ToEdge, test.Scenario.Now, $"Replaces: {replaces}\r\n");
        test.Alice.Node.Tick();
        test.Run(1_000);
        Assert.True(test.Alice.Confirmed);
        Assert.True(test.Dave.Ended);
        Assert.Contains(test.Carol.Messages.Skip(before), static message => message.StartsWith("INVITE", StringComparison.Ordinal));
        Assert.Equal(SimulatedPhone.PortOf(test.Carol.LastBody), test.PortTowards(40004));
        test.Carol.HangUp(test.Scenario.Now);
        test.Carol.Node.Tick();
        test.Run(1_000);
        Assert.True(test.Alice.Ended);
        test.Scenario.RunToTheEnd();
    }

    [Fact]
    public void Whatever_is_lost_taking_over_leaves_nothing_behind()
    {
        var outcomes = new HashSet<string>();
        Seed.Each(400, seed => RunUnderLoss(seed, outcomes));
        Assert.Superset(new HashSet<string> { "transferred", "caller_hung_up", "callee_hung_up", "cancelled" }, outcomes);
    }

    private void RunUnderLoss(int seed, HashSet<string> outcomes)
    {
        var random = new Random(seed);
        using var test = Scenario(seed: seed);
        var network = test.Scenario.Network;
        network.Loss = 0.2;
        network.Duplication = 0.05;
        network.MaxLatency = 80;
        test.Scenario.Loops.Slowest = random.Next(0, 300);
        test.Scenario.Call("300");
        test.Run(10_000);
        if (!test.Bob.Confirmed)
        {
            test.Run(40_000);
        }
        test.Dave.CancelAfter = random.Next(3) == 0 ? random.Next(1, 2_000) : 0;
        test.Alice.ReofferAnswerAfter = random.Next(2) == 0 ? random.Next(100, 3_000) : 0;
        test.Alice.RefusesReoffers = random.Next(6) == 0 ? 488 : 0;
        if (random.Next(4) == 0)
        {
            test.Dave.AckBody = test.Dave.Offer;
            test.Dave.Offer = "";
        }
        if (test.Bob.Confirmed)
        {
            TakeOver(test, random.Next(2) == 0 ? random.Next(0, 500) : random.Next(0, 3_000));
        }
        foreach (var phone in new[] { test.Alice, test.Bob })
        {
            if (random.Next(4) == 0)
            {
                phone.HangUp(test.Scenario.Now);
                phone.Node.Tick();
            }
        }
        test.Run(30_000);
        foreach (var phone in new[] { test.Alice, test.Bob, test.Dave })
        {
            phone.HangUp(test.Scenario.Now);
            phone.Node.Tick();
        }
        test.Scenario.RunToTheEnd(4_000_000);
        Assert.Equal(test.Scenario.Calls.Count, test.Scenario.Calls.DistinctBy(static call => call.Id).Count());
        foreach (var call in test.Scenario.Calls)
        {
            outcomes.Add(call.Reason);
            Assert.Equal(call.Reason == "transferred", call.TransferredTo is not null);
        }
    }

    private TransferScenario Scenario(ReplacesMode mode = ReplacesMode.Accept, int seed = 1) =>
        new(ReferMode.Reject, seed, others: ReferMode.Reject, loops: loops, change: options => options with
        {
            Calls = options.Calls with { MaxDuration = TimeSpan.FromMinutes(30) },
            Trunks = options.Trunks
                .SetItem("pbx", options.Trunks["pbx"] with { Signalling = new SignallingOptions { Replaces = mode } })
                .SetItem("carrier", options.Trunks["carrier"] with { Signalling = new SignallingOptions { Replaces = mode } }),
        });

    private static void TakeOver(TransferScenario test, int run = 1_000)
    {
        test.Dave.Call("sip:300@edge.example", test.Scenario.ToEdge, test.Scenario.Now, $"Replaces: {Dialog(test.Bob)}\r\n");
        test.Dave.Node.Tick();
        test.Run(run);
    }

    /// <summary>The call of a phone as the edge is told of it: to-tag is the edge's own.</summary>
    private static string Dialog(SimulatedPhone phone)
    {
        var called = phone.Messages.Find(static message => message.StartsWith("ACK", StringComparison.Ordinal));
        var message = called ?? TransferTests.Message(phone, "SIP/2.0 200");
        var (ours, theirs) = called is null ? ("To: ", "From: ") : ("From: ", "To: ");
        return $"{Value(message, "Call-ID: ")};to-tag={Value(message, ours).Split("tag=")[1]};from-tag={Value(message, theirs).Split("tag=")[1]}";
    }

    private static string Value(string message, string name) => message.Split($"\r\n{name}")[1].Split('\r')[0];
}
