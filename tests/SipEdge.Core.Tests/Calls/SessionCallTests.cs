using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Media.Relay;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Calls;

/// <summary>Session timers in whole calls: each leg on its own, the edge refreshing or waiting (RFC 4028).</summary>
public sealed class SessionCallTests
{
    private const string PeerRefreshes = "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n";

    [Fact]
    public void A_caller_that_refreshes_lives_and_one_that_stops_is_ended_with_both_legs()
    {
        using var scenario = new EdgeScenario();
        scenario.Call(headers: PeerRefreshes);
        scenario.Network.RunFor(50_000);
        Assert.Contains("Session-Expires: 90;refresher=uac", scenario.Caller.Messages[^1], StringComparison.Ordinal);
        Assert.Contains("Require: timer", scenario.Caller.Messages[^1], StringComparison.Ordinal);
        for (var refresh = 0; refresh < 3; refresh++)
        {
            scenario.Caller.Reoffer(SipMethod.Update, "", scenario.Now, PeerRefreshes);
            scenario.Caller.Node.Tick();
            scenario.Network.RunFor(50_000);
            Assert.Empty(scenario.Calls);
        }
        Assert.DoesNotContain("UPDATE", scenario.Callee.Heard);
        var stopped = scenario.Now;
        scenario.RunToTheEnd();

        Assert.Equal("session_expired", scenario.OnlyCall.Reason);
        Assert.Equal("edge", scenario.OnlyCall.EndedBy);
        Assert.Equal(60, (scenario.OnlyCall.Ended - SimulatedTime.Start).TotalSeconds - ((stopped - 50_000 - 1_000_000) / 1000.0), 1);
        Assert.Equal("BYE", scenario.Caller.Heard[^1]);
        Assert.Equal("BYE", scenario.Callee.Heard[^1]);
        Assert.Contains("Reason: SIP;cause=503;text=\"session_expired\"", scenario.Callee.Messages[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_edge_refreshes_by_update_where_the_peer_allows_it_and_the_other_leg_hears_nothing()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.ExtraHeaders = "Session-Expires: 90;refresher=uac\r\nRequire: timer\r\nAllow: INVITE, UPDATE\r\n";
        scenario.Call();
        scenario.Network.RunFor(200_000);
        var heard = scenario.Callee.Messages.Where(static message => message.StartsWith("UPDATE", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, heard.Count);
        Assert.All(heard, static update =>
        {
            Assert.Contains("Session-Expires: 90;refresher=uac", update, StringComparison.Ordinal);
            Assert.Contains("Supported: timer", update, StringComparison.Ordinal);
            Assert.EndsWith("\r\n\r\n", update, StringComparison.Ordinal);
        });
        Assert.Equal(["180", "200"], scenario.Caller.Heard);
        scenario.Caller.HangUp(scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void Where_the_peer_does_not_allow_update_the_edge_offers_the_same_again()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.ExtraHeaders = "Session-Expires: 90;refresher=uac\r\nAllow: INVITE, ACK, BYE\r\n";
        scenario.Call();
        scenario.Network.RunFor(100_000);
        var invites = scenario.Callee.Messages.Where(static message => message.StartsWith("INVITE", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, invites.Count);
        Assert.Equal(Body(invites[0]), Body(invites[1])); // the version in o= too (RFC 3264 §8)
        Assert.Equal(Body(invites[0]), Body(invites[2]));
        Assert.Equal(["180", "200"], scenario.Caller.Heard);
        scenario.Caller.HangUp(scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void The_answer_to_such_an_offer_counts_a_peer_that_moved_is_sent_to_where_it_is()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.ExtraHeaders = "Session-Expires: 90;refresher=uac\r\nAllow: INVITE\r\n";
        scenario.Call();
        scenario.Network.RunFor(30_000);
        scenario.Callee.Offer = SimulatedPhone.Description("192.0.2.201", 41000).Replace("1 1 IN", "1 2 IN", StringComparison.Ordinal);
        scenario.Network.RunFor(30_000);
        Assert.Equal("192.0.2.201:41000", scenario.Media.Sessions[0].Latest(MediaSide.B)?.Remote.ToString());
        scenario.Caller.HangUp(scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();
    }

    [Fact]
    public void A_peer_that_answers_481_to_a_refresh_has_forgotten_the_call()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.ExtraHeaders = "Session-Expires: 90;refresher=uac\r\nAllow: INVITE, UPDATE\r\n";
        scenario.Callee.RefusesUpdates = 481;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal("next_hop_lost", scenario.OnlyCall.Reason);
        Assert.Equal(45, scenario.OnlyCall.TalkSeconds, 0);
    }

    [Theory]
    [InlineData(405, "INVITE")]
    [InlineData(491, "UPDATE")]
    [InlineData(500, "UPDATE")]
    public void A_refresh_that_is_refused_for_another_reason_is_tried_again(int status, string then)
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.ExtraHeaders = "Session-Expires: 90;refresher=uac\r\nAllow: INVITE, UPDATE\r\n";
        scenario.Callee.RefusesUpdates = status;
        scenario.Call();
        scenario.Network.RunFor(46_000);
        scenario.Callee.RefusesUpdates = 0;
        var before = scenario.Callee.Heard.Count;
        scenario.Network.RunFor(14_000);
        Assert.Contains(then, status == 405 ? scenario.Callee.Heard[3..] : scenario.Callee.Heard.Skip(before));
        Assert.Empty(scenario.Calls);
        scenario.Caller.HangUp(scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void A_refresh_that_nobody_answers_ends_the_call()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.ExtraHeaders = "Session-Expires: 90;refresher=uac\r\nAllow: INVITE, UPDATE\r\n";
        scenario.Call();
        scenario.Network.RunFor(10_000);
        scenario.Network.Drop = message => message.Text.StartsWith("UPDATE", StringComparison.Ordinal);
        scenario.RunToTheEnd();
        Assert.Equal("session_expired", scenario.OnlyCall.Reason);
        Assert.Equal(60, scenario.OnlyCall.TalkSeconds, 0);
    }

    [Fact]
    public void A_caller_that_asks_for_less_than_the_trunk_takes_is_told_what_would_do()
    {
        using var scenario = new EdgeScenario();
        scenario.Call(headers: "Supported: timer\r\nSession-Expires: 60\r\n");
        scenario.RunToTheEnd();
        Assert.Equal(422, scenario.Caller.FinalStatus);
        Assert.Contains("Min-SE: 90\r\n", scenario.Caller.Messages[^1], StringComparison.Ordinal);
        Assert.Equal("session_too_short", Assert.Single(scenario.Refusals).Reason);
    }

    [Fact]
    public void A_gateway_that_wants_longer_sessions_is_asked_again_with_what_it_takes()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.LeastSession = 3_600;
        scenario.Caller.HangUpAfter = 500;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal(["INVITE", "INVITE", "ACK", "BYE"], scenario.Callee.Heard);
        Assert.Contains("Session-Expires: 3600\r\nMin-SE: 3600\r\n", scenario.Callee.Messages[2], StringComparison.Ordinal);
        Assert.Contains("CSeq: 2 INVITE\r\n", scenario.Callee.Messages[2], StringComparison.Ordinal);
        Assert.DoesNotContain("Session-Expires: 1800", scenario.Callee.Messages[2], StringComparison.Ordinal);
        Assert.Single(scenario.OnlyCall.Attempts);
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_gateway_that_wants_a_second_more_each_time_is_not_asked_for_ever(bool update)
    {
        using var scenario = new EdgeScenario();
        if (update)
        {
            scenario.Callee.ExtraHeaders = "Session-Expires: 90;refresher=uac\r\nAllow: INVITE, UPDATE\r\n";
            scenario.Call();
            scenario.Network.RunFor(1_000);
            scenario.Callee.RefusesUpdates = 422;
        }
        scenario.Callee.WantsMore = true;
        if (!update)
        {
            scenario.Call();
        }
        scenario.RunToTheEnd();
        var (method, most) = update ? ("UPDATE", 10) : ("INVITE", 5);
        Assert.InRange(scenario.Callee.Heard.Count(heard => heard == method), 2, most);
        Assert.Equal(update ? "session_expired" : "gateway_refused", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void A_peer_that_finds_a_refresh_too_short_without_saying_what_would_do_is_not_flooded()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.ExtraHeaders = "Session-Expires: 90;refresher=uac\r\nAllow: INVITE, UPDATE\r\n";
        scenario.Callee.RefusesUpdates = 422;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.InRange(scenario.Callee.Heard.Count(static heard => heard == "UPDATE"), 1, 4);
        Assert.Equal("session_expired", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void Only_what_the_edge_does_not_know_is_named_in_a_420()
    {
        using var scenario = new EdgeScenario();
        scenario.Call(headers: "Require: timer, sec-agree\r\n");
        scenario.RunToTheEnd();
        Assert.Equal(420, scenario.Caller.FinalStatus);
        Assert.Contains("Unsupported: sec-agree\r\n", scenario.Caller.Messages[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("timer", scenario.Caller.Messages[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_trunk_without_session_timers_neither_asks_nor_answers()
    {
        using var scenario = new EdgeScenario(change: static options => options with
        {
            Trunks = options.Trunks.SetItem("pbx", options.Trunks["pbx"] with
            {
                Session = new SessionOptions { Refresher = SessionRefresher.Off },
            }),
        });
        scenario.Callee.ExtraHeaders = "Session-Expires: 90;refresher=uac\r\nAllow: UPDATE\r\n";
        scenario.Call();
        scenario.Network.RunFor(300_000);
        Assert.Equal(["INVITE", "ACK"], scenario.Callee.Heard);
        Assert.DoesNotContain("Session-Expires", scenario.Callee.Messages[0], StringComparison.Ordinal);
        scenario.Caller.HangUp(scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();
    }

    [Fact]
    public void A_new_contact_moves_later_requests_unless_the_rules_for_nat_say_otherwise()
    {
        using var scenario = new EdgeScenario();
        scenario.Call();
        scenario.Network.RunFor(1_000);
        var elsewhere = new Stranger(scenario.Network, SocketEndpoint.FromIpv4(0xC0000263, 5070));
        scenario.Callee.ContactOverride = "sip:192.0.2.99:5070";
        scenario.Callee.Reoffer(SipMethod.Update, "", scenario.Now);
        scenario.Callee.Node.Tick();
        scenario.Network.RunFor(1_000);
        scenario.Caller.HangUp(scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.Network.RunFor(5_000);
        Assert.StartsWith("BYE sip:192.0.2.99:5070", elsewhere.Messages[0], StringComparison.Ordinal);
    }

    private static string Body(string message) => message[(message.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
