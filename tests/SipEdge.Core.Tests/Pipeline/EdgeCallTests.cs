using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Media.Relay;
using SipEdge.Media.Srtp;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>Whole calls through a whole edge, on a network that loses nothing.</summary>
public sealed class EdgeCallTests
{
    [Fact]
    public void A_call_rings_is_answered_and_hung_up_by_the_caller()
    {
        using var scenario = new EdgeScenario();
        scenario.Caller.HangUpAfter = 5_000;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(["180", "200", "200"], scenario.Caller.Heard);
        Assert.Equal(["INVITE", "ACK", "BYE"], scenario.Callee.Heard);
        var record = scenario.OnlyCall;
        Assert.Equal(("answered", "caller_hung_up", 200, "caller"), (record.Outcome, record.Reason, record.Status, record.EndedBy));
        Assert.Equal("31201234567", record.Called);
        Assert.Equal(("pbx", "first", 200), (record.Attempts[0].Trunk, record.Attempts[0].Gateway, record.Attempts[0].Status));
        Assert.InRange(record.TalkSeconds, 4.9, 5.1);
    }

    [Fact]
    public void The_callee_hangs_up()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.HangUpAfter = 1_000;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(["180", "200", "BYE"], scenario.Caller.Heard);
        Assert.Equal(("callee_hung_up", "callee"), (scenario.OnlyCall.Reason, scenario.OnlyCall.EndedBy));
    }

    [Fact]
    public void Media_runs_between_the_two_addresses_of_the_offer_and_the_answer()
    {
        using var scenario = new EdgeScenario();
        scenario.Caller.Offer = SimulatedPhone.Description("192.0.2.10", 4000);
        scenario.Callee.Offer = SimulatedPhone.Description("192.0.2.20", 5000);
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        var session = Assert.Single(scenario.Media.Sessions);
        Assert.Equal("192.0.2.10:4000", session.Latest(MediaSide.A)!.Value.Remote.ToString());
        Assert.Equal("192.0.2.20:5000", session.Latest(MediaSide.B)!.Value.Remote.ToString());
        Assert.Contains($"c=IN IP4 10.0.0.1\r\n", scenario.Callee.LastBody, StringComparison.Ordinal);
        Assert.Contains($"m=audio {session.PortB} RTP/AVP 0 101\r\n", scenario.Callee.LastBody, StringComparison.Ordinal);
        Assert.DoesNotContain("192.0.2", string.Concat(scenario.Callee.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Early_media_is_relayed_before_the_answer()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.EarlyMedia = true;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.Network.RunFor(100);

        Assert.Equal("183", scenario.Caller.Heard[^1]);
        Assert.NotNull(Assert.Single(scenario.Media.Sessions).Latest(MediaSide.B));
        scenario.RunToTheEnd();
    }

    [Fact]
    public void An_answer_that_came_with_the_ringing_counts_when_the_200_has_none()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.EarlyMedia = true;
        scenario.Callee.AnswersWithoutBody = true;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
        Assert.Contains("m=audio", scenario.Caller.LastBody, StringComparison.Ordinal);
    }

    [Fact]
    public void A_caller_who_cancels_hears_487_and_the_callee_a_cancel()
    {
        using var scenario = new EdgeScenario();
        scenario.Caller.CancelAfter = 120;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Contains("487", scenario.Caller.Heard);
        Assert.Equal(["INVITE", "CANCEL"], scenario.Callee.Heard);
        Assert.Equal(("cancelled", "cancelled", 487), (scenario.OnlyCall.Outcome, scenario.OnlyCall.Reason, scenario.OnlyCall.Status));
    }

    [Fact]
    public void Cancel_and_answer_may_cross_at_every_millisecond_and_no_call_stays()
    {
        for (var cancelAfter = 190; cancelAfter <= 215; cancelAfter++)
        {
            using var scenario = new EdgeScenario(seed: cancelAfter);
            scenario.Caller.CancelAfter = cancelAfter;
            scenario.Caller.HangUpAfter = 500;
            scenario.Call();
            scenario.RunToTheEnd();
            Assert.Single(scenario.Calls);
            Assert.True(scenario.Callee.Ended, $"the callee is still in the call when cancelled after {cancelAfter} ms");
        }
    }

    [Theory]
    [InlineData(486, 486, 1, "gateway_refused")]
    [InlineData(404, 404, 1, "gateway_refused")]
    [InlineData(603, 603, 1, "gateway_refused")]
    [InlineData(407, 503, 1, "next_hop_challenged")]
    [InlineData(302, 480, 1, "gateway_refused")]
    public void A_refusal_of_the_callee_reaches_the_caller_and_tries_nobody_else(int answer, int heard, int attempts, string reason)
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.AnswerStatus = answer;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(heard, scenario.Caller.FinalStatus);
        Assert.Equal(attempts, scenario.OnlyCall.Attempts.Count);
        Assert.Equal(reason, scenario.OnlyCall.Reason);
        Assert.Empty(scenario.Second.Heard);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    public void A_gateway_that_fails_is_followed_by_the_next(int answer)
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.AnswerStatus = answer;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(200, scenario.Caller.FinalStatus);
        Assert.Equal(["INVITE", "ACK", "BYE"], scenario.Second.Heard);
        Assert.Equal([answer, 200], scenario.OnlyCall.Attempts.Select(attempt => attempt.Status));
    }

    [Fact]
    public void A_dead_gateway_is_followed_by_the_next_when_it_was_silent_for_attempt_timeout()
    {
        using var scenario = new EdgeScenario();
        scenario.Network.Drop = message => message.Flow.Remote == SocketEndpoint.FromIpv4(0x0A000003, 5060);
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(200, scenario.Caller.FinalStatus);
        Assert.Equal(["attempt_timeout", "answered"], scenario.OnlyCall.Attempts.Select(attempt => attempt.Reason));
        Assert.InRange(scenario.OnlyCall.Attempts[0].Seconds, 5.9, 6.1);
    }

    [Fact]
    public void When_every_gateway_fails_the_caller_hears_the_last_of_them()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.AnswerStatus = 500;
        scenario.Second.AnswerStatus = 503;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(503, scenario.Caller.FinalStatus);
        Assert.Equal(("failed", "gateway_failed"), (scenario.OnlyCall.Outcome, scenario.OnlyCall.Reason));
    }

    [Fact]
    public void Nobody_answers_and_the_ring_timeout_ends_it()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.AnswerAfter = 0;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(480, scenario.Caller.FinalStatus);
        Assert.Equal("ring_timeout", scenario.OnlyCall.Reason);
        Assert.Contains("CANCEL", scenario.Callee.Heard);
    }

    [Fact]
    public void A_call_ends_at_its_longest_duration()
    {
        using var scenario = new EdgeScenario(
            change: options => options with { Calls = options.Calls with { MaxDuration = TimeSpan.FromMinutes(1) } });
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(("max_duration", "edge"), (scenario.OnlyCall.Reason, scenario.OnlyCall.EndedBy));
        Assert.True(scenario.Caller.Ended && scenario.Callee.Ended);
    }

    [Fact]
    public void A_caller_who_never_acknowledges_is_hung_up_on()
    {
        using var scenario = new EdgeScenario();
        scenario.Network.Drop = message => message.Text.StartsWith("ACK", StringComparison.Ordinal)
            && message.Flow.Remote == scenario.ToEdge.Remote;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal("ack_missing", scenario.OnlyCall.Reason);
        Assert.True(scenario.Callee.Ended);
    }

    [Fact]
    public void A_reinvite_passes_to_the_other_leg_with_new_media()
    {
        using var scenario = new EdgeScenario();
        scenario.Caller.HangUpAfter = 3_000;
        scenario.Call();
        scenario.Network.RunFor(1_000);
        scenario.Caller.Reoffer(SipMethod.Invite, SimulatedPhone.Description("192.0.2.10", 4002, "a=sendonly\r\n"), scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.Network.RunFor(1_000);

        Assert.Contains("a=sendonly", scenario.Callee.LastBody, StringComparison.Ordinal);
        Assert.Equal("192.0.2.10:4002", scenario.Media.Sessions[0].Latest(MediaSide.A)!.Value.Remote.ToString());
        scenario.RunToTheEnd();
        Assert.Equal(["INVITE", "ACK", "INVITE", "ACK", "BYE"], scenario.Callee.Heard);
    }

    [Theory]
    [InlineData(SipMethod.Info)]
    [InlineData(SipMethod.Update)]
    public void Info_and_update_pass_to_the_other_leg(SipMethod method)
    {
        using var scenario = new EdgeScenario();
        scenario.Caller.HangUpAfter = 3_000;
        scenario.Call();
        scenario.Network.RunFor(1_000);
        var body = method == SipMethod.Info ? "" : SimulatedPhone.Description("192.0.2.10", 4004);
        scenario.Caller.Reoffer(method, body, scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();

        Assert.Contains(method == SipMethod.Info ? "INFO" : "UPDATE", scenario.Callee.Heard);
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void Options_inside_the_dialog_is_answered_by_the_edge()
    {
        using var scenario = new EdgeScenario();
        scenario.Caller.HangUpAfter = 1_000;
        scenario.Call();
        scenario.Network.RunFor(500);
        scenario.Caller.Reoffer(SipMethod.Options, "", scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();

        Assert.DoesNotContain("OPTIONS", scenario.Callee.Heard);
        Assert.Equal(["180", "200", "200", "200"], scenario.Caller.Heard);
    }

    [Fact]
    public void A_gateway_that_wants_srtp_is_offered_it_and_the_caller_stays_on_rtp()
    {
        using var scenario = new EdgeScenario(change: options => options with
        {
            Trunks = options.Trunks.SetItem("pbx", new TrunkOptions
            {
                Gateways =
                [
                    new GatewayOptions { Name = "first", Address = "10.0.0.3", Media = GatewayMedia.SrtpSdes, InsecureSdesOk = true },
                ],
            }),
        });
        scenario.Callee.Offer = SimulatedPhone.Description("192.0.2.20", 5000).Replace("RTP/AVP", "RTP/SAVP", StringComparison.Ordinal)
            + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n";
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Contains("RTP/SAVP 0 101", scenario.Callee.LastBody, StringComparison.Ordinal);
        Assert.Contains("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:", scenario.Callee.LastBody, StringComparison.Ordinal);
        Assert.Contains("RTP/AVP 0 101", scenario.Caller.LastBody, StringComparison.Ordinal);
        Assert.DoesNotContain("crypto", scenario.Caller.LastBody, StringComparison.Ordinal);
        var session = Assert.Single(scenario.Media.Sessions);
        Assert.Equal(SrtpSuite.AesCm128HmacSha1_80, session.Latest(MediaSide.B)!.Value.Receive.Suite);
        Assert.Equal(SrtpSuite.AesCm128HmacSha1_80, session.Latest(MediaSide.B)!.Value.Send.Suite);
        Assert.Equal(SrtpSuite.None, session.Latest(MediaSide.A)!.Value.Send.Suite);
    }

    [Fact]
    public void A_gateway_that_answers_srtp_with_plain_rtp_is_hung_up_on()
    {
        using var scenario = new EdgeScenario(change: options => options with
        {
            Trunks = options.Trunks.SetItem("pbx", new TrunkOptions
            {
                Gateways =
                [
                    new GatewayOptions { Name = "first", Address = "10.0.0.3", Media = GatewayMedia.SrtpSdes, InsecureSdesOk = true },
                ],
            }),
        });
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(488, scenario.Caller.FinalStatus);
        Assert.Equal(["INVITE", "ACK", "BYE"], scenario.Callee.Heard);
        Assert.Equal("srtp_required", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void The_built_in_echo_answers_and_ends_with_the_caller()
    {
        using var scenario = new EdgeScenario(change: options => options with { Routes = [new RouteOptions { To = RouteOptions.Echo }] });
        scenario.Caller.HangUpAfter = 1_000;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(["200", "200"], scenario.Caller.Heard);
        Assert.True(Assert.Single(scenario.Media.Sessions).Echo);
        Assert.Null(scenario.OnlyCall.Callee);
    }

    [Fact]
    public void No_ports_left_is_503_with_its_reason()
    {
        using var scenario = new EdgeScenario(change: options => options with { Routes = [new RouteOptions { To = RouteOptions.Echo }] });
        scenario.Media.NextOpenFails = MediaOpenStatus.NoPorts;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(503, scenario.Caller.FinalStatus);
        Assert.Equal("media_unavailable", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void Draining_refuses_new_calls_and_ends_none()
    {
        using var scenario = new EdgeScenario();
        scenario.Call();
        scenario.Network.RunFor(1_000);
        scenario.Edge.BeginDrain(scenario.Now);
        scenario.Call();
        scenario.Network.RunFor(1_000);

        Assert.Equal(503, scenario.Caller.FinalStatus);
        Assert.Equal(1, scenario.Edge.Status().Calls);
        scenario.Edge.EndCalls(scenario.Now);
        scenario.RunToTheEnd();
        Assert.Equal("drain_ended", scenario.OnlyCall.Reason);
        Assert.Equal("draining", Assert.Single(scenario.Refusals).Reason);
    }
}
