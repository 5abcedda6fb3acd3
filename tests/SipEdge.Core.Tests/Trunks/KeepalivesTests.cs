using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Trunks;

/// <summary>When the ways to a trunk are kept open.</summary>
public sealed class KeepalivesTests
{
    private const int Interval = 30_000;
    private readonly Wire _wire = new();
    private ulong _random;

    [Fact]
    public void Every_address_of_the_trunk_has_its_turn_within_80_to_100_percent_of_the_interval()
    {
        var model = Model(("192.0.2.7", TransportKind.Udp), ("192.0.2.8", TransportKind.Tcp), ("192.0.2.8", TransportKind.Tcp));
        var keeper = Keeper();
        var now = 1L;
        var last = new Dictionary<Flow, long>();
        for (var next = keeper.OnTick(model, now); now < 400_000; next = keeper.OnTick(model, now))
        {
            foreach (var flow in _wire.Take())
            {
                if (last.TryGetValue(flow, out var before))
                {
                    Assert.InRange(now - before, Interval * 4 / 5, Interval);
                }
                last[flow] = now;
            }
            _random += 7_919;
            now = next;
        }
        Assert.Equal(["192.0.2.7:5060", "192.0.2.8:5060"], last.Keys.Select(static flow => flow.Remote.ToString()).Order());
    }

    [Fact]
    public void Without_the_key_and_on_a_trunk_that_is_switched_off_nothing_is_sent()
    {
        Assert.Equal(long.MaxValue, Keeper().OnTick(Model((TimeSpan?)null), 1));
        Assert.Equal(long.MaxValue, Keeper().OnTick(Model(TimeSpan.FromSeconds(30), active: false), 1));
    }

    [Fact]
    public void A_configuration_that_changes_all_the_time_does_not_put_it_off()
    {
        var keeper = Keeper();
        for (var now = 1L; now < 31_000; now += 1_000)
        {
            keeper.OnTick(Model(TimeSpan.FromMilliseconds(Interval)), now);
        }
        Assert.Single(_wire.Take());
    }

    [Fact]
    public void A_turn_allocates_nothing()
    {
        var model = Model(TimeSpan.FromMilliseconds(Interval));
        var keeper = Keeper();
        var now = 1L;
        _wire.Counting = true;
        Allocations.AssertNone(() => now = keeper.OnTick(model, now));
        Assert.True(_wire.Count > 100);
    }

    [Theory]
    [InlineData("4s")]
    [InlineData("11m")]
    public void An_interval_that_is_none_is_named(string text)
    {
        Assert.True(DurationText.TryParse(text, out var interval));
        var problem = Assert.Single(TestOptions.Problems(Options(interval, true, ("192.0.2.7", TransportKind.Udp))),
            static problem => problem.Path.EndsWith(".keepalive", StringComparison.Ordinal));
        Assert.Equal("5s to 10m", problem.Expected);
    }

    private Keepalives Keeper() => new(_wire, () => _random);

    private static EdgeModel Model(params (string, TransportKind)[] gateways) =>
        TestOptions.Compile(Options(TimeSpan.FromMilliseconds(Interval), true, gateways));

    private static EdgeModel Model(TimeSpan? keepalive, bool active = true) =>
        TestOptions.Compile(Options(keepalive, active, ("192.0.2.7", TransportKind.Udp)));

    private static EdgeOptions Options(TimeSpan? keepalive, bool active, params (string Address, TransportKind Transport)[] gateways) =>
        TestOptions.Edge() with
        {
            Trunks = TestOptions.Named(("pbx", TestOptions.Trunk([.. gateways.Select((gateway, i) =>
                TestOptions.Gateway($"g{i}", gateway.Address) with { Transport = gateway.Transport })]) with
            {
                Active = active,
                Signalling = new SignallingOptions { Keepalive = keepalive },
            })),
        };

    private sealed class Wire : ITransport
    {
        private readonly List<Flow> _kept = [];

        public bool Counting { get; set; }

        public int Count { get; private set; }

        public List<Flow> Take()
        {
            List<Flow> taken = [.. _kept];
            _kept.Clear();
            return taken;
        }

        public void KeepAlive(in Flow flow)
        {
            Count++;
            if (!Counting)
            {
                _kept.Add(flow);
            }
        }

        public SendResult Send(in Flow flow, ReadOnlySpan<byte> message, long token) => SendResult.Failed;

        public ReadOnlySpan<byte> SentBy(in Flow flow) => default;

        public SocketEndpoint Local(in Flow flow) => default;

        public string? IndicatedName(in Flow flow) => null;

        public void Close(in Flow flow)
        {
        }
    }
}
