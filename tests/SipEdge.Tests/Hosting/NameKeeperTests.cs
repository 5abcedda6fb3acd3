using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SipEdge.Core.Configuration;
using SipEdge.Hosting;
using SipEdge.Sip.Tests.Resolution;

namespace SipEdge.Tests.Hosting;

/// <summary>Names on a clock that the test moves: what is good is kept, a change is told once, and an outage is no storm.</summary>
public sealed class NameKeeperTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly HostileDnsServer _server = new();
    private readonly ManualTime _time = new();
    private readonly Channel<TimeSpan> _pauses = Channel.CreateUnbounded<TimeSpan>();
    private readonly NameKeeper _keeper;
    private int _changes;
    private volatile byte _last = 1;
    private volatile bool _fails;

    public NameKeeperTests()
    {
        _time.Armed = due =>
        {
            // What waits for an answer, and for changes to settle, is no pause between questions.
            if (due > TimeSpan.Zero && due != Patience)
            {
                _pauses.Writer.TryWrite(due);
            }
        };
        _server.OverUdp = asked => [asked.Address(_last, flags: (ushort)(_fails ? 0x8182 : 0x8180))];
        _keeper = new NameKeeper(_time, NullLogger<NameKeeper>.Instance);
        _keeper.OnChange(() => Interlocked.Increment(ref _changes));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _keeper.Dispose();

    [Fact]
    public async Task A_name_is_asked_for_when_its_TTL_is_over_and_only_a_difference_is_told()
    {
        _keeper.Adopt(Options("sip.carrier.example"));
        Assert.Equal(60, (await PauseAsync()).TotalSeconds);
        Settle();
        Assert.Equal((1, "192.0.2.1:5060"), (_changes, Address()));
        for (var i = 0; i < 5; i++)
        {
            await LapseAsync(60);
        }
        Assert.Equal((1, 6), (_changes, _server.Asked.Count));
        _last = 2;
        await LapseAsync(60);
        Settle();
        Assert.Equal((2, "192.0.2.2:5060"), (_changes, Address()));
    }

    [Fact]
    public async Task Names_that_change_together_are_told_together()
    {
        var names = Enumerable.Range(0, 20).Select(static number => $"sip{number}.carrier.example").ToArray();
        _keeper.Adopt(Options(names));
        foreach (var _ in names)
        {
            await PauseAsync();
        }
        Settle();
        Assert.Equal(1, _changes);
        _last = 2;
        _time.Advance(TimeSpan.FromSeconds(60));
        foreach (var _ in names)
        {
            await PauseAsync();
        }
        Settle();
        Assert.Equal(2, _changes);
        Assert.All(_keeper.Names, static name => Assert.Equal("192.0.2.2:5060", Assert.Single(name.Places).Address));
    }

    [Fact]
    public async Task An_outage_keeps_the_last_good_answer_and_asks_less_and_less()
    {
        _keeper.Adopt(Options("sip.carrier.example"));
        var pause = await PauseAsync();
        Settle();
        _fails = true;
        var pauses = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            pause = await LapseAsync(pause.TotalSeconds);
            pauses.Add(pause.TotalSeconds);
            Assert.Equal("192.0.2.1:5060", Address());
        }
        Assert.Equal([5, 10, 20, 40, 60, 60, 60], pauses);
        Assert.NotNull(_keeper.Names[0].Error);

        // It is over: nothing differs, so nothing is told, and the usual pace is back at once.
        _fails = false;
        Assert.Equal(60, (await LapseAsync(60)).TotalSeconds);
        Settle();
        Assert.Equal((1, null), (_changes, _keeper.Names[0].Error));
    }

    [Fact]
    public async Task That_a_name_is_gone_takes_no_place_away_that_calls_go_to()
    {
        _keeper.Adopt(Options("sip.carrier.example"));
        await PauseAsync();
        Settle();
        _server.OverUdp = static asked => [new DnsBytes(asked.Id, 0x8183).Question(asked.Name, asked.Type).Bytes];
        await LapseAsync(60);
        Settle();
        Assert.Equal((1, "192.0.2.1:5060"), (_changes, Address()));
        Assert.NotNull(_keeper.Names[0].Error);
    }

    [Theory]
    [InlineData(0u, 5)]
    [InlineData(604_800u, 3600)]
    public async Task A_careless_TTL_is_bounded(uint ttl, int seconds)
    {
        _server.OverUdp = asked =>
            [new DnsBytes(asked.Id).Question(asked.Name, asked.Type).Answer(asked.Name, 1, ttl, static data => data.Raw(192, 0, 2, 1)).Bytes];
        _keeper.Adopt(Options("sip.carrier.example"));
        Assert.Equal(seconds, (await PauseAsync()).TotalSeconds);
    }

    [Fact]
    public async Task A_reload_asks_for_what_is_new_and_no_more_for_what_is_gone()
    {
        _keeper.Adopt(Options("sip.carrier.example"));
        await PauseAsync();
        _keeper.Adopt(Options("sip.carrier.example"));
        Assert.Single(_server.Asked);
        Assert.Equal(["other.example"], _keeper.Adopt(Options("other.example")));
        await PauseAsync();
        _time.Advance(TimeSpan.FromSeconds(60));
        await PauseAsync();
        Assert.Equal(["sip.carrier.example", "other.example", "other.example"], _server.Asked.Select(static asked => asked.Name));
    }

    /// <summary>How long the next name waits until it is asked for again.</summary>
    private async Task<TimeSpan> PauseAsync() => await _pauses.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    private async Task<TimeSpan> LapseAsync(double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return await PauseAsync();
    }

    private void Settle() => _time.Advance(TimeSpan.FromMilliseconds(100));

    private string Address() => Assert.Single(Assert.Single(_keeper.Names).Places).Address;

    private EdgeOptions Options(params string[] names) => new()
    {
        Listeners = [new ListenerOptions { Name = "udp", Bind = "192.0.2.10:5060" }],
        Trunks = names.Select((name, number) => (name, number)).ToImmutableSortedDictionary(
            static row => $"trunk{row.number}",
            static row => new TrunkOptions { Gateways = [new GatewayOptions { Name = "one", Address = row.name, Port = 5060 }] }),
        Dns = new DnsOptions { Servers = [_server.EndPoint.ToString()], Timeout = Patience, Attempts = 1 },
    };
}
