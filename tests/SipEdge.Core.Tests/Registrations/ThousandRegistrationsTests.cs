using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Registrations;

/// <summary>A thousand accounts at one carrier: whatever happens to all of them at once, the carrier is asked at a pace.</summary>
public sealed class ThousandRegistrationsTests
{
    private const int Accounts = 1_000;

    /// <summary>The pace, and what loss moves from one second into the next.</summary>
    private const int MostInASecond = 75;

    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(2, 0.2)]
    [InlineData(3, 0.2)]
    public void They_register_and_stay_registered(int seed, double loss)
    {
        using var bed = new Bed(seed, TransportKind.Udp, loss);
        bed.Registrar.Grants = 600;
        bed.Run(120_000);
        Assert.Equal(Accounts, bed.Usable);
        Assert.InRange(bed.MostAsked(0), 1, MostInASecond);
        bed.Run(1_500_000);
        Assert.Equal(Accounts, bed.Usable);
        // Refreshes: 1,000 in about 450 s. What began together does not stay together.
        Assert.InRange(bed.MostAsked(bed.Began + 120_000), 1, 40);
        Assert.DoesNotContain(bed.Scenario.Registrations, static record => record.Outcome == "lost");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void A_registrar_that_restarts_gets_them_back_one_after_the_other(int seed)
    {
        using var bed = new Bed(seed, TransportKind.Tcp);
        bed.Run(60_000);
        Assert.Equal(Accounts, bed.Usable);
        var restart = bed.Scenario.Now;
        bed.Registrar.IsDead = true;
        bed.Scenario.Network.CutStreams();
        bed.Run(20_000);
        Assert.Equal(0, bed.Usable);
        bed.Registrar.IsDead = false;
        bed.Run(180_000);
        Assert.Equal(Accounts, bed.Usable);
        Assert.InRange(bed.MostAsked(restart), 1, MostInASecond);
    }

    [Theory]
    [InlineData(6, 0.0)]
    [InlineData(7, 0.2)]
    public void Whom_it_sends_away_until_the_same_moment_come_one_after_the_other_and_whom_it_refuses_comes_seldom(int seed, double loss)
    {
        using var bed = new Bed(seed, TransportKind.Udp, loss);
        var open = bed.Began + 300_000;
        bed.Registrar.Answers = text => text.Contains("sip:u7@", StringComparison.Ordinal) ? (403, "")
            : bed.Scenario.Now < open ? (503, $"Retry-After: {(open - bed.Scenario.Now + 999) / 1000}\r\n")
            : (200, "");
        bed.Run(299_000);
        Assert.Equal(0, bed.Usable);
        Assert.InRange(bed.Registrar.Asked.Count, Accounts, Accounts + 200); // once each: Retry-After is kept
        bed.Run(200_000);
        Assert.Equal(Accounts - 1, bed.Usable);
        Assert.InRange(bed.MostAsked(open), 1, MostInASecond);
        Assert.Equal(RegistrationState.Failed, bed.Scenario.Board.Trunk("t7").Registration.State);
        Assert.InRange(bed.Registrar.Asked.Count(static one => one.Text.Contains("sip:u7@", StringComparison.Ordinal)), 1, 2);
    }

    [Fact]
    public void A_stop_removes_them_all_in_a_few_seconds_and_not_at_once()
    {
        using var bed = new Bed(8, TransportKind.Udp);
        bed.Run(60_000);
        var stop = bed.Scenario.Now;
        bed.Scenario.Edge.BeginDrain(stop);
        bed.Scenario.Tick();
        Assert.Equal(Accounts, bed.Scenario.Edge.Unregistering);
        bed.Run(4_000);
        Assert.Equal(0, bed.Scenario.Edge.Unregistering);
        Assert.Equal(Accounts, bed.Registrar.Asked.Count(one => one.At >= stop && one.Text.Contains("\r\nExpires: 0\r\n", StringComparison.Ordinal)));
        Assert.InRange(bed.MostAsked(stop), 1, 520);
    }

    private sealed class Bed : IDisposable
    {
        public Bed(int seed, TransportKind transport, double loss = 0)
        {
            Scenario = new EdgeScenario(seed, options => options with { Trunks = options.Trunks.AddRange(Trunks(transport)) });
            Scenario.Network.Loss = loss;
            Began = Scenario.Now;
            Registrar = new SimulatedRegistrar(SocketEndpoint.FromIpv4(0x0A000009, 5060), Scenario.Network, seed + 9);
            Scenario.Tick();
        }

        public EdgeScenario Scenario { get; }
        public SimulatedRegistrar Registrar { get; }
        public long Began { get; }

        public int Usable => Enumerable.Range(0, Accounts).Count(n => Scenario.Board.Trunk($"t{n}").Registration.IsUsable);

        public void Run(long milliseconds) => Scenario.Network.RunFor(milliseconds);

        /// <summary>In any one second from then on.</summary>
        public int MostAsked(long since)
        {
            var times = Registrar.Asked.Select(static one => one.At).Where(at => at >= since).ToArray();
            var most = 0;
            for (int first = 0, last = 0; last < times.Length; last++)
            {
                while (times[last] - times[first] >= 1_000)
                {
                    first++;
                }
                most = Math.Max(most, last - first + 1);
            }
            return most;
        }

        public void Dispose() => Scenario.Dispose();

        private static IEnumerable<KeyValuePair<string, TrunkOptions>> Trunks(TransportKind transport) =>
            Enumerable.Range(0, Accounts).Select(n => KeyValuePair.Create($"t{n}", new TrunkOptions
            {
                Gateways = [new GatewayOptions { Name = "only", Address = "10.0.0.9", Transport = transport }],
                Identity = new IdentityOptions { FromUser = $"u{n}" },
                Register = new RegisterOptions { RegistrarDomain = "carrier.example" },
            }));
    }
}
