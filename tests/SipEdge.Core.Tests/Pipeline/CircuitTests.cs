using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Tests.Network;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>A gateway that answers, and fails what it is given.</summary>
public sealed class CircuitTests
{
    private static readonly SocketEndpoint First = SocketEndpoint.FromIpv4(0x0A000003, 5060);

    private static readonly CircuitOptions Quick = new() { Calls = 4, Open = TimeSpan.FromSeconds(10), OpenMax = TimeSpan.FromSeconds(60) };

    [Fact]
    public void A_gateway_that_answers_OPTIONS_and_fails_every_INVITE_is_left_alone_tried_by_one_call_and_called_again()
    {
        var log = new LogLines();
        using var scenario = With(Quick, log, new HealthOptions { Interval = TimeSpan.FromSeconds(5), Timeout = TimeSpan.FromSeconds(2) });
        scenario.Callee.AnswerStatus = 503;
        Call(scenario, 4);
        Assert.All(scenario.Calls, static call => Assert.Equal(["first", "second"], Gateways(call)));
        Assert.Equal(CircuitPhase.Open, Circuit(scenario).Phase);
        Assert.Equal(HealthState.Up, scenario.Board.CellOf(scenario.Model.Trunks[0].Outbound[0].Targets[0]).Health!.State);

        Call(scenario, 2);
        Assert.All(scenario.Calls.Skip(4), static call => Assert.Equal(["second"], Gateways(call)));
        Assert.All(scenario.Calls.Skip(4), static call =>
            Assert.Equal(("first", "10.0.0.3:5060", "circuit_open"), Skipped(Assert.Single(call.Skipped))));

        scenario.Network.RunFor(10_000);
        Call(scenario, 2); // the first of them is the trial, and fails
        Assert.Equal(["first", "second"], Gateways(scenario.Calls[6]));
        Assert.Equal(["second"], Gateways(scenario.Calls[7]));

        scenario.Callee.AnswerStatus = 200;
        scenario.Network.RunFor(14_000); // twice as long this time
        Call(scenario, 1);
        Assert.Equal(["second"], Gateways(scenario.Calls[8]));
        scenario.Network.RunFor(6_000);
        Call(scenario, 2);
        Assert.All(scenario.Calls.Skip(9), static call => Assert.Equal(["first"], Gateways(call)));
        Assert.All(scenario.Calls, static call => Assert.Equal(200, call.Status));
        Assert.Equal(
            [
                "Warning: Circuit of gateway pbx/first at 10.0.0.3:5060 is open: 4 of 4 calls in 30 s failed, last 503; calls go elsewhere, "
                    + "and one is tried in 10 s",
                "Information: Circuit of gateway pbx/first at 10.0.0.3:5060 is half-open: a call tries it, 1 have to go well",
                "Warning: Circuit of gateway pbx/first at 10.0.0.3:5060 is open: a trial failed, 503; calls go elsewhere, "
                    + "and one is tried in 20 s",
                "Information: Circuit of gateway pbx/first at 10.0.0.3:5060 is half-open: a call tries it, 1 have to go well",
                "Information: Circuit of gateway pbx/first at 10.0.0.3:5060 is closed: a trial went well; calls go there again",
            ],
            log.Lines.Where(static line => line.Contains("Circuit", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_known_is_told_with_its_figures()
    {
        using var scenario = With(Quick);
        scenario.Callee.AnswerStatus = 500;
        Call(scenario, 5);

        var status = scenario.Board.Describe(scenario.Model.Trunks[0], scenario.Now);
        Assert.Equal(TrunkCondition.Degraded, status.Condition);
        Assert.Matches(
            @"^first: circuit open: 4 of 4 calls in 30 s failed, last 500; a call is tried in \d+ s$", status.Reason);
        Assert.Equal([CircuitPhase.Open, CircuitPhase.Closed], status.Gateways.Select(static gateway => gateway.Circuit!.Phase));

        scenario.Network.RunFor(20_000);
        var later = scenario.Board.Describe(scenario.Model.Trunks[0], scenario.Now);
        Assert.Equal((TrunkCondition.Ok, CircuitPhase.HalfOpen), (later.Condition, later.Gateways[0].Circuit!.Phase));
        Assert.Equal("4 of 4 calls in 30 s failed, last 500; the next call is a trial", later.Gateways[0].Circuit!.Why);
    }

    [Theory]
    [InlineData(486)]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(603)]
    [InlineData(487)]
    public void What_is_about_the_called_user_never_opens_it(int status)
    {
        using var scenario = With(Quick);
        scenario.Callee.AnswerStatus = status;
        Call(scenario, 20);
        Assert.Equal(CircuitPhase.Closed, Circuit(scenario).Phase);
        Assert.Equal(20, scenario.Callee.Heard.Count(static heard => heard == "INVITE"));
    }

    [Fact]
    public void Callers_that_give_up_never_open_it()
    {
        using var scenario = With(Quick);
        scenario.Callee.RingAfter = 0;
        scenario.Callee.AnswerAfter = 0;
        scenario.Caller.CancelAfter = 300;
        Call(scenario, 20);
        Assert.Equal(CircuitPhase.Closed, Circuit(scenario).Phase);
        Assert.All(scenario.Calls, static call => Assert.Equal("cancelled", call.Reason));
    }

    [Fact]
    public void A_status_that_stops_the_search_is_an_answer_and_no_failure_of_the_gateway()
    {
        using var scenario = With(Quick, failover: new FailoverOptions { Stop = [503] });
        scenario.Callee.AnswerStatus = 503;
        Call(scenario, 20);
        Assert.Equal(CircuitPhase.Closed, Circuit(scenario).Phase);
    }

    [Fact]
    public void Silence_opens_it_where_failures_are_not_remembered()
    {
        using var scenario = With(
            Quick with { Window = TimeSpan.FromMinutes(5) },
            failover: new FailoverOptions { Memory = TimeSpan.Zero, AttemptTimeout = TimeSpan.FromSeconds(1), Stop = [408, 503] });
        scenario.Network.Drop = static message => message.Flow.Remote == First;
        Call(scenario, 5);
        Assert.Equal(CircuitPhase.Open, Circuit(scenario).Phase);
        Assert.StartsWith("4 of 4 calls in 300 s failed, last unanswered", Circuit(scenario).Why, StringComparison.Ordinal);
        Assert.Equal(["second"], Gateways(scenario.Calls[4]));
    }

    [Fact]
    public void A_gateway_that_only_says_it_tries_has_failed_when_its_time_to_ring_is_over()
    {
        using var scenario = With(Quick with { Window = TimeSpan.FromMinutes(5) }, failover: new FailoverOptions { RingTimeout = TimeSpan.FromSeconds(3) });
        scenario.Callee.RingAfter = 0;
        scenario.Callee.AnswerAfter = 0;
        Call(scenario, 5);
        Assert.Equal(CircuitPhase.Open, Circuit(scenario).Phase);
    }

    [Fact]
    public void A_trial_that_rang_and_failed_has_failed()
    {
        using var scenario = With(Quick);
        scenario.Callee.AnswerStatus = 503;
        scenario.Callee.AnswerAfter = 3_000;
        Call(scenario, 4);
        scenario.Network.RunFor(10_000);
        scenario.Call();
        scenario.Network.RunFor(2_000);
        Assert.Equal(CircuitPhase.HalfOpen, Circuit(scenario).Phase);
        scenario.Network.RunFor(2_000);
        Assert.Equal(CircuitPhase.Open, Circuit(scenario).Phase);
    }

    [Fact]
    public void A_trial_that_rings_on_is_well_however_its_caller_ends_it_and_does_not_hold_its_place_for_ever()
    {
        using var scenario = With(Quick);
        scenario.Callee.AnswerStatus = 503;
        Call(scenario, 4);
        scenario.Network.RunFor(10_000);
        scenario.Callee.AnswerStatus = 200;
        scenario.Callee.AnswerAfter = 100_000;
        scenario.Caller.CancelAfter = 20_000;
        scenario.Call();
        scenario.Network.RunFor(5_000);
        Assert.EndsWith("; a call is trying it", Circuit(scenario).Why, StringComparison.Ordinal);
        scenario.Network.RunFor(6_000);
        Assert.EndsWith("; the next call is a trial", Circuit(scenario).Why, StringComparison.Ordinal);
        scenario.Network.RunFor(10_000);
        Assert.Equal(("cancelled", CircuitPhase.Closed), (scenario.Calls[^1].Reason, Circuit(scenario).Phase));
    }

    [Fact]
    public void A_trial_whose_caller_gives_up_leaves_its_place_to_the_next()
    {
        using var scenario = With(Quick);
        scenario.Callee.AnswerStatus = 503;
        Call(scenario, 4);
        scenario.Network.RunFor(10_000);
        scenario.Callee.RingAfter = scenario.Callee.AnswerAfter = 0;
        scenario.Caller.CancelAfter = 300;
        Call(scenario, 1);
        Assert.Equal(CircuitPhase.HalfOpen, Circuit(scenario).Phase);
        scenario.Caller.CancelAfter = 0;
        scenario.Callee.AnswerAfter = 100;
        scenario.Callee.AnswerStatus = 200;
        Call(scenario, 1);
        Assert.Equal((CircuitPhase.Closed, "first"), (Circuit(scenario).Phase, Gateways(scenario.Calls[^1]).Single()));
    }

    [Fact]
    public void A_trunk_with_one_gateway_is_called_whatever_its_circuit_says()
    {
        using var scenario = With(Quick, oneGateway: true);
        scenario.Callee.AnswerStatus = 503;
        Call(scenario, 8);
        Assert.Equal(8, scenario.Callee.Heard.Count(static heard => heard == "INVITE"));
        Assert.Equal(CircuitPhase.Open, Circuit(scenario).Phase);

        scenario.Callee.AnswerStatus = 200;
        Call(scenario, 1);
        Assert.Equal((200, CircuitPhase.Closed), (scenario.Calls[^1].Status, Circuit(scenario).Phase)); // nobody waits for its time
    }

    [Fact]
    public void Emergency_calls_pass_no_gateway_by()
    {
        using var scenario = With(Quick, more: static options => options with
        {
            Numbers = new SpecialNumberOptions { Emergency = ["112"] },
        });
        scenario.Callee.AnswerStatus = scenario.Second.AnswerStatus = 503;
        Call(scenario, 4);
        Call(scenario, 1, "112");
        Assert.Equal(["first", "second"], Gateways(scenario.Calls[^1]).Order());
        Assert.Empty(scenario.Calls[^1].Skipped);
    }

    [Fact]
    public void What_one_loop_learns_holds_for_the_other_and_one_call_of_both_is_the_trial()
    {
        var board = new TrunkBoard(loops: 2);
        using var one = With(Quick, board: board, loop: 0);
        using var other = With(Quick, board: board, loop: 1);
        one.Callee.AnswerStatus = other.Callee.AnswerStatus = 503;
        for (var i = 0; i < 2; i++)
        {
            Together(one, other);
        }
        Assert.Equal(CircuitPhase.Open, Circuit(one).Phase);
        Together(one, other);
        Assert.All(one.Calls.Skip(2).Concat(other.Calls.Skip(2)), static call => Assert.Equal(["second"], Gateways(call)));

        one.Network.RunFor(10_000);
        other.Network.RunFor(10_000);
        one.Callee.AnswerStatus = other.Callee.AnswerStatus = 200;
        one.Call();
        other.Call();
        for (var i = 0; i < 30; i++)
        {
            one.Network.RunFor(100);
            other.Network.RunFor(100);
        }
        Assert.Equal(["first", "second"], new[] { one, other }.Select(static edge => Gateways(edge.Calls[^1]).Single()).Order());
        Assert.Equal(CircuitPhase.Closed, Circuit(other).Phase);
        one.RunToTheEnd();
        other.RunToTheEnd();
    }

    [Fact]
    public void Without_the_key_calls_are_not_counted()
    {
        using var scenario = With(null);
        scenario.Callee.AnswerStatus = 503;
        Call(scenario, 20);
        Assert.All(scenario.Calls, static call => Assert.Equal(["first", "second"], Gateways(call)));
    }

    [Fact]
    public void A_region_whose_circuit_has_closed_waits_like_one_that_has_come_back()
    {
        using var scenario = With(Quick, more: static options => options with
        {
            Trunks = options.Trunks.SetItem("pbx", options.Trunks["pbx"] with
            {
                Gateways =
                [
                    options.Trunks["pbx"].Gateways[0] with { Region = "eu" },
                    options.Trunks["pbx"].Gateways[1] with { Region = "us" },
                ],
                Regions = new RegionOptions { Order = ["eu", "us"], ReturnAfter = TimeSpan.FromSeconds(30) },
            }),
        });
        scenario.Callee.AnswerStatus = 503;
        Call(scenario, 5);
        scenario.Network.RunFor(10_000);
        scenario.Callee.AnswerStatus = 200;
        Call(scenario, 2); // a trial is made there all the same
        Assert.Equal([["first"], ["second"]], scenario.Calls.Skip(5).Select(static call => Gateways(call).ToArray()));
        scenario.Network.RunFor(30_000);
        Call(scenario, 1);
        Assert.Equal(["first"], Gateways(scenario.Calls[^1]));
    }

    private static void Together(EdgeScenario one, EdgeScenario other)
    {
        Call(one, 1);
        Call(other, 1);
    }

    private static void Call(EdgeScenario scenario, int calls, string number = "31201234567")
    {
        for (var i = 0; i < calls; i++)
        {
            var before = scenario.Calls.Count;
            scenario.Call(number);
            for (var waited = 0; scenario.Calls.Count == before; waited += 500)
            {
                Assert.True(waited < 200_000, "the call does not end");
                scenario.Network.RunFor(500);
            }
        }
    }

    private static CircuitStatus Circuit(EdgeScenario scenario) =>
        scenario.Board.Describe(scenario.Model.Trunks[0], scenario.Now).Gateways[0].Circuit!;

    private static IEnumerable<string> Gateways(CallRecord call) => call.Attempts.Select(static attempt => attempt.Gateway);

    private static (string?, string?, string) Skipped(SkippedRecord skipped) => (skipped.Gateway, skipped.Address, skipped.Reason);

    private static EdgeScenario With(
        CircuitOptions? circuit, LogLines? log = null, HealthOptions? health = null, FailoverOptions? failover = null,
        bool oneGateway = false, TrunkBoard? board = null, int loop = 0, Func<EdgeOptions, EdgeOptions>? more = null)
    {
        var scenario = new EdgeScenario(
            change: options =>
            {
                var pbx = options.Trunks["pbx"] with { Circuit = circuit, Health = health };
                options = options with
                {
                    Trunks = options.Trunks.SetItem("pbx", pbx with
                    {
                        Failover = failover ?? pbx.Failover,
                        Gateways = oneGateway ? [pbx.Gateways[0]] : pbx.Gateways,
                    }),
                };
                return more is null ? options : more(options);
            },
            loggers: log, board: board, loop: loop);
        scenario.Caller.HangUpAfter = 100;
        scenario.Tick();
        return scenario;
    }
}
