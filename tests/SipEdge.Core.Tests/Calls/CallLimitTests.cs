using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;

namespace SipEdge.Core.Tests.Calls;

/// <summary>Calls that find no room at a trunk or a group (V-21).</summary>
public sealed class CallLimitTests
{
    private static EdgeOptions Limited(EdgeOptions options, CallLimitOptions limits) => options with
    {
        Trunks = options.Trunks.SetItem("pbx", options.Trunks["pbx"] with { Limits = new TrunkLimitOptions { Calls = limits } }),
    };

    /// <summary>A trunk with the first gateway and one with the second, in this order; the first limited.</summary>
    private static EdgeOptions TwoTrunks(EdgeOptions options, CallLimitOptions first, CallLimitOptions group)
    {
        var gateways = options.Trunks["pbx"].Gateways;
        return options with
        {
            Trunks = options.Trunks
                .SetItem("pbx", options.Trunks["pbx"] with
                {
                    Gateways = [gateways[0]],
                    Limits = new TrunkLimitOptions { Calls = first },
                })
                .SetItem("spare", new TrunkOptions { Gateways = [gateways[1]] }),
            Groups = options.Groups.SetItem("out", new GroupOptions
            {
                Trunks = [new GroupMemberOptions { Trunk = "pbx" }, new GroupMemberOptions { Trunk = "spare", Priority = 1 }],
                Limits = group,
            }),
            Routes = [new RouteOptions { To = "out" }],
        };
    }

    private static void Call(EdgeScenario scenario, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            scenario.Call();
            scenario.Network.RunFor(500);
        }
    }

    private static string[] Outcomes(EdgeScenario scenario) =>
        [.. scenario.Calls.Select(static call => call.Reason).Concat(scenario.Refusals.Select(static refusal => refusal.Reason))];

    [Fact]
    public void One_call_more_than_the_trunk_may_have_is_told_to_come_back()
    {
        using var scenario = new EdgeScenario(change: options => Limited(options, new CallLimitOptions { MaxOutbound = 2 }));
        Call(scenario, 3);

        Assert.Equal(["trunk_full"], Outcomes(scenario));
        Assert.Equal("503", scenario.Caller.Heard[^1]);
        Assert.Contains("Retry-After:", scenario.Caller.Messages[^1], StringComparison.Ordinal);
        Assert.Equal(2, scenario.Board.CellOf(scenario.Model.Trunks[0]).Load.Outbound);
    }

    [Fact]
    public void When_a_call_ends_there_is_room_again()
    {
        using var scenario = new EdgeScenario(change: options => Limited(options, new CallLimitOptions { MaxCalls = 1 }));
        scenario.Caller.HangUpAfter = 100;
        Call(scenario, 3);
        scenario.RunToTheEnd();

        Assert.Equal(["caller_hung_up", "caller_hung_up", "caller_hung_up"], Outcomes(scenario));
    }

    [Fact]
    public void A_call_that_finds_no_room_goes_to_the_next_trunk_of_its_group()
    {
        using var scenario = new EdgeScenario(change: options => TwoTrunks(
            options, new CallLimitOptions { MaxCalls = 1 }, new CallLimitOptions()));
        Call(scenario, 2);

        Assert.Contains("INVITE", scenario.Callee.Heard);
        Assert.Contains("INVITE", scenario.Second.Heard);
        Assert.Empty(Outcomes(scenario));
    }

    [Fact]
    public void A_trunk_that_refuses_when_full_keeps_the_next_one_for_failures()
    {
        using var scenario = new EdgeScenario(change: options => TwoTrunks(
            options, new CallLimitOptions { MaxCalls = 1, OnFull = FullTrunkMode.Refuse }, new CallLimitOptions()));
        Call(scenario, 2);

        Assert.DoesNotContain("INVITE", scenario.Second.Heard);
        Assert.Equal(["trunk_full"], Outcomes(scenario));
    }

    [Fact]
    public void A_group_has_limits_of_its_own()
    {
        using var scenario = new EdgeScenario(change: options => TwoTrunks(
            options, new CallLimitOptions(), new CallLimitOptions { MaxCalls = 2, FullStatus = 480 }));
        Call(scenario, 3);

        Assert.Equal(["group_full"], Outcomes(scenario));
        Assert.Equal("480", scenario.Caller.Heard[^1]);
    }

    [Fact]
    public void Calls_that_begin_too_fast_are_turned_away_until_a_second_has_passed()
    {
        using var scenario = new EdgeScenario(change: options => Limited(options, new CallLimitOptions { CallsPerSecond = 1 }));
        scenario.Call();
        scenario.Network.RunFor(100);
        scenario.Call();
        scenario.Network.RunFor(2_000);
        scenario.Call();
        scenario.Network.RunFor(500);

        Assert.Equal(["trunk_rate"], Outcomes(scenario));
    }

    [Fact]
    public void Bandwidth_is_guessed_first_and_then_what_was_agreed_on()
    {
        using var scenario = new EdgeScenario(change: options => Limited(options, new CallLimitOptions { KbitPerSecond = 200 }));
        var load = scenario.Board.CellOf(scenario.Model.Trunks[0]).Load;
        Call(scenario, 2);
        Assert.Equal(160, load.Kbit);
        Call(scenario, 1);

        Assert.Equal(["trunk_bandwidth"], Outcomes(scenario));
        scenario.Edge.EndCalls(scenario.Now);
        scenario.RunToTheEnd();
        Assert.Equal(0, load.Kbit);
    }

    [Fact]
    public void A_trunk_that_calls_too_much_hears_the_status_of_its_limits()
    {
        using var scenario = new EdgeScenario(change: options => Limited(options, new CallLimitOptions
        {
            MaxInbound = 1,
            FullStatus = 486,
        }) with
        {
            Routes = [new RouteOptions { To = RouteOptions.Echo }],
            Domains = options.Domains.SetItem("edge.example", options.Domains["edge.example"] with { Acls = ["callers"] }),
        });
        for (var i = 0; i < 2; i++)
        {
            scenario.Callee.Call("sip:100@edge.example", scenario.ToEdge, scenario.Now, "");
            scenario.Callee.Node.Tick();
            scenario.Network.RunFor(500);
        }

        Assert.Equal("486", scenario.Callee.Heard[^1]);
        Assert.Equal("trunk_full", Assert.Single(scenario.Refusals).Reason);
    }

    [Fact]
    public void A_call_to_an_emergency_number_finds_room_and_counts()
    {
        using var scenario = new EdgeScenario(change: options => Limited(options, new CallLimitOptions { MaxCalls = 1 }) with
        {
            Numbers = new SpecialNumberOptions { Emergency = ["112"] },
        });
        scenario.Call();
        scenario.Network.RunFor(500);
        scenario.Call("112");
        scenario.Network.RunFor(500);

        Assert.Empty(Outcomes(scenario));
        Assert.Equal(2, scenario.Board.CellOf(scenario.Model.Trunks[0]).Load.Outbound);
    }
}
