using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>One gateway after the other, and what the next call makes of it.</summary>
public sealed class FailoverTests
{
    [Fact]
    public void A_gateway_that_rings_too_long_is_cancelled_before_the_next_one_rings()
    {
        using var scenario = With(new FailoverOptions { RingTimeout = TimeSpan.FromSeconds(5) });
        scenario.Callee.AnswerAfter = 100_000;
        scenario.Caller.HangUpAfter = 1_000;
        var order = new List<string>();
        scenario.Network.Drop = message =>
        {
            order.Add($"{message.Text[..message.Text.IndexOf(' ', StringComparison.Ordinal)]} {message.Flow.Remote}");
            return false;
        };
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(["ring_timeout", "answered"], scenario.OnlyCall.Attempts.Select(static attempt => attempt.Reason));
        Assert.Equal(["INVITE", "CANCEL"], scenario.Callee.Heard);
        Assert.True(order.IndexOf("ACK 10.0.0.3:5060") is > 0 and var settled && settled < order.IndexOf("INVITE 10.0.0.4:5060"), string.Join('\n', order));
        Assert.Equal(200, scenario.Caller.FinalStatus);
    }

    [Fact]
    public void An_answer_that_crosses_the_cancel_is_acknowledged_and_ended_and_the_caller_hears_the_next_gateway_only()
    {
        using var scenario = With(new FailoverOptions { RingTimeout = TimeSpan.FromSeconds(5) });
        // It answers while the CANCEL is under way.
        scenario.Callee.AnswerAfter = 4_970;
        scenario.Network.MinLatency = scenario.Network.MaxLatency = 40;
        scenario.Caller.HangUpAfter = 1_000;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(["ring_timeout", "answered"], scenario.OnlyCall.Attempts.Select(static attempt => attempt.Reason));
        Assert.Equal(["INVITE", "ACK", "BYE"], scenario.Callee.Heard.Where(static heard => heard != "CANCEL"));
        Assert.Equal(["200", "200"], scenario.Caller.Heard.Where(static heard => heard == "200")); // of its INVITE and its BYE
        Assert.Equal("second", scenario.OnlyCall.Attempts[1].Gateway);
    }

    [Fact]
    public void A_gateway_that_does_not_answer_the_cancel_is_not_waited_for_any_longer_than_two_seconds()
    {
        using var scenario = With(new FailoverOptions { RingTimeout = TimeSpan.FromSeconds(5) });
        scenario.Callee.AnswerAfter = 100_000;
        scenario.Caller.HangUpAfter = 1_000;
        scenario.Network.Drop = static message => message.Text.StartsWith("CANCEL", StringComparison.Ordinal);
        scenario.Call();
        scenario.Network.RunFor(8_000);

        Assert.Equal(200, scenario.Caller.FinalStatus);
        scenario.RunToTheEnd();
        Assert.InRange(scenario.OnlyCall.SetupSeconds, 7.1, 7.5);
    }

    [Fact]
    public void The_next_call_does_not_try_a_dead_address_again_until_its_time_is_over()
    {
        using var scenario = With(new FailoverOptions { Memory = TimeSpan.FromSeconds(60) });
        scenario.Network.Drop = static message => message.Flow.Remote == First;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.Network.RunFor(10_000);
        scenario.Call();
        scenario.Network.RunFor(57_000);
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(["attempt_timeout", "answered"], Reasons(scenario.Calls[0]));
        Assert.Equal(["answered"], Reasons(scenario.Calls[1]));
        var skipped = Assert.Single(scenario.Calls[1].Skipped);
        Assert.Equal(("pbx", "first", "10.0.0.3:5060", "target_failed_recently"),
            (skipped.Trunk, skipped.Gateway, skipped.Address, skipped.Reason));
        Assert.Equal(["attempt_timeout", "answered"], Reasons(scenario.Calls[2]));
    }

    [Fact]
    public void Retry_after_with_503_is_honoured()
    {
        using var scenario = With(new FailoverOptions());
        scenario.Callee.AnswerStatus = 503;
        scenario.Callee.ExtraHeaders = "Retry-After: 20 (maintenance)\r\n";
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.Network.RunFor(10_000);
        scenario.Call();
        scenario.Network.RunFor(11_000);
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal([2, 1, 2], scenario.Calls.Select(static call => call.Attempts.Count));
    }

    [Fact]
    public void When_everything_has_failed_recently_the_one_whose_time_is_over_first_is_tried()
    {
        using var scenario = With(new FailoverOptions { Memory = TimeSpan.FromSeconds(60) });
        scenario.Network.Drop = static message => message.Flow.Remote == First || message.Flow.Remote == Second;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.Network.RunFor(40_000);
        Assert.Equal(504, scenario.Caller.FinalStatus);
        scenario.Network.Drop = null;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(["first"], scenario.Calls[1].Attempts.Select(static attempt => attempt.Gateway));
        Assert.Equal(["second"], scenario.Calls[1].Skipped.Select(static skipped => skipped.Gateway));
        Assert.Equal(200, scenario.Calls[1].Status);
    }

    [Theory]
    [InlineData(503, 0, 0, "503, answered")]
    [InlineData(503, 0, 503, "503")]
    [InlineData(486, 0, 0, "486")]
    [InlineData(486, 486, 0, "486, answered")]
    [InlineData(404, 404, 0, "404, answered")]
    [InlineData(603, 0, 0, "603")]
    public void Retry_and_stop_say_after_which_status_the_next_is_tried(int status, int retry, int stop, string attempts)
    {
        using var scenario = With(new FailoverOptions
        {
            Retry = retry == 0 ? FailoverOptions.UsualRetry : [retry],
            Stop = stop == 0 ? [] : [stop],
        });
        scenario.Callee.AnswerStatus = status;
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(attempts, string.Join(", ", scenario.OnlyCall.Attempts.Select(static attempt =>
            attempt.Reason == "answered" ? attempt.Reason : $"{attempt.Status}")));
    }

    [Fact]
    public void All_attempts_together_take_no_longer_than_the_overall_time()
    {
        using var scenario = With(new FailoverOptions { RingTimeout = TimeSpan.FromSeconds(20), OverallTimeout = TimeSpan.FromSeconds(30) });
        scenario.Callee.AnswerAfter = scenario.Second.AnswerAfter = 100_000;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal("ring_timeout", scenario.OnlyCall.Reason);
        Assert.Equal(["ring_timeout", "ring_timeout"], Reasons(scenario.OnlyCall));
        Assert.InRange(scenario.OnlyCall.SetupSeconds, 30, 30.1);
        Assert.Contains("CANCEL", scenario.Second.Heard);
    }

    [Fact]
    public void A_caller_that_gives_up_while_the_next_one_waits_is_recorded_once()
    {
        using var scenario = With(new FailoverOptions { RingTimeout = TimeSpan.FromSeconds(5) });
        scenario.Callee.AnswerAfter = 100_000;
        scenario.Caller.CancelAfter = 6_000;
        scenario.Network.Drop = static message => message.Text.StartsWith("CANCEL", StringComparison.Ordinal) && message.Flow.Remote == First;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal("cancelled", scenario.OnlyCall.Reason);
        Assert.Equal(["ring_timeout"], Reasons(scenario.OnlyCall));
        Assert.DoesNotContain("INVITE", scenario.Second.Heard);
    }

    private static SocketEndpoint First => SocketEndpoint.FromIpv4(0x0A000003, 5060);

    private static SocketEndpoint Second => SocketEndpoint.FromIpv4(0x0A000004, 5060);

    private static IEnumerable<string> Reasons(Core.Observability.CallRecord call) =>
        call.Attempts.Select(static attempt => attempt.Reason);

    private static EdgeScenario With(FailoverOptions failover) => new(change: options => options with
    {
        Trunks = options.Trunks.SetItem("pbx", options.Trunks["pbx"] with { Failover = failover }),
    });
}
