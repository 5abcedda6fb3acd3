using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>A trunk that is switched off or drained takes no new calls either way, and loses none that is up (C-06).</summary>
public sealed class TrunkStateTests
{
    private static Func<EdgeOptions, EdgeOptions> Trunk(Func<TrunkOptions, TrunkOptions> change) => options => options with
    {
        Trunks = options.Trunks.SetItem("pbx", change(options.Trunks["pbx"])),
        Numbers = new SpecialNumberOptions { Emergency = ["112"] },
        Routes = [new RouteOptions { To = RouteOptions.Echo, Prefix = "*43" }, new RouteOptions { To = "pbx" }],
    };

    private static void CallFromTrunk(EdgeScenario scenario, string number)
    {
        scenario.Callee.Call($"sip:{number}@edge.example", scenario.ToEdge, scenario.Now);
        scenario.Callee.Node.Tick();
        scenario.Network.RunFor(2_000);
    }

    [Theory]
    [InlineData(503, "trunk_disabled", false, true)]
    [InlineData(503, "trunk_draining", true, true)]
    public void A_call_to_it_is_refused(int status, string reason, bool active, bool draining)
    {
        using var scenario = new EdgeScenario(change: Trunk(trunk => trunk with { Active = active, Draining = draining }));
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal(status, scenario.Caller.FinalStatus);
        Assert.Equal(reason, Assert.Single(scenario.Refusals).Reason);
        Assert.Empty(scenario.Callee.Messages);
    }

    [Theory]
    [InlineData(503, 503, "trunk_disabled", false)]
    [InlineData(480, 480, "trunk_disabled", false)]
    [InlineData(480, 503, "trunk_draining", true)] // a drained one is alive, and says so
    public void A_call_from_it_hears_a_status(int whenInactive, int status, string reason, bool active)
    {
        using var scenario = new EdgeScenario(change: Trunk(
            trunk => trunk with { Active = active, Draining = active, WhenInactive = whenInactive }));
        CallFromTrunk(scenario, "*43");
        scenario.RunToTheEnd();
        Assert.Equal(status, scenario.Callee.FinalStatus);
        var refusal = Assert.Single(scenario.Refusals);
        Assert.Equal((reason, "pbx"), (refusal.Reason, refusal.Trunk));
    }

    [Theory]
    [InlineData(UnknownSourcePolicy.Drop, 0)]
    [InlineData(UnknownSourcePolicy.Forbid, 403)]
    [InlineData(UnknownSourcePolicy.Challenge, 401)]
    public void Or_it_is_treated_as_a_stranger(UnknownSourcePolicy policy, int status)
    {
        var off = Trunk(trunk => trunk with { Active = false, WhenInactive = 0 });
        using var scenario = new EdgeScenario(change: options => off(options) with { UnknownSource = policy });
        CallFromTrunk(scenario, "*43");
        scenario.RunToTheEnd();
        Assert.Equal(status, scenario.Callee.FinalStatus);
        Assert.Equal("trunk_disabled", scenario.Refusals[0].Reason);
        Assert.Empty(scenario.Calls);
    }

    [Fact]
    public void An_emergency_call_passes_one_that_is_drained_and_none_that_is_off()
    {
        using var drained = new EdgeScenario(change: Trunk(trunk => trunk with { Draining = true }));
        drained.Callee.HangUpAfter = 500;
        drained.Call("112");
        drained.RunToTheEnd();
        Assert.Equal("answered", drained.OnlyCall.Outcome);

        using var off = new EdgeScenario(change: Trunk(trunk => trunk with { Active = false }));
        off.Call("112");
        off.RunToTheEnd();
        Assert.Equal(503, off.Caller.FinalStatus);
    }

    [Fact]
    public void A_call_that_is_up_goes_on_and_can_be_ended_by_both_sides()
    {
        using var scenario = new EdgeScenario(change: Trunk(trunk => trunk));
        scenario.Call();
        scenario.Network.RunFor(2_000);
        Assert.Equal(200, scenario.Caller.FinalStatus);

        var off = Trunk(trunk => trunk with { Active = false })(EdgeScenario.Options());
        scenario.Model = ModelCompiler.Compile(off, TestOptions.SecretsOf(off), ConfigPositions.None);
        scenario.Network.RunFor(10_000);
        Assert.Empty(scenario.Calls);
        scenario.Callee.HangUp(scenario.Now);
        scenario.Callee.Node.Tick();
        scenario.RunToTheEnd();
        Assert.Equal(("answered", "callee_hung_up"), (scenario.OnlyCall.Outcome, scenario.OnlyCall.Reason));
    }

    [Fact]
    public void Records_join_on_the_id_and_tell_the_name()
    {
        using var scenario = new EdgeScenario(change: Trunk(trunk => trunk with { Id = "t-17" }));
        scenario.Callee.HangUpAfter = 500;
        scenario.Call();
        scenario.RunToTheEnd();
        var attempt = Assert.Single(scenario.OnlyCall.Attempts);
        Assert.Equal(("pbx", "t-17"), (attempt.Trunk, attempt.TrunkId));
    }

    [Fact]
    public void Two_trunks_do_not_go_by_one_id()
    {
        var options = TestOptions.Edge() with
        {
            Trunks = TestOptions.Named(
                ("a", TestOptions.Trunk(TestOptions.Gateway("g", "198.51.100.1"))),
                ("b", TestOptions.Trunk(TestOptions.Gateway("g", "198.51.100.2")) with { Id = "a", WhenInactive = 200 })),
        };
        var problems = TestOptions.Problems(options);
        Assert.Contains(problems, problem => problem is { Path: "trunks.b.id", Message: "trunk 'a' goes by 'a' already" });
        Assert.Contains(problems, problem => problem is { Path: "trunks.b.when_inactive", Message: "200 is out of range" });
    }
}
