using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pings;

/// <summary>An edge that asks its gateways on the simulated network whether they are there.</summary>
public sealed class PingTests
{
    private static readonly SocketEndpoint First = SocketEndpoint.FromIpv4(0x0A000003, 5060);
    private static readonly SocketEndpoint Second = SocketEndpoint.FromIpv4(0x0A000004, 5060);

    [Fact]
    public void A_gateway_that_dies_is_skipped_without_costing_a_call_and_is_called_again_when_it_has_come_back()
    {
        using var scenario = With(new HealthOptions { Interval = TimeSpan.FromSeconds(10), Timeout = TimeSpan.FromSeconds(5) });
        scenario.Caller.HangUpAfter = 100;
        scenario.Network.RunFor(25_000);
        Assert.Equal((HealthState.Up, 200), (Health(scenario, First)!.State, Health(scenario, First)!.Code));
        Assert.InRange(Health(scenario, First)!.RttMs!.Value, 1, 500);

        scenario.Network.Drop = static message => message.Flow.Remote == First;
        scenario.Network.RunFor(40_000);
        Assert.Equal((HealthState.Down, "no answer"), (Health(scenario, First)!.State, Health(scenario, First)!.Why));
        Assert.Equal(TrunkCondition.Degraded, Describe(scenario).Condition);
        scenario.Call();
        scenario.Network.RunFor(5_000);
        Assert.Equal(["second"], scenario.Calls[0].Attempts.Select(static attempt => attempt.Gateway));
        Assert.Equal(["gateway_down"], scenario.Calls[0].Skipped.Select(static skipped => skipped.Reason));

        scenario.Network.Drop = null;
        scenario.Network.RunFor(11_000);
        scenario.Call(); // one success is not enough
        scenario.Network.RunFor(5_000);
        scenario.Network.RunFor(11_000);
        scenario.Call();
        scenario.Network.RunFor(5_000);
        Assert.Equal(["second", "first"], scenario.Calls.Skip(1).Select(static call => call.Attempts.Single().Gateway));
        Assert.Equal(TrunkCondition.Ok, Describe(scenario).Condition);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_question_that_may_take_until_the_next_one_fails_all_the_same(int jitterSeconds)
    {
        var interval = TimeSpan.FromSeconds(10);
        using var scenario = With(new HealthOptions { Interval = interval, Jitter = TimeSpan.FromSeconds(jitterSeconds), Timeout = interval });
        scenario.Network.Drop = static message => message.Flow.Remote == First;
        scenario.Network.RunFor(60_000);
        Assert.Equal((HealthState.Down, "no answer"), (Health(scenario, First)!.State, Health(scenario, First)!.Why));
        Assert.Equal(HealthState.Up, Health(scenario, Second)!.State);
    }

    [Fact]
    public void What_is_sent_is_a_complete_request_of_its_own()
    {
        using var scenario = With(new HealthOptions { Interval = TimeSpan.FromSeconds(10) });
        scenario.Network.RunFor(45_000);

        var asked = scenario.Callee.Messages.Where(static text => text.StartsWith("OPTIONS ", StringComparison.Ordinal)).ToArray();
        Assert.InRange(asked.Length, 4, 6);
        Assert.All(asked, static text =>
        {
            Assert.StartsWith("OPTIONS sip:10.0.0.3 SIP/2.0\r\n", text, StringComparison.Ordinal);
            Assert.Contains("\r\nContact: <sip:10.0.0.1:5060>\r\n", text, StringComparison.Ordinal);
            Assert.Contains("\r\nTo: <sip:10.0.0.3>\r\n", text, StringComparison.Ordinal);
            Assert.Contains("\r\nMax-Forwards: 70\r\n", text, StringComparison.Ordinal);
            Assert.Contains("\r\nAccept: application/sdp\r\n", text, StringComparison.Ordinal);
        });
        Assert.Equal(asked.Length, asked.Select(static text => Line(text, "Call-ID")).Distinct().Count());
        Assert.All(asked, text => Assert.DoesNotContain("Call-ID: \r\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public void One_packet_in_five_lost_takes_no_gateway_down()
    {
        var (asked, flaps) = (0, 0);
        for (var seed = 1; seed <= 300; seed++)
        {
            using var scenario = With(new HealthOptions(), seed);
            scenario.Network.Loss = 0.2;
            for (var i = 0; i < 20; i++)
            {
                scenario.Network.RunFor(30_000);
                asked++;
                flaps += Health(scenario, First)!.State == HealthState.Down ? 1 : 0;
            }
        }
        // A question fails when none of five sendings is answered, 0.36^5; three in a row are one in five millions.
        Assert.True(flaps == 0, $"down at {flaps} of {asked} looks");
    }

    [Fact]
    public void A_503_with_Retry_After_is_left_alone_for_that_time()
    {
        using var scenario = With(new HealthOptions { Interval = TimeSpan.FromSeconds(10) });
        var until = 0L;
        var asked = new List<long>();
        scenario.Callee.AnswersOptions = () =>
        {
            asked.Add(scenario.Now);
            until = asked.Count == 1 ? scenario.Now + 60_000 : until;
            return asked.Count == 1 ? (503, "Retry-After: 60\r\n") : (200, "");
        };
        scenario.Network.RunFor(100_000);

        Assert.True(asked.Count is >= 2 and <= 6, $"asked at {string.Join(", ", asked)}");
        Assert.True(asked[1] >= until - 100, $"asked at {string.Join(", ", asked)}");
        Assert.Equal(HealthState.Up, Health(scenario, First)!.State);
    }

    [Fact]
    public void Calls_go_to_the_nearest_gateway_follow_it_when_it_moves_and_do_not_flap_between_two_that_are_as_near()
    {
        using var scenario = new EdgeScenario(change: options => Change(options, trunk => trunk with
        {
            Health = new HealthOptions { Interval = TimeSpan.FromSeconds(10) },
            Prefer = GatewayPreference.LowestRtt,
        }));
        var random = new Random(4);
        var (first, second) = (60, 20);
        scenario.Callee.AnswersOptions = scenario.Second.AnswersOptions = static () => (200, "");
        scenario.Callee.OptionsTake = () => first + random.Next(-first / 3, first / 3);
        scenario.Second.OptionsTake = () => second + random.Next(-second / 3, second / 3);
        scenario.Caller.HangUpAfter = 100;
        scenario.Tick();
        scenario.Network.RunFor(30_000);
        Assert.Equal("second", Called());

        second = 200;
        scenario.Network.RunFor(60_000);
        Assert.Equal("first", Called());

        second = 60; // as far as the first
        scenario.Network.RunFor(300_000);
        var (changes, last) = (0, Called());
        for (var i = 0; i < 500; i++)
        {
            scenario.Network.RunFor(10_000);
            var now = Called();
            changes += now == last ? 0 : 1;
            last = now;
        }
        Assert.InRange(changes, 0, 2);

        string Called()
        {
            scenario.Call();
            scenario.Network.RunFor(1_000);
            return Assert.Single(scenario.Calls[^1].Attempts).Gateway;
        }
    }

    [Theory]
    [InlineData(200, new int[0], true)]
    [InlineData(404, new int[0], true)]
    [InlineData(405, new int[0], true)]
    [InlineData(500, new int[0], true)]
    [InlineData(408, new int[0], false)]
    [InlineData(503, new int[0], false)]
    [InlineData(404, new[] { 200, 405 }, false)]
    [InlineData(405, new[] { 200, 405 }, true)]
    [InlineData(503, new[] { 503 }, true)]
    public void Which_answers_count_is_for_the_trunk_to_say(int answer, int[] success, bool up)
    {
        using var scenario = With(new HealthOptions { Interval = TimeSpan.FromSeconds(10), Success = [.. success] });
        scenario.Callee.AnswersOptions = () => (answer, "");
        scenario.Network.RunFor(40_000);
        Assert.Equal(up ? HealthState.Up : HealthState.Down, Health(scenario, First)!.State);
    }

    [Fact]
    public void A_reload_keeps_what_is_known_and_forgets_what_is_gone()
    {
        var health = new HealthOptions { Interval = TimeSpan.FromSeconds(10), Timeout = TimeSpan.FromSeconds(5) };
        using var scenario = With(health);
        scenario.Network.Drop = static message => message.Flow.Remote == First;
        scenario.Network.RunFor(50_000);
        var cell = scenario.Board.Trunk("pbx").Gateway("first").Target(TransportKind.Udp, First);
        Assert.Equal(HealthState.Down, cell.Health!.State);

        Reload(scenario, trunk => trunk with { Health = health with { UpAfter = 5 } });
        Assert.Equal(HealthState.Down, cell.Health!.State);
        Reload(scenario, trunk => trunk with { Health = health, Active = false });
        Assert.Null(cell.Health);
        Reload(scenario, trunk => trunk with { Health = health });
        Assert.Equal(HealthState.Unknown, cell.Health!.State);
        Reload(scenario, trunk => trunk with { Health = health, Gateways = [trunk.Gateways[1]] });
        Assert.Null(cell.Health);
        Reload(scenario, static trunk => trunk);
        Assert.All(scenario.Model.Trunks.Single().Outbound, gateway =>
            Assert.All(gateway.Targets, target => Assert.Null(scenario.Board.CellOf(target).Health)));
        scenario.RunToTheEnd(); // nobody is asked any more
    }

    [Fact]
    public void When_everything_is_down_the_first_is_called_all_the_same()
    {
        using var scenario = With(new HealthOptions { Interval = TimeSpan.FromSeconds(10), Timeout = TimeSpan.FromSeconds(5) });
        scenario.Network.Drop = static message => message.Text.StartsWith("OPTIONS", StringComparison.Ordinal);
        scenario.Network.RunFor(50_000);
        Assert.Equal(TrunkCondition.Down, Describe(scenario).Condition);
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.Network.RunFor(10_000);

        Assert.Equal(("first", 200), (scenario.OnlyCall.Attempts.Single().Gateway, scenario.OnlyCall.Status));
    }

    [Fact]
    public void Nobody_is_asked_where_nobody_wants_it()
    {
        using var scenario = new EdgeScenario();
        scenario.Tick();
        scenario.Network.RunFor(100_000);
        Assert.Empty(scenario.Callee.Heard);
        Assert.Null(Health(scenario, Second));
    }

    private static EdgeScenario With(HealthOptions health, int seed = 1)
    {
        var scenario = new EdgeScenario(seed, options => Change(options, trunk => trunk with { Health = health }));
        scenario.Tick();
        return scenario;
    }

    private static void Reload(EdgeScenario scenario, Func<TrunkOptions, TrunkOptions> change)
    {
        scenario.Model = TestOptions.Compile(Change(EdgeScenario.Options(), change));
        scenario.Tick();
        scenario.Network.RunFor(1);
    }

    private static EdgeOptions Change(EdgeOptions options, Func<TrunkOptions, TrunkOptions> change) => options with
    {
        Trunks = options.Trunks.SetItem("pbx", change(options.Trunks["pbx"])),
    };

    private static TrunkStatus Describe(EdgeScenario scenario) => scenario.Board.Describe(scenario.Model.Trunks.Single(), scenario.Now);

    private static TargetHealth? Health(EdgeScenario scenario, SocketEndpoint address) =>
        scenario.Board.CellOf(scenario.Model.Trunks.Single().Outbound
            .SelectMany(static gateway => gateway.Targets).Single(target => target.Address == address)).Health;

    private static string Line(string text, string header) =>
        text.Split("\r\n").Single(line => line.StartsWith(header + ":", StringComparison.Ordinal));
}
