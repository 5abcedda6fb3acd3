using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Routing;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Generated;
using SipEdge.Core.Trunks;

namespace SipEdge.Core.Tests.Routing;

public sealed class AttemptPlannerTests
{
    private static readonly string[] Regions = ["eu", "us", "apac"];

    private readonly AttemptPlan _plan = new();
    private readonly TrunkBoard _board = new(loops: 1);

    [Fact]
    public void Whatever_the_group_is_only_what_may_be_called_is_planned_in_order_and_the_rest_is_told() =>
        Draw.ForAll(cases: 1_000, choicesEach: 60, Check);

    [Fact]
    public void Weights_share_the_calls()
    {
        var target = Target(Group(("a", 0, 70), ("b", 0, 20), ("c", 0, 10)));
        var first = new Dictionary<string, int>();
        var random = new Random(7);
        const int Calls = 20_000;
        for (var i = 0; i < Calls; i++)
        {
            Plan(target, (uint)random.NextInt64());
            var name = _plan.Current.Trunk.Name;
            first[name] = first.GetValueOrDefault(name) + 1;
        }
        // Within five standard deviations: 20,000 draws of a share p scatter by sqrt(p(1-p)/n).
        Assert.InRange(first["a"] / (double)Calls, 0.684, 0.716);
        Assert.InRange(first["b"] / (double)Calls, 0.186, 0.214);
        Assert.InRange(first["c"] / (double)Calls, 0.089, 0.111);
    }

    [Fact]
    public void The_same_call_is_planned_the_same_and_without_weights_the_order_written_counts()
    {
        var target = Target(Group(("a", 0, 5), ("b", 0, 5), ("c", 0, 0), ("d", 0, 0)));
        foreach (var draw in Enumerable.Range(0, 200).Select(static i => (uint)i * 104_729))
        {
            Plan(target, draw);
            var names = Names();
            Plan(target, draw);
            Assert.Equal(names, Names());
            Assert.Equal(["c", "d"], names.Skip(2)); // behind those that have a weight
        }
    }

    [Fact]
    public void A_region_that_came_back_waits_until_it_has_been_well_for_a_while()
    {
        var target = Target(
            Group(("a", 0, 0), ("b", 0, 0)) with { Regions = new RegionOptions { Order = ["eu", "us"], ReturnAfter = TimeSpan.FromSeconds(60) } },
            "eu", "us");
        _board.CellOf(target.Trunks[0].Outbound[0].Targets[0]).Remember(ReasonCode.GatewayTimeout, until: 30_000);

        Assert.Equal(["b"], At(1_000));
        Assert.Equal(["b", "a"], At(31_000));
        Assert.Equal(["b", "a"], At(89_999));
        Assert.Equal(["a", "b"], At(90_000));

        string[] At(long now)
        {
            AttemptPlanner.Plan(_plan, target, _board, default, now);
            return Names();
        }
    }

    [Fact]
    public void Calls_that_are_bound_to_a_region_never_leave_it()
    {
        var target = Target(
            Group(("a", 0, 0), ("b", 0, 0), ("c", 0, 0)) with { Regions = new RegionOptions { Order = ["us"], Bound = true } },
            "eu", "us", "us");
        Plan(target, 1);
        Assert.Equal(["b", "c"], Names());
        Assert.Equal(ReasonCode.RegionBound, Assert.Single(_plan.Skipped).Reason);

        foreach (var trunk in target.Trunks.Skip(1))
        {
            _board.CellOf(trunk.Outbound[0].Targets[0]).Remember(ReasonCode.GatewayTimeout, until: 1_000_000);
        }
        Plan(target, 1);
        Assert.Equal(["b"], Names()); // the least bad, and not the one that is well elsewhere
    }

    [Fact]
    public void An_emergency_call_tries_what_is_well_first_and_then_everything_else_that_is_not_switched_off()
    {
        var target = Target(Group(("down", 0, 0), ("unregistered", 0, 0), ("well", 1, 0), ("failed", 1, 0)));
        _board.CellOf(target.Trunks[0].Outbound[0].Targets[0]).Health = new TargetHealth(HealthState.Down, 0, "no answer", null, 0, default);
        _board.CellOf(target.Trunks[1]).Registration = new RegistrationStatus(RegistrationState.Failed, 403, "");
        _board.CellOf(target.Trunks[3].Outbound[0].Targets[0]).Remember(ReasonCode.GatewayTimeout, until: 1_000_000);

        Plan(target, 1);
        Assert.Equal(["well"], Names());
        Assert.Equal(
            [ReasonCode.TrunkNotRegistered, ReasonCode.GatewayDown, ReasonCode.TargetFailedRecently],
            _plan.Skipped.Select(static skipped => skipped.Reason));

        AttemptPlanner.Plan(_plan, target, _board, new PlannedCall(1, Emergency: true), now: 1_000);
        Assert.Equal(["well", "down", "unregistered", "failed"], Names());
        Assert.Empty(_plan.Skipped);
    }

    [Fact]
    public void One_that_has_only_failed_is_better_than_one_that_is_down()
    {
        var target = Target(Group(("down", 0, 0), ("failed", 1, 0)));
        _board.CellOf(target.Trunks[0].Outbound[0].Targets[0]).Health = new TargetHealth(HealthState.Down, 0, "no answer", null, 0, default);
        _board.CellOf(target.Trunks[1].Outbound[0].Targets[0]).Remember(ReasonCode.GatewayTimeout, until: 1_000_000);
        Plan(target, 1);
        Assert.Equal(["failed"], Names());
    }

    [Fact]
    public void The_nearest_of_those_with_the_same_priority_is_tried_first_whatever_they_weigh()
    {
        var group = Group(("far", 0, 90), ("near", 0, 10), ("unmeasured", 0, 500), ("spare", 1, 0));
        var target = Target(group with { Prefer = GatewayPreference.LowestRtt }, static trunk => trunk with { Health = new HealthOptions() });
        Away(target, 0, 80);
        Away(target, 1, 20);
        Away(target, 3, 1);
        foreach (var draw in Enumerable.Range(0, 100).Select(static i => (uint)i * 104_729))
        {
            Plan(target, draw);
            Assert.Equal(["near", "far", "unmeasured", "spare"], Names());
        }
    }

    [Fact]
    public void Regions_come_before_how_far_a_gateway_is()
    {
        var group = Group(("a", 0, 0), ("b", 0, 0), ("c", 0, 0));
        var target = Target(
            group with { Prefer = GatewayPreference.LowestRtt, Regions = new RegionOptions { Order = ["eu", "us"] } },
            static trunk => trunk with { Health = new HealthOptions() }, "us", "eu", "eu");
        Away(target, 0, 1);
        Away(target, 1, 90);
        Away(target, 2, 80);
        Plan(target, 1);
        Assert.Equal(["c", "b", "a"], Names());
    }

    [Fact]
    public void A_trunk_may_prefer_its_nearest_gateway_where_its_group_shares_by_weight()
    {
        var options = TestOptions.Edge() with
        {
            Groups = TestOptions.Named(("g", Group(("nearest", 0, 0), ("ordered", 0, 0)))),
            Trunks = TestOptions.Named(
                ("nearest", Trunk("203.0.113.1", "203.0.113.2") with { Prefer = GatewayPreference.LowestRtt }),
                ("ordered", Trunk("203.0.113.3", "203.0.113.4"))),
            Routes = [new RouteOptions { To = "g" }],
        };
        var target = TestOptions.Compile(options).Routes.All[0].To;
        foreach (var trunk in target.Trunks)
        {
            Away(trunk.Outbound[0].Targets[0], 50);
            Away(trunk.Outbound[1].Targets[0], 20);
        }
        Plan(target, 1);
        Assert.Equal(
            ["nearest/b", "nearest/a", "ordered/a", "ordered/b"], _plan.Attempts.Select(static attempt => attempt.Gateway.ToString()));

        static TrunkOptions Trunk(string a, string b) =>
            TestOptions.Trunk(TestOptions.Gateway("a", a), TestOptions.Gateway("b", b)) with { Health = new HealthOptions() };
    }

    [Fact]
    public void When_every_circuit_is_open_the_one_that_is_tried_first_again_is_called_and_an_emergency_call_tries_all()
    {
        var target = Target(
            Group(("a", 0, 0), ("b", 0, 0), ("c", 0, 0)), static trunk => trunk with { Circuit = new CircuitOptions { Calls = 2 } });
        foreach (var (trunk, then) in target.Trunks.Zip((long[])[900, 300, 600]))
        {
            Shut(target, _board, trunk.Outbound[0].Targets[0], then, trial: false);
        }
        Plan(target, 1);
        Assert.Equal(["b"], Names());
        Assert.All(_plan.Skipped, static skipped => Assert.Equal(ReasonCode.CircuitOpen, skipped.Reason));

        AttemptPlanner.Plan(_plan, target, _board, new PlannedCall(1, Emergency: true), now: 1_000);
        Assert.Equal(["a", "b", "c"], Names());

        _board.CellOf(target.Trunks[1].Outbound[0].Targets[0]).Remember(ReasonCode.GatewayTimeout, until: 40_000);
        Plan(target, 1);
        Assert.Equal(["c"], Names()); // b has failed for longer than its circuit is open
    }

    [Fact]
    public void A_region_that_OPTIONS_have_brought_back_waits_as_well()
    {
        var target = Target(
            Group(("a", 0, 0), ("b", 0, 0)) with { Regions = new RegionOptions { Order = ["eu", "us"], ReturnAfter = TimeSpan.FromSeconds(60) } },
            "eu", "us");
        var cell = _board.CellOf(target.Trunks[0].Outbound[0].Targets[0]);
        cell.Health = new TargetHealth(HealthState.Down, 0, "no answer", null, 0, default);
        AttemptPlanner.Plan(_plan, target, _board, default, now: 20_000);
        Assert.Equal(["b"], Names());
        cell.Health = new TargetHealth(HealthState.Up, 200, "", 10, UpSince: 30_000, default);
        AttemptPlanner.Plan(_plan, target, _board, default, now: 89_999);
        Assert.Equal(["b", "a"], Names());
        AttemptPlanner.Plan(_plan, target, _board, default, now: 90_000);
        Assert.Equal(["a", "b"], Names());
    }

    [Fact]
    public void A_plan_allocates_nothing()
    {
        var target = Target(Group(("a", 0, 70), ("b", 0, 20), ("c", 1, 10)));
        _board.CellOf(target.Trunks[1].Outbound[0].Targets[0]).Remember(ReasonCode.GatewayTimeout, until: 1_000_000);
        Plan(target, 1);
        Allocations.AssertNone(() => Plan(target, 3));
    }

    private void Check(Draw draw)
    {
        const long Now = 100_000;
        var names = Enumerable.Range(0, 1 + draw.Next(4)).Select(static i => $"t{i}").ToArray();
        var bound = draw.Once(5);
        var group = new GroupOptions
        {
            Trunks = [.. names.Select(name => new GroupMemberOptions { Trunk = name, Priority = draw.Next(2), Weight = draw.Next(3) * 10 })],
            Regions = new RegionOptions { Order = bound ? ["eu"] : draw.Once(3) ? ["us", "eu"] : [], Bound = bound },
            Prefer = draw.Pick<GatewayPreference>(),
        };
        var options = TestOptions.Edge() with
        {
            Groups = TestOptions.Named(("g", group)),
            Trunks = TestOptions.Named([.. names.Select((name, index) => (name, new TrunkOptions
            {
                Active = !draw.Once(6),
                Draining = draw.Once(6),
                Health = new HealthOptions(),
                Prefer = draw.Pick<GatewayPreference>(),
                Circuit = draw.Once(2) ? new CircuitOptions { Calls = 2 } : null,
                Gateways =
                [
                    // One in every region that may be named, so that every configuration is a valid one.
                    .. Regions.Select((region, place) => TestOptions.Gateway(region, $"203.0.{index}.{place + 1}") with
                    {
                        Region = region,
                        Priority = draw.Next(3),
                        Weight = draw.Next(2) * 10,
                        Active = !draw.Once(6),
                    }),
                ],
            }))]),
            Routes = [new RouteOptions { To = "g" }],
        };
        var target = TestOptions.Compile(options).Routes.All[0].To;
        var board = new TrunkBoard(loops: 1);
        foreach (var address in target.Trunks.SelectMany(static trunk => trunk.Outbound).SelectMany(static gateway => gateway.Targets))
        {
            if (draw.Once(4))
            {
                board.CellOf(address).Remember(ReasonCode.GatewayTimeout, Now + 1 + draw.Next(1_000));
            }
        }
        foreach (var address in target.Trunks.SelectMany(static trunk => trunk.Outbound).SelectMany(static gateway => gateway.Targets))
        {
            if (draw.Once(4))
            {
                Shut(target, board, address, Now - draw.Next(40_000), trial: draw.Once(2));
            }
        }
        foreach (var address in target.Trunks.SelectMany(static trunk => trunk.Outbound).SelectMany(static gateway => gateway.Targets))
        {
            if (!draw.Once(3))
            {
                var rtt = (double)draw.Next(4);
                board.CellOf(address).Health = new TargetHealth(HealthState.Up, 200, "", rtt, 0, default) { SteadyRttMs = rtt };
            }
        }
        foreach (var trunk in target.Trunks.Where(_ => draw.Once(8)))
        {
            board.CellOf(trunk).Registration = new RegistrationStatus(RegistrationState.Failed, 403, "");
        }

        AttemptPlanner.Plan(_plan, target, board, new PlannedCall((uint)draw.Next(9_000), Emergency: false), Now);

        var open = target.Trunks.Where(trunk => trunk is { Active: true, Draining: false } && board.CellOf(trunk).Registration.IsUsable);
        var callable = open.SelectMany(static trunk => trunk.Outbound).Where(gateway => !bound || gateway.Region == "eu")
            .SelectMany(static gateway => gateway.Targets).ToArray();
        var well = callable.Where(address => board.CellOf(address).WhyNot(CircuitOf(target, address), Now) == ReasonCode.None).ToArray();
        var planned = _plan.Attempts.Select(static attempt => attempt.Target).ToArray();

        Assert.Equal(well.Length > 0 ? well.Length : Math.Min(1, callable.Length), planned.Length);
        Assert.Equal(planned.Length, planned.Distinct().Count());
        Assert.Subset(callable.ToHashSet(), planned.ToHashSet());
        if (well.Length > 0)
        {
            Assert.Subset(well.ToHashSet(), planned.ToHashSet());
        }
        else if (planned.Length == 1)
        {
            Assert.Equal(callable.Min(BadUntil), BadUntil(planned[0]));
        }
        var all = target.Trunks.SelectMany(static trunk => trunk.Outbound).Count();
        var closed = _plan.Skipped.Where(static skipped => skipped.Gateway is null).Sum(static skipped => skipped.Trunk.Outbound.Length);
        Assert.Equal(all, planned.Length + closed + _plan.Skipped.Count(static skipped => skipped.Gateway is not null));
        Assert.DoesNotContain(_plan.Skipped, static skipped => skipped.Reason == ReasonCode.None);

        long BadUntil(TargetModel address) => board.CellOf(address).BadUntil(CircuitOf(target, address), Now);

        var ranks = _plan.Attempts.Select(attempt => (
            target.Regions.RankOf(attempt.Gateway.Region),
            target.Members.Single(member => member.Trunk == attempt.Trunk).Priority)).ToArray();
        Assert.Equal(ranks.Order(), ranks);
        foreach (var (first, next) in _plan.Attempts.Zip(_plan.Attempts.Skip(1)))
        {
            AssertNearestFirst(target, board, first, next);
        }
        foreach (var ofTrunk in _plan.Attempts.GroupBy(attempt => (attempt.Trunk, target.Regions.RankOf(attempt.Gateway.Region))))
        {
            Assert.Equal(ofTrunk.Select(static attempt => attempt.Gateway.Priority).Order(), ofTrunk.Select(static attempt => attempt.Gateway.Priority));
        }
    }

    private void Away(RouteTarget target, int trunk, double milliseconds) => Away(target.Trunks[trunk].Outbound[0].Targets[0], milliseconds);

    private void Away(TargetModel target, double milliseconds) => _board.CellOf(target).Health =
        new TargetHealth(HealthState.Up, 200, "", milliseconds, 0, default) { SteadyRttMs = milliseconds };

    private static CircuitRules? CircuitOf(RouteTarget target, TargetModel address) =>
        target.Trunks.Single(trunk => trunk.Id == address.Gateway.TrunkId).Circuit;

    /// <summary>Two calls failed there then; since it is open no longer, a trial may be under way.</summary>
    private static void Shut(RouteTarget target, TrunkBoard board, TargetModel address, long then, bool trial)
    {
        if (CircuitOf(target, address) is not { } rules)
        {
            return;
        }
        var circuit = board.CellOf(address).Circuit;
        for (var i = 0; i < 2; i++)
        {
            circuit.Note(circuit.Enter(rules, then, out _), CircuitVerdict.Fault, rules, then);
        }
        Assert.True(circuit.IsShut(rules, then));
        if (trial)
        {
            circuit.Enter(rules, then + 30_000, out _);
        }
    }

    /// <summary>Of two that follow each other and differ in nothing that comes before, the nearer is first.</summary>
    private static void AssertNearestFirst(RouteTarget target, TrunkBoard board, PlannedAttempt first, PlannedAttempt next)
    {
        var same = target.Prefer == GatewayPreference.LowestRtt
            ? PriorityOf(target, first) == PriorityOf(target, next)
            : first.Trunk == next.Trunk && first.Trunk.Prefer == GatewayPreference.LowestRtt;
        if (same && target.Regions.RankOf(first.Gateway.Region) == target.Regions.RankOf(next.Gateway.Region)
            && first.Gateway.Priority == next.Gateway.Priority)
        {
            Assert.True(Rtt(first) <= Rtt(next));
        }

        double Rtt(PlannedAttempt attempt) => board.CellOf(attempt.Target).Health?.SteadyRttMs ?? double.MaxValue;
    }

    private static int PriorityOf(RouteTarget target, PlannedAttempt attempt) =>
        target.Members.Single(member => member.Trunk == attempt.Trunk).Priority;

    private void Plan(RouteTarget target, uint draw) =>
        AttemptPlanner.Plan(_plan, target, _board, new PlannedCall(draw, Emergency: false), now: 1_000);

    private string[] Names() => [.. _plan.Attempts.Select(static attempt => attempt.Trunk.Name)];

    private static GroupOptions Group(params (string Name, int Priority, int Weight)[] members) => new()
    {
        Trunks = [.. members.Select(static member => new GroupMemberOptions
        {
            Trunk = member.Name,
            Priority = member.Priority,
            Weight = member.Weight,
        })],
    };

    /// <summary>A gateway for each trunk, in its region.</summary>
    private static RouteTarget Target(GroupOptions group, params string[] regions) => Target(group, static trunk => trunk, regions);

    private static RouteTarget Target(GroupOptions group, Func<TrunkOptions, TrunkOptions> change, params string[] regions)
    {
        var options = TestOptions.Edge() with
        {
            Groups = TestOptions.Named(("g", group)),
            Trunks = TestOptions.Named([.. group.Trunks.Select((member, index) => (
                member.Trunk,
                change(TestOptions.Trunk(TestOptions.Gateway("one", $"203.0.113.{index + 1}")) with { Region = regions.ElementAtOrDefault(index) })))]),
            Routes = [new RouteOptions { To = "g" }],
        };
        return TestOptions.Compile(options).Routes.All[0].To;
    }
}
