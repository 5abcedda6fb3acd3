using System.Collections.Immutable;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Passing;

/// <summary>
/// MESSAGE, PUBLISH, subscriptions and what is told in them, both ways at once, where a fifth of the datagrams is lost, some come twice
/// and all overtake each other. Every seed replays exactly.
/// </summary>
public sealed class PassingUnderLossTests
{
    private const int Seeds = 3_000;

    [Fact]
    public void Whatever_is_lost_nothing_arrives_twice_everything_is_answered_once_and_nothing_stays()
    {
        var heard = new HashSet<string>();
        Seed.Each(Seeds, seed => Run(seed, heard));
        Assert.Superset(
            new HashSet<string> { "MESSAGE", "PUBLISH", "SUBSCRIBE", "NOTIFY", "200", "404", "481", "503" }, heard);
    }

    private static void Run(int seed, HashSet<string> heard)
    {
        var random = new Random(seed);
        using var scenario = new EdgeScenario(seed, Options);
        var network = scenario.Network;
        network.Loss = 0.2;
        network.Duplication = 0.05;
        network.MaxLatency = 80;
        EventPeer[] peers =
        [
            new EventPeer(network, 20, scenario.ToEdge, seed), new EventPeer(network, 21, scenario.ToEdge, seed + 1),
        ];
        foreach (var peer in peers)
        {
            peer.Answers = _ => random.Next(6) switch { 0 => 404, 1 => 0, 2 => 503, _ => 200 };
            peer.Tells = random.Next(-1, 5);
            peer.Grants = random.Next(1, 400);
        }
        for (var step = 4 + random.Next(12); step > 0; step--)
        {
            var peer = peers[random.Next(2)];
            switch (random.Next(7))
            {
                case 0:
                    peer.Ask(SipMethod.Message, scenario.Now);
                    break;
                case 1:
                    peer.Ask(SipMethod.Publish, scenario.Now);
                    break;
                case 2 or 3:
                    peer.Ask(SipMethod.Subscribe, scenario.Now, random.Next(4) == 0 ? 0 : random.Next(1, 600));
                    break;
                case 4:
                    peer.Refresh(scenario.Now, random.Next(3) == 0 ? 0 : random.Next(1, 600));
                    break;
                default:
                    peer.Tell(random.Next(4) == 0 ? "terminated;reason=deactivated" : "active;expires=100", scenario.Now);
                    break;
            }
            network.RunFor(random.Next(3) == 0 ? random.Next(60_000) : random.Next(300));
        }
        scenario.RunToTheEnd(10_000_000); // an hour where nothing was granted in so many words
        Assert.Empty(scenario.Calls);
        foreach (var peer in peers)
        {
            heard.UnionWith(peer.Heard);
            Assert.All(peer.Bodies, static body => Assert.True(body.Value == 1, $"{body.Key}: {body.Value} times"));
            Assert.All(peer.Finals, static final => Assert.True(final.Value.Count == 1, $"{final.Key}: {string.Join(' ', final.Value)}"));
        }
    }

    private static EdgeOptions Options(EdgeOptions options) => options with
    {
        Acls = ImmutableSortedDictionary<string, AclOptions>.Empty,
        Domains = TestOptions.Named(("edge.example", new DomainOptions())),
        Trunks = TestOptions.Named(("phones", Trunk("10.0.0.20")), ("pbx", Trunk("10.0.0.21"))),
        Routes = [new RouteOptions { FromTrunk = "pbx", To = "phones" }, new RouteOptions { To = "pbx" }],
    };

    private static TrunkOptions Trunk(string address) => new()
    {
        Gateways = [new GatewayOptions { Name = "one", Address = address }],
        Signalling = new SignallingOptions { Message = PassMode.Pass, Subscribe = PassMode.Pass },
    };
}
