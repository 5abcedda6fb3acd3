using System.Collections.Immutable;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>
/// Trunks that carry calls, are registered, are asked whether they are there and tell subscribers things, while an operator switches
/// them off and on and drains them in any order: no call ends that nobody ended, nothing is sent anew to a trunk that is off, and
/// whatever is on works again.
/// </summary>
public sealed class TrunkVerbsTests
{
    private const int Seeds = 1_500;
    private const int PingMs = 10_000;

    private static readonly TrunkState On = new(Active: true, Draining: false);

    [Fact]
    public void In_whatever_order_trunks_are_switched_no_call_is_lost_and_none_that_is_off_hears_anything_new()
    {
        var reasons = new HashSet<string>();
        Seed.Each(Seeds, seed =>
        {
            using var day = new Day(seed, lossy: seed % 2 == 0);
            day.Run();
            reasons.UnionWith(day.Reasons);
        });
        Assert.Superset(new HashSet<string> { "caller_hung_up", "trunk_disabled", "trunk_draining" }, reasons);
    }

    private readonly record struct TrunkState(bool Active, bool Draining);

    /// <summary>A trunk, and what the wire shows of it.</summary>
    private sealed class Watched(string name, byte host)
    {
        private readonly HashSet<string> _asked = [];

        public string Name { get; } = name;

        public string Address { get; } = $"10.0.0.{host}";

        public TrunkState State { get; set; } = On;

        /// <summary>Its calls were ended with it.</summary>
        public bool CutOff { get; set; }

        public SocketEndpoint Endpoint { get; } = SocketEndpoint.FromIpv4(0x0A000000u | host, 5060);

        public PhoneRegistrarPlan? Registrar { get; init; }

        /// <summary>The last time that something new was begun with it, by the first line's first word.</summary>
        public Dictionary<string, long> Begun { get; } = [];

        /// <summary>A retransmission begins nothing.</summary>
        public void Saw(SimulatedRequest request, long now)
        {
            if (_asked.Add(request.Branch))
            {
                Begun[request.Kind] = now;
                Assert.True(
                    State.Active || request.Kind is not ("OPTIONS" or "INVITE" or "REGISTER" or "SUBSCRIBE"),
                    $"{Name} is off and gets {request.Kind}");
                Assert.True(!State.Draining || request.Kind != "INVITE", $"{Name} drains and gets a call");
            }
        }
    }

    /// <summary>Kind: the method; of a REGISTER that removes, "removal"; of what is inside a dialog, "inside".</summary>
    private sealed record SimulatedRequest(string Kind, string Branch)
    {
        public static SimulatedRequest? Of(string text)
        {
            if (text.StartsWith("SIP/2.0", StringComparison.Ordinal) || !text.Contains("\r\nVia: ", StringComparison.Ordinal))
            {
                return null;
            }
            var method = text[..text.IndexOf(' ', StringComparison.Ordinal)];
            var inside = text.Split("\r\nTo: ")[1].Split('\r')[0].Contains(";tag=", StringComparison.Ordinal);
            var kind = inside || method is "CANCEL" or "ACK" ? "inside"
                : method == "REGISTER" && text.Contains("\r\nExpires: 0\r\n", StringComparison.Ordinal) ? "removal"
                : method;
            return new SimulatedRequest(kind, text.Split("branch=")[1].Split('\r', ';')[0] + method);
        }
    }

    private sealed class Day : IDisposable
    {
        private readonly Random _random;
        private readonly EdgeScenario _scenario;
        private readonly Watched[] _trunks;
        private readonly SimulatedPhone[] _callers;
        private readonly EventPeer _desk;
        private readonly EventPeer _lamps;
        private readonly bool _lossy;
        private readonly HashSet<SimulatedPhone> _called = [];

        public Day(int seed, bool lossy)
        {
            _random = new Random(seed);
            _lossy = lossy;
            _trunks =
            [
                new Watched("left", 31) { Registrar = new PhoneRegistrarPlan() },
                new Watched("right", 32) { Registrar = new PhoneRegistrarPlan() },
                new Watched("lamps", 33),
            ];
            _scenario = new EdgeScenario(seed, Options);
            var network = _scenario.Network;
            network.Loss = lossy ? 0.2 : 0;
            network.MaxLatency = 50;
            foreach (var trunk in _trunks.Where(static trunk => trunk.Registrar is not null))
            {
                _ = new SimulatedPhone(trunk.Name, trunk.Endpoint, network, seed + trunk.Name.Length) { Registrar = trunk.Registrar };
            }
            _lamps = new EventPeer(network, 33, _scenario.ToEdge, seed) { Tells = -1 };
            _desk = new EventPeer(network, 34, _scenario.ToEdge, seed + 1);
            _callers = [.. Enumerable.Range(40, 4).Select(host =>
                new SimulatedPhone($"caller{host}", SocketEndpoint.FromIpv4(0x0A000000u | (uint)host, 5060), network, seed + host))];
            network.Drop = message =>
            {
                if (Array.Find(_trunks, trunk => trunk.Endpoint == message.Flow.Remote) is { } trunk
                    && SimulatedRequest.Of(message.Text) is { } request)
                {
                    trunk.Saw(request, message.Time);
                }
                return false;
            };
            _scenario.Tick();
        }

        public HashSet<string> Reasons { get; } = [];

        public void Run()
        {
            RunFor(5_000);
            for (var step = 8 + _random.Next(12); step > 0; step--)
            {
                Act();
                RunFor(_random.Next(3) == 0 ? _random.Next(60_000) : _random.Next(2_000));
                CheckRecords();
            }
            Settle();
            GoHome();
        }

        public void Dispose() => _scenario.Dispose();

        private void Act()
        {
            var trunk = _trunks[_random.Next(_trunks.Length)];
            var caller = _callers[_random.Next(_callers.Length)];
            switch (_random.Next(10))
            {
                case 0 or 1 or 2:
                    if (_called.Add(caller) || caller.Ended)
                    {
                        caller.Call($"sip:{_random.Next(1, 3)}00@edge.example", _scenario.ToEdge, _scenario.Now);
                        caller.Node.Tick();
                    }
                    break;
                case 3:
                    HangUp(caller);
                    break;
                case 4:
                    _desk.Ask(SipMethod.Subscribe, _scenario.Now, 100);
                    break;
                case 5:
                    _lamps.Tell("active;expires=100", _scenario.Now);
                    break;
                case 6:
                    Switch(trunk, new TrunkState(Active: true, Draining: true));
                    break;
                case 7 or 8:
                    Switch(trunk, On);
                    break;
                default:
                    Switch(trunk, new TrunkState(Active: false, _random.Next(2) == 0), now: _random.Next(3) == 0);
                    break;
            }
        }

        private void Switch(Watched trunk, TrunkState state, bool now = false)
        {
            trunk.State = state;
            _scenario.Model = TestOptions.Compile(Options(EdgeScenario.Options()));
            if (now)
            {
                trunk.CutOff = true;
                _scenario.Edge.EndCallsOf(trunk.Name, _scenario.Now);
            }
            _scenario.Tick();
        }

        private void HangUp(SimulatedPhone caller)
        {
            caller.HangUp(_scenario.Now);
            caller.Node.Tick();
        }

        /// <summary>Whatever was answered was ended by its caller, or with its trunk.</summary>
        private void CheckRecords()
        {
            foreach (var call in _scenario.Calls)
            {
                Reasons.Add(call.Reason);
                Assert.True(
                    call.Outcome != "answered" || call.Reason == "caller_hung_up"
                    || (call.Reason == "trunk_disabled" && _trunks.Any(trunk => trunk.CutOff && trunk.Name == call.Attempts[^1].Trunk)),
                    call.ToString());
            }
            Assert.Equal(_scenario.Calls.Count, _scenario.Calls.DistinctBy(static call => call.Id).Count());
            Reasons.UnionWith(_scenario.Refusals.Select(static refusal => refusal.Reason));
        }

        /// <summary>Once nothing is lost any more, everything is as the configuration says.</summary>
        private void Settle()
        {
            _scenario.Network.Loss = 0;
            RunFor(900_000); // a registration that failed is tried again by then, and what was not removed has lapsed
            CheckRecords();
            foreach (var trunk in _trunks)
            {
                var model = _scenario.Model.Trunks.Single(one => one.Name == trunk.Name);
                var status = _scenario.Board.Describe(model, _scenario.Now);
                Assert.Equal(
                    trunk.State switch
                    {
                        { Active: false } => TrunkCondition.Disabled,
                        { Draining: true } => TrunkCondition.Draining,
                        _ => TrunkCondition.Ok,
                    },
                    status.Condition);
                Assert.Equal(trunk.State.Active, trunk.Begun.GetValueOrDefault("OPTIONS") > _scenario.Now - (2 * PingMs));
                if (trunk.Registrar is { } registrar)
                {
                    Assert.Equal(trunk.State.Active, registrar.Contacts.Values.Any(until => until > _scenario.Now));
                    Assert.Equal(
                        trunk.State.Active ? RegistrationState.Registered : RegistrationState.Disabled,
                        _scenario.Board.CellOf(model).Registration?.State ?? RegistrationState.Disabled);
                    Assert.True(trunk.State.Active || _lossy || registrar.Contacts.Count == 0, "a registration was left to lapse");
                }
            }
            Assert.Equal(_callers.Count(static caller => caller is { Confirmed: true, Ended: false }), _scenario.Edge.CallCount);
            Assert.Equal(
                _scenario.Edge.CallCount,
                _scenario.Model.Trunks.Sum(trunk => _scenario.Board.CellOf(trunk).Load.Calls));
        }

        private void GoHome()
        {
            foreach (var caller in _callers)
            {
                HangUp(caller);
            }
            foreach (var trunk in _trunks)
            {
                Switch(trunk, new TrunkState(Active: false, Draining: false));
            }
            _scenario.RunToTheEnd(10_000_000);
            CheckRecords();
        }

        private void RunFor(long milliseconds) => _scenario.Network.RunFor(milliseconds);

        private EdgeOptions Options(EdgeOptions options) => options with
        {
            Acls = ImmutableSortedDictionary<string, AclOptions>.Empty.Add("callers", new AclOptions
            {
                Addresses = [.. Enumerable.Range(40, 4).Select(static host => TestOptions.Address($"10.0.0.{host}"))],
            }),
            Trunks = TestOptions.Named(
                [.. _trunks.Select(static trunk => (trunk.Name, Trunk(trunk))), ("desk", Trunk(new Watched("desk", 34)) with { Health = null })]),
            Routes =
            [
                new RouteOptions { Prefix = "1", To = "left" },
                new RouteOptions { Prefix = "2", To = "right" },
                new RouteOptions { To = "lamps" },
            ],
        };

        private static TrunkOptions Trunk(Watched trunk) => new()
        {
            Active = trunk.State.Active,
            Draining = trunk.State.Draining,
            Gateways = [new GatewayOptions { Name = "one", Address = trunk.Address }],
            Health = new HealthOptions { Interval = TimeSpan.FromMilliseconds(PingMs), Timeout = TimeSpan.FromSeconds(5) },
            Signalling = new SignallingOptions { Message = PassMode.Pass, Subscribe = PassMode.Pass },
            Auth = trunk.Registrar is null ? null : new TrunkAuthOptions { Username = "account", Password = TestOptions.Password("secret") },
            Register = trunk.Registrar is null ? null : new RegisterOptions { Expires = TimeSpan.FromMinutes(2) },
        };
    }
}
