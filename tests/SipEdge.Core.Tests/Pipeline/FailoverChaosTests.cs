using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>
/// A group of carriers that die, come back, are out of order, ask for a pause and do not pick up, while OPTIONS, failure memory and
/// circuits watch them: by regions, weights or distance, on a network that loses a fifth and lets everything overtake each other, and
/// on one that loses nothing. Every seed replays exactly.
/// </summary>
public sealed class FailoverChaosTests
{
    private const int Seeds = 3_000;
    private const int MostCalls = 8;
    private const int Gateways = 4;

    /// <summary>
    /// Nothing that was known against a gateway outlasts this: an open circuit (40 s), memory (30 s), a pause (10 s), and OPTIONS with one
    /// under way (10 s), two answered (22 s) and a transaction that began before (32 s).
    /// </summary>
    private const long LongestGrudgeMs = 70_000;

    private static readonly CircuitOptions Circuit = new()
    {
        Calls = 2,
        Window = TimeSpan.FromMinutes(3),
        Open = TimeSpan.FromSeconds(10),
        OpenMax = TimeSpan.FromSeconds(40),
    };

    private readonly Dictionary<string, int> _seen = [];

    private enum Fate
    {
        Well,
        Dead,
        OutOfOrder,
        Pauses,
        Fails,
        Busy,
        OnlyRings,
        OnlyTries,
    }

    [Fact]
    public void Every_call_is_tried_wherever_it_may_succeed_and_recorded_once_and_nothing_is_left_of_it()
    {
        Seed.Each(Seeds, seed => Run(seed));
        // The fates are mixed on purpose: if any of these never happens, the test has stopped testing it.
        string[] wanted =
        [
            "caller_hung_up", "gateway_failed", "gateway_refused", "ring_timeout", "cancelled", "attempt attempt_timeout",
            "attempt gateway_failed", "attempt ring_timeout", "skipped gateway_down", "skipped circuit_open", "skipped target_failed_recently", "circuit Open", "circuit HalfOpen", "circuit Closed", "4 attempts",
            "emergency, 4 attempts", "answered at the last of 4",
        ];
        Assert.All(wanted, what => Assert.True(_seen.GetValueOrDefault(what) > 10, $"{what}: {_seen.GetValueOrDefault(what)}"));
    }

    private void Run(int seed)
    {
        var random = new Random(seed);
        var carriers = new Carriers(random);
        using var scenario = new EdgeScenario(seed, options => Options(options, random));
        carriers.Stand(scenario);
        var network = scenario.Network;
        network.Loss = seed % 3 == 0 ? 0 : 0.2;
        network.Duplication = 0.05;
        network.MinLatency = 1;
        network.MaxLatency = 80;
        network.Drop = carriers.IsLost;
        scenario.Tick();

        for (var calls = 1 + random.Next(MostCalls); calls > 0; calls--)
        {
            for (var changes = random.Next(3); changes > 0; changes--)
            {
                carriers.Change(random, scenario.Now);
            }
            network.RunFor(random.Next(1, random.Next(3) == 0 ? 90_000 : 4_000));
            Call(scenario, carriers, random, lossless: network.Loss == 0);
        }
        scenario.Model = TestOptions.Compile(Options(EdgeScenario.Options(), new Random(seed), health: false));
        scenario.Tick();
        scenario.RunToTheEnd(limitMs: 2_000_000);
        Assert.Equal(0, scenario.Edge.WedgedCalls);
        Assert.Equal(0, scenario.Media.StaleCalls);
        Assert.Equal(scenario.Calls.Count, scenario.Calls.Select(static call => call.Id).Distinct().Count());
    }

    private void Call(EdgeScenario scenario, Carriers carriers, Random random, bool lossless)
    {
        var emergency = random.Next(8) == 0;
        var before = scenario.Calls.Count;
        var began = scenario.Now;
        scenario.Caller.CancelAfter = random.Next(8) == 0 ? random.Next(1, 8_000) : 0;
        scenario.Caller.HangUpAfter = random.Next(1, 2_000);
        scenario.Call(emergency ? "112" : "31201234567");
        // The caller has to have heard of the end as well: what it hears late it would take for its next call's.
        while ((scenario.Calls.Count == before || !scenario.Caller.Ended) && scenario.Now - began < 400_000 && !NeverArrived())
        {
            scenario.Network.RunFor(100);
            Watch(scenario);
        }
        if (NeverArrived())
        {
            return;
        }
        Assert.True(
            scenario.Calls.Count == before + 1,
            $"{scenario.Calls.Count - before} records of one call, {scenario.Edge.CallCount} live; the caller heard "
                + string.Join(", ", scenario.Caller.Heard.TakeLast(12)));
        Assert.Empty(scenario.Refusals);
        var call = scenario.Calls[^1];
        Assert.Equal(emergency, call.Emergency);
        Check(call, carriers, began, lossless);
        Count(call);

        bool NeverArrived() => scenario.Edge.CallCount == 0 && scenario.Calls.Count == before
            && scenario.Caller.Heard is [.., "time-out"] && scenario.Now - began > 30_000;
    }

    /// <summary>What may be said of every call, whatever happened to it.</summary>
    private static void Check(CallRecord call, Carriers carriers, long began, bool lossless)
    {
        var tried = call.Attempts.Select(static attempt => attempt.Gateway).ToArray();
        Assert.Equal(tried.Length, tried.Distinct().Count());
        var skipped = call.Skipped.Select(static skipped => skipped.Gateway!).ToArray();
        Assert.Empty(tried.Intersect(skipped));
        if (call.Emergency)
        {
            Assert.Empty(skipped);
        }
        if (lossless)
        {
            // Who has been well for long is passed by for nobody else's sake.
            Assert.All(skipped, gateway => Assert.False(carriers.WellFor(gateway, began) >= LongestGrudgeMs, $"{gateway} was well"));
        }
        if (call.Status is 200 or 487 or 486)
        {
            return;
        }
        // Given up: then nobody was left whom anything could be hoped of.
        Assert.NotEmpty(tried);
        Assert.Equal(Carriers.Names.Order(), tried.Concat(skipped).Order());
        if (lossless)
        {
            Assert.All(tried, gateway => Assert.False(carriers.IsWell(gateway), $"{gateway} was well, and its call was given up"));
        }
    }

    private void Count(CallRecord call)
    {
        Saw(call.Reason);
        Saw($"{(call.Emergency ? "emergency, " : "")}{call.Attempts.Count} attempts");
        if (call is { Status: 200, Attempts.Count: Gateways })
        {
            Saw($"answered at the last of {Gateways}");
        }
        foreach (var attempt in call.Attempts)
        {
            Saw($"attempt {attempt.Reason}");
        }
        foreach (var skipped in call.Skipped)
        {
            Saw($"skipped {skipped.Reason}");
        }
    }

    /// <summary>No trial holds a place when no call is up.</summary>
    private void Watch(EdgeScenario scenario)
    {
        foreach (var trunk in scenario.Model.Trunks.Where(static trunk => trunk.Circuit is not null))
        {
            foreach (var target in trunk.Outbound.SelectMany(static gateway => gateway.Targets))
            {
                var circuit = scenario.Board.CellOf(target).Circuit;
                Saw($"circuit {circuit.PhaseAt(scenario.Now)}");
                Assert.False(
                    scenario.Edge.CallCount == 0 && circuit.PhaseAt(scenario.Now) == CircuitPhase.HalfOpen
                        && circuit.IsShut(trunk.Circuit!, scenario.Now),
                    $"a trial at {target} that has ended still holds its place");
            }
        }
    }

    private void Saw(string what) => _seen[what] = _seen.GetValueOrDefault(what) + 1;

    /// <summary>The same of the same numbers; one carrier with two gateways and two with one.</summary>
    private static EdgeOptions Options(EdgeOptions options, Random random, bool health = true)
    {
        var watched = random.Next(3) > 0;
        var regions = random.Next(2) == 0;
        var nearest = watched && random.Next(3) == 0;
        var ping = new HealthOptions
        {
            Interval = TimeSpan.FromSeconds(10),
            Timeout = TimeSpan.FromSeconds(4),
            DownAfter = 1 + random.Next(2),
        };
        TrunkOptions Trunk(params (int Gateway, string Region)[] gateways) => new()
        {
            Gateways =
            [
                .. gateways.Select(one => new GatewayOptions
                {
                    Name = Carriers.Names[one.Gateway],
                    Address = $"10.0.0.{3 + one.Gateway}",
                    Region = one.Region,
                    Weight = random.Next(3) * 10,
                }),
            ],
            Circuit = random.Next(3) > 0 ? Circuit with { Trials = 1 + random.Next(2) } : null,
            Health = watched && health ? ping : null,
        };
        return options with
        {
            Numbers = new SpecialNumberOptions { Emergency = ["112"] },
            Trunks = TestOptions.Named(("one", Trunk((0, "eu"), (1, "us"))), ("two", Trunk((2, "eu"))), ("three", Trunk((3, "us")))),
            Groups = TestOptions.Named(("carriers", new GroupOptions
            {
                Trunks =
                [
                    new GroupMemberOptions { Trunk = "one", Weight = random.Next(3) * 10 },
                    new GroupMemberOptions { Trunk = "two", Weight = random.Next(3) * 10 },
                    new GroupMemberOptions { Trunk = "three", Priority = random.Next(2) },
                ],
                Regions = new RegionOptions { Order = regions ? ["eu", "us"] : [], ReturnAfter = TimeSpan.FromSeconds(20) },
                Prefer = nearest && health ? GatewayPreference.LowestRtt : GatewayPreference.Order,
                Failover = new FailoverOptions
                {
                    AttemptTimeout = TimeSpan.FromSeconds(2 + random.Next(5)),
                    RingTimeout = TimeSpan.FromSeconds(8),
                    Memory = TimeSpan.FromSeconds(random.Next(2) * 30),
                },
            })),
            Routes = [new RouteOptions { To = "carriers" }],
        };
    }

    /// <summary>The gateways, and what became of each.</summary>
    private sealed class Carriers(Random random)
    {
        public static readonly string[] Names = ["a", "b", "c", "d"];

        private readonly (Fate Fate, long Since)[] _fates = new (Fate, long)[Gateways];
        private SimulatedPhone[] _phones = [];

        public void Stand(EdgeScenario scenario)
        {
            _phones =
            [
                scenario.Callee, scenario.Second,
                .. Enumerable.Range(2, Gateways - 2).Select(place => new SimulatedPhone(Names[place], Address(place), scenario.Network, place)),
            ];
            for (var place = 0; place < Gateways; place++)
            {
                _phones[place].AnswersOptions = static () => (200, "");
                Turn(place, Fate.Well, -LongestGrudgeMs);
            }
        }

        public void Change(Random choice, long now) => Turn(
            choice.Next(Gateways), choice.Next(3) == 0 ? Fate.Well : (Fate)choice.Next(Enum.GetValues<Fate>().Length), now);

        public bool IsWell(string gateway) => _fates[Array.IndexOf(Names, gateway)].Fate == Fate.Well;

        /// <summary>How long it was well already; negative: it is not.</summary>
        public long WellFor(string gateway, long now) => IsWell(gateway) ? now - _fates[Array.IndexOf(Names, gateway)].Since : -1;

        public bool IsLost(SimulatedMessage message)
        {
            for (var place = 0; place < Gateways; place++)
            {
                if (_fates[place].Fate == Fate.Dead && (message.Flow.Remote == Address(place) || message.Source == Address(place)))
                {
                    return true;
                }
            }
            return false;
        }

        private static SocketEndpoint Address(int place) => SocketEndpoint.FromIpv4(0x0A000003u + (uint)place, 5060);

        private void Turn(int place, Fate fate, long now)
        {
            var phone = _phones[place];
            _fates[place] = (fate, _fates[place].Fate == fate && now > 0 ? _fates[place].Since : now);
            phone.ExtraHeaders = fate == Fate.Pauses ? "Retry-After: 10\r\n" : "";
            phone.RingAfter = fate is Fate.Well or Fate.OnlyRings or Fate.Busy ? 1 + random.Next(300) : 0;
            phone.AnswerAfter = fate is Fate.OnlyRings or Fate.OnlyTries ? 0 : 1 + random.Next(600);
            phone.AnswerStatus = fate switch
            {
                Fate.OutOfOrder or Fate.Pauses => 503,
                Fate.Fails => 500,
                Fate.Busy => 486,
                _ => 200,
            };
        }
    }
}
