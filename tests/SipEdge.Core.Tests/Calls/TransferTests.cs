using System.Globalization;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Calls;

/// <summary>REFER inside a call, by the mode of the trunk that sends it (E-02). On one loop and across two.</summary>
public abstract class TransferTests(int loops)
{
    [Fact]
    public void By_default_a_refer_is_answered_405_and_the_call_goes_on()
    {
        using var test = new TransferScenario(ReferMode.Reject, loops: loops);
        test.Talk();
        test.Refer(test.Bob, "<sip:900@edge.example>");
        test.Run(1_000);
        Assert.Equal("405", test.Bob.Heard[^1]);
        Assert.DoesNotContain("REFER", Message(test.Bob, "INVITE"), StringComparison.Ordinal);
        test.Alice.HangUp(test.Scenario.Now);
        test.Scenario.RunToTheEnd();
        Assert.Equal("caller_hung_up", test.Scenario.OnlyCall.Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Blind_transfer_joins_the_other_side_with_the_target_whoever_had_called(bool bobCalled)
    {
        using var test = new TransferScenario(ReferMode.Terminate, loops: loops);
        test.Talk(bobCalled);
        test.Refer(test.Bob, "<sip:900@edge.example>");
        test.Run(2_000);

        Assert.Contains("202", test.Bob.Heard);
        Assert.Equal(["SIP/2.0 100 Trying", "SIP/2.0 180 Ringing", "SIP/2.0 200 OK"], Fragments(test.Bob));
        Assert.True(test.Carol.Confirmed);
        Assert.Contains("c=IN IP4 10.0.0.1", test.Alice.LastBody, StringComparison.Ordinal);
        Assert.Contains("m=audio", test.Carol.AckedBody, StringComparison.Ordinal);
        Assert.Equal(SimulatedPhone.PortOf(test.Alice.LastBody), test.PortTowards(40002));
        Assert.Equal(SimulatedPhone.PortOf(test.Carol.AckedBody), test.PortTowards(40004));

        // The edge hangs up on a referrer that does not, and the two that are left talk on, whoever asks for what.
        test.Run(6_000);
        Assert.True(test.Bob.Ended);
        test.Alice.Reoffer(SipMethod.Invite, SimulatedPhone.Description("10.0.0.2", 40022), test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Run(1_000);
        Assert.Equal("200", test.Alice.Heard[^1]);
        Assert.Equal("ACK", test.Carol.Heard[^1]);
        test.Carol.HangUp(test.Scenario.Now);
        test.Run(1_000);
        Assert.True(test.Alice.Ended);
        test.Scenario.RunToTheEnd();

        Assert.Equal(2, test.Scenario.Calls.Count);
        var (old, made) = (test.Scenario.Calls[0], test.Scenario.Calls[1]);
        Assert.Equal(("transferred", bobCalled ? "caller" : "callee", made.Id), (old.Reason, old.EndedBy, old.TransferredTo));
        Assert.Equal(("callee_hung_up", old.Id, "900"), (made.Reason, made.TransferredFrom, made.Called));
        Assert.Equal((bobCalled ? old.Callee : old.Caller)!.CallId, made.Caller.CallId);
    }

    [Fact]
    public void A_referrer_that_hangs_up_at_once_leaves_the_other_side_waiting_for_the_target()
    {
        using var test = new TransferScenario(ReferMode.Terminate, loops: loops);
        test.Talk();
        test.Refer(test.Bob, "<sip:900@edge.example>");
        test.Bob.HangUp(test.Scenario.Now);
        test.Bob.Node.Tick();
        test.Run(2_000);
        Assert.False(test.Alice.Ended);
        Assert.True(test.Carol.Confirmed);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Run(1_000);
        Assert.True(test.Carol.Ended);
        test.Scenario.RunToTheEnd();
        Assert.Equal(["transferred", "caller_hung_up"], test.Scenario.Calls.Select(static call => call.Reason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_leg_that_asks_for_credentials_as_it_is_joined_gets_them_in_its_own_dialog(bool attended)
    {
        using var test = new TransferScenario(ReferMode.Terminate, loops: loops, change: static options => options with
        {
            Trunks = options.Trunks.SetItem("left", options.Trunks["left"] with
            {
                Auth = new TrunkAuthOptions { Username = "account", Password = TestOptions.Password("secret"), Realms = ["carrier.example"] },
            }),
        });
        test.Talk(bobCalled: true);
        var replaces = attended ? $"?Replaces={test.Consult()}" : "";
        test.Alice.Guard = new DigestGuard();
        test.Refer(test.Bob, $"<sip:900@edge.example{replaces}>");
        test.Run(2_000);

        Assert.Equal("SIP/2.0 200 OK", Fragments(test.Bob)[^1]);
        var numbers = test.Alice.Messages.Where(static message => message.Contains("CSeq: ", StringComparison.Ordinal))
            .Where(static message => message.StartsWith("INVITE", StringComparison.Ordinal) || message.StartsWith("ACK", StringComparison.Ordinal))
            .Select(static message => message.Split("\r\nCSeq: ")[1].Split('\r')[0]);
        Assert.Equal(["1 INVITE", "1 ACK", "2 INVITE", "2 ACK", "3 INVITE", "3 ACK"], numbers);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    [Fact]
    public void The_session_of_a_referrer_that_left_does_not_end_the_wait_for_the_target()
    {
        using var test = new TransferScenario(ReferMode.Terminate, loops: loops);
        test.Bob.ExtraHeaders = "Session-Expires: 90;refresher=uac\r\nRequire: timer\r\nAllow: INVITE, UPDATE\r\n";
        test.Carol.AnswerAfter = 100_000;
        test.Talk();
        test.Refer(test.Bob, "<sip:900@edge.example>");
        test.Bob.HangUp(test.Scenario.Now);
        test.Bob.Node.Tick();
        test.Run(95_000);
        Assert.False(test.Alice.Ended);
        Assert.DoesNotContain("UPDATE", test.Bob.Heard);
        test.Run(10_000);
        Assert.True(test.Carol.Confirmed);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
        Assert.Equal(["transferred", "caller_hung_up"], test.Scenario.Calls.Select(static call => call.Reason));
    }

    [Fact]
    public void A_target_that_declines_leaves_the_call_as_it_was()
    {
        using var test = new TransferScenario(ReferMode.Terminate, loops: loops);
        test.Carol.AnswerStatus = 486;
        test.Talk();
        test.Refer(test.Bob, "<sip:900@edge.example>");
        test.Run(2_000);
        Assert.Equal("SIP/2.0 486 Busy Here", Fragments(test.Bob)[^1]);
        Assert.DoesNotContain("INVITE", test.Alice.Heard);
        test.Bob.Reoffer(SipMethod.Invite, SimulatedPhone.Description("10.0.0.3", 40033), test.Scenario.Now);
        test.Bob.Node.Tick();
        test.Run(1_000);
        Assert.Contains("INVITE", test.Alice.Heard);

        // And it may try again.
        test.Refer(test.Bob, "<sip:900@edge.example>");
        test.Run(2_000);
        Assert.Equal(2, Fragments(test.Bob).Count(static fragment => fragment == "SIP/2.0 486 Busy Here"));
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    [Fact]
    public void A_target_that_declines_after_the_referrer_left_ends_the_call()
    {
        using var test = new TransferScenario(ReferMode.Terminate, loops: loops);
        test.Carol.AnswerStatus = 486;
        test.Talk();
        test.Refer(test.Bob, "<sip:900@edge.example>");
        test.Bob.HangUp(test.Scenario.Now);
        test.Bob.Node.Tick();
        test.Run(2_000);
        Assert.True(test.Alice.Ended);
        test.Scenario.RunToTheEnd();
        Assert.Contains(test.Scenario.Calls, static call => call.Reason == "transfer_failed");
    }

    [Fact]
    public void The_other_side_hangs_up_while_the_target_rings_and_the_target_is_cancelled()
    {
        using var test = new TransferScenario(ReferMode.Terminate, loops: loops);
        test.Carol.AnswerAfter = 10_000;
        test.Talk();
        test.Refer(test.Bob, "<sip:900@edge.example>");
        test.Run(500);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Run(1_000);
        Assert.Contains("CANCEL", test.Carol.Heard);
        Assert.True(test.Bob.Ended);
        test.Scenario.RunToTheEnd();
        Assert.Equal(["cancelled", "caller_hung_up"], test.Scenario.Calls.Select(static call => call.Reason));
    }

    [Theory]
    [InlineData("<sip:700@edge.example>", "no_route")]
    [InlineData("<sip:900@elsewhere.example>", "unknown_domain")]
    public void A_transfer_goes_nowhere_that_a_call_of_the_referrer_would_not(string target, string reason)
    {
        using var test = new TransferScenario(ReferMode.Terminate, loops: loops);
        test.Talk();
        test.Refer(test.Bob, target);
        test.Run(1_000);
        Assert.Equal("403", test.Bob.Heard[^1]);
        Assert.Equal(reason, Assert.Single(test.Scenario.Refusals).Reason);
        Assert.Empty(test.Carol.Heard);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    [Fact]
    public void A_number_that_the_referrers_policy_denies_is_not_reached_by_transfer()
    {
        using var test = new TransferScenario(ReferMode.Terminate, loops: loops, change: static options => options with
        {
            Policies = options.Policies.Add("none", new PolicyOptions { Denied = ["9*"] }),
            Trunks = options.Trunks.SetItem("pbx", options.Trunks["pbx"] with { Caller = new CallerOptions { Policy = "none" } }),
        });
        test.Talk();
        test.Refer(test.Bob, "<sip:900@edge.example>");
        test.Run(1_000);
        Assert.Equal("403", test.Bob.Heard[^1]);
        Assert.Equal("called_not_allowed", Assert.Single(test.Scenario.Refusals).Reason);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    [Fact]
    public void Who_wants_no_notify_gets_none()
    {
        using var test = new TransferScenario(ReferMode.Terminate, loops: loops);
        test.Talk();
        test.Refer(test.Bob, "<sip:900@edge.example>", "Refer-Sub: false\r\n");
        test.Run(2_000);
        Assert.Contains("\r\nRefer-Sub: false\r\n", Message(test.Bob, "SIP/2.0 202"), StringComparison.Ordinal);
        Assert.Empty(Fragments(test.Bob));
        Assert.True(test.Carol.Confirmed);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    [Fact]
    public void A_passed_refer_names_the_edge_and_its_notify_carries_a_status_line_alone()
    {
        using var test = new TransferScenario(ReferMode.Pass, loops: loops);
        test.Talk();
        test.Refer(test.Bob, "<sip:900@edge.example>", "Referred-By: <sip:bob@10.0.0.3>\r\n");
        test.Run(1_000);
        var refer = Message(test.Alice, "REFER");
        Assert.Contains("\r\nRefer-To: <sip:900@10.0.0.1:5060>\r\n", refer, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.3", refer, StringComparison.Ordinal);
        Assert.Equal("200", test.Bob.Heard[^1]);

        var cseq = uint.Parse(refer.Split("\r\nCSeq: ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        test.Alice.Reoffer(
            SipMethod.Notify, "SIP/2.0 180 Ringing\r\nContact: <sip:secret@10.0.0.2>\r\n", test.Scenario.Now,
            $"Event: refer;id={cseq}\r\nSubscription-State: active;expires=60\r\n", "message/sipfrag");
        test.Alice.Node.Tick();
        test.Run(1_000);
        Assert.Equal(["SIP/2.0 180 Ringing"], Fragments(test.Bob));
        Assert.DoesNotContain("10.0.0.2", Message(test.Bob, "NOTIFY"), StringComparison.Ordinal);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    [Fact]
    public void A_refer_is_not_passed_to_a_trunk_that_takes_none()
    {
        using var test = new TransferScenario(ReferMode.Pass, others: ReferMode.Reject, loops: loops);
        test.Talk();
        test.Refer(test.Bob, "<sip:900@edge.example>");
        test.Run(1_000);
        Assert.Equal("403", test.Bob.Heard[^1]);
        Assert.DoesNotContain("REFER", test.Alice.Heard);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<sip:900@edge.example;method=BYE>")]
    [InlineData("<sip:900@edge.example?Replaces=nonsense>")]
    [InlineData("<sip:900@edge.example?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc%0D%0AX%3A>")]
    public void What_names_no_target_is_refused(string target)
    {
        using var test = new TransferScenario(ReferMode.Terminate, loops: loops);
        test.Talk();
        test.Refer(test.Bob, target);
        test.Run(1_000);
        Assert.Contains(test.Bob.Heard[^1], new[] { "400", "403" });
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Scenario.RunToTheEnd();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Attended_transfer_joins_the_far_ends_of_both_calls(bool tagsTheOtherWayRound)
    {
        using var test = new TransferScenario(ReferMode.Terminate, loops: loops);
        test.Talk();
        var replaces = test.Consult();
        if (tagsTheOtherWayRound)
        {
            replaces = replaces.Replace("to-tag", "x", StringComparison.Ordinal).Replace("from-tag", "to-tag", StringComparison.Ordinal)
                .Replace("Bx", "Bfrom-tag", StringComparison.Ordinal);
        }
        test.Refer(test.Bob, $"<sip:900@10.0.0.1?Replaces={replaces}>");
        test.Run(2_000);
        Assert.Equal(["SIP/2.0 100 Trying", "SIP/2.0 200 OK"], Fragments(test.Bob));
        Assert.True(test.Dave.Ended);
        Assert.Equal(2, test.Carol.Heard.Count(static heard => heard == "INVITE"));
        Assert.DoesNotContain("180", test.Alice.Messages[^1], StringComparison.Ordinal); // nobody rings again
        Assert.Equal(SimulatedPhone.PortOf(test.Alice.AckedBody), test.PortTowards(40002));
        Assert.Equal(SimulatedPhone.PortOf(test.Carol.LastBody), test.PortTowards(40004));

        test.Bob.HangUp(test.Scenario.Now);
        test.Bob.Node.Tick();
        test.Run(1_000);
        test.Carol.Reoffer(SipMethod.Info, "", test.Scenario.Now);
        test.Carol.Node.Tick();
        test.Run(1_000);
        Assert.Equal("INFO", test.Alice.Heard[^1]);
        test.Alice.HangUp(test.Scenario.Now);
        test.Alice.Node.Tick();
        test.Run(1_000);
        Assert.True(test.Carol.Ended);
        test.Scenario.RunToTheEnd();
        Assert.Equal(["transferred", "transferred", "caller_hung_up"], test.Scenario.Calls.Select(static call => call.Reason));
        Assert.Equal(test.Scenario.Calls[2].Id, test.Scenario.Calls[1].TransferredTo);
    }

    [Fact]
    public void A_call_that_was_to_be_taken_over_while_it_rang_is_left_alone_once_it_is_answered()
    {
        using var test = new TransferScenario(ReferMode.Terminate, loops: loops);
        test.Talk();
        test.Refer(test.Bob, $"<sip:900@10.0.0.1?Replaces={test.Consult()}%3Bearly-only>");
        test.Run(2_000);
        Assert.Equal("403", test.Bob.Heard[^1]);
        Assert.False(test.Dave.Ended);
        test.Alice.HangUp(test.Scenario.Now);
        test.Dave.HangUp(test.Scenario.Now);
        test.Scenario.RunToTheEnd();
    }

    [Fact]
    public void Nobody_takes_over_a_call_of_another_trunk()
    {
        using var test = new TransferScenario(ReferMode.Terminate, loops: loops);
        test.Bob.Call("sip:100@edge.example", test.Scenario.ToEdge, test.Scenario.Now);
        test.Bob.Node.Tick();
        test.Run(1_000);
        var dialog = test.Alice.Messages.First(static message => message.StartsWith("ACK", StringComparison.Ordinal));
        test.Dave.Call("sip:900@edge.example", test.Scenario.ToEdge, test.Scenario.Now);
        test.Dave.Node.Tick();
        test.Run(1_000);
        var callId = dialog.Split("\r\nCall-ID: ")[1].Split('\r')[0];
        var (from, to) = (dialog.Split("\r\nFrom: ")[1].Split('\r')[0], dialog.Split("\r\nTo: ")[1].Split('\r')[0]);
        test.Refer(
            test.Dave,
            $"<sip:900@10.0.0.1?Replaces={callId}%3Bto-tag%3D{from.Split("tag=")[1]}%3Bfrom-tag%3D{to.Split("tag=")[1]}>");
        test.Run(1_000);
        Assert.Equal("403", test.Dave.Heard[^1]);
        Assert.False(test.Bob.Ended);
        test.Bob.HangUp(test.Scenario.Now);
        test.Dave.HangUp(test.Scenario.Now);
        test.Scenario.RunToTheEnd();
    }

    [Fact]
    public void A_passed_replaces_names_the_dialog_by_what_the_far_end_knows()
    {
        using var test = new TransferScenario(ReferMode.Pass, loops: loops);
        test.Talk();
        var replaces = test.Consult();
        test.Refer(test.Bob, $"<sip:900@10.0.0.1?Replaces={replaces}>");
        test.Run(1_000);
        var target = Message(test.Alice, "REFER").Split("\r\nRefer-To: ")[1].Split('\r')[0];
        var invite = Message(test.Carol, "INVITE");
        var callId = invite.Split("\r\nCall-ID: ")[1].Split('\r')[0];
        var ours = invite.Split("\r\nFrom: ")[1].Split('\r')[0].Split("tag=")[1];
        Assert.StartsWith($"<sip:900@10.0.0.1:5060?Replaces={callId}%3Bto-tag%3Dcarol-", target, StringComparison.Ordinal);
        Assert.EndsWith($"%3Bfrom-tag%3D{ours}>", target, StringComparison.Ordinal);
        test.Alice.HangUp(test.Scenario.Now);
        test.Dave.HangUp(test.Scenario.Now);
        test.Scenario.RunToTheEnd();
    }

    [Fact]
    public void Whatever_is_lost_a_transfer_leaves_nothing_behind()
    {
        var outcomes = new HashSet<string>();
        Seed.Each(400, seed => RunUnderLoss(seed, outcomes));
        Assert.Subset(outcomes, new HashSet<string> { "transferred", "caller_hung_up", "transfer_failed", "cancelled", "gateway_refused" });
    }

    private void RunUnderLoss(int seed, HashSet<string> outcomes)
    {
        var random = new Random(seed);
        using var test = new TransferScenario(ReferMode.Terminate, seed, loops: loops, change: static options => options with
        {
            Calls = options.Calls with { MaxDuration = TimeSpan.FromMinutes(30) },
        });
        var network = test.Scenario.Network;
        network.Loss = 0.2;
        network.Duplication = 0.05;
        network.MaxLatency = 80;
        test.Scenario.Loops.Slowest = random.Next(0, 300);
        var attended = random.Next(3) == 0;
        var replaces = "";
        if (attended)
        {
            test.Dave.Call("sip:900@edge.example", test.Scenario.ToEdge, test.Scenario.Now);
            test.Dave.Node.Tick();
            test.Run(8_000);
            if (test.Dave.Messages.Find(static message => message.StartsWith("SIP/2.0 200", StringComparison.Ordinal)) is { } answer)
            {
                replaces = $"?Replaces={Part("Call-ID: ", "")}%3Bto-tag%3D{Part("To: ", "tag=")}%3Bfrom-tag%3D{Part("From: ", "tag=")}"
                    .Replace("@", "%40", StringComparison.Ordinal);
                string Part(string name, string after) =>
                    answer.Split($"\r\n{name}")[1].Split('\r')[0].Split(after is "" ? "\n" : after)[^1];
            }
        }
        else
        {
            test.Carol.AnswerStatus = random.Next(3) == 0 ? 486 : 200;
            test.Carol.AnswerAfter = random.Next(100, 6_000);
        }
        test.Scenario.Call("300");
        test.Run(8_000);
        test.Refer(test.Bob, $"<sip:900@edge.example{replaces}>");
        if (attended && random.Next(3) == 0)
        {
            var soon = random.Next(2) == 0 ? test.Carol : test.Dave;
            test.Run(random.Next(0, 500));
            soon.HangUp(test.Scenario.Now);
            soon.Node.Tick();
        }
        test.Run(random.Next(0, 4_000));
        if (random.Next(2) == 0)
        {
            test.Bob.HangUp(test.Scenario.Now);
            test.Bob.Node.Tick();
        }
        if (random.Next(4) == 0)
        {
            test.Alice.Reoffer(SipMethod.Invite, SimulatedPhone.Description("10.0.0.2", 40022), test.Scenario.Now);
            test.Alice.Node.Tick();
        }
        if (random.Next(4) == 0)
        {
            test.Alice.HangUp(test.Scenario.Now);
            test.Alice.Node.Tick();
        }
        test.Run(20_000);
        foreach (var phone in new[] { test.Alice, test.Bob, test.Carol, test.Dave })
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

    internal static List<string> Fragments(SimulatedPhone phone) => [.. phone.Messages
        .Where(static message => message.StartsWith("NOTIFY ", StringComparison.Ordinal))
        .Select(static message => message[(message.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].TrimEnd())];

    internal static string Message(SimulatedPhone phone, string start) =>
        phone.Messages.First(message => message.StartsWith(start, StringComparison.Ordinal));
}
