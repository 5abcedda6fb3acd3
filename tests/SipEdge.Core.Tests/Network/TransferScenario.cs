using System.Collections.Immutable;
using System.Text;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Media.Relay;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Network;

/// <summary>
/// Three trunks: alice's ("left", numbers that begin with 1), bob's ("pbx", 3) and carol's ("carrier", 9). Each may call the others
/// by the routes, and bob transfers. With two loops alice's and bob's calls are on the first, carol's and dave's on the second.
/// </summary>
internal sealed class TransferScenario : IDisposable
{
    public TransferScenario(ReferMode mode, int seed = 1, Func<EdgeOptions, EdgeOptions>? change = null, ReferMode others = ReferMode.Pass,
        int loops = 1)
    {
        Scenario = new EdgeScenario(seed, options =>
        {
            var changed = options with
            {
                Acls = ImmutableSortedDictionary<string, AclOptions>.Empty,
                Domains = TestOptions.Named(("edge.example", new DomainOptions())),
                Trunks = TestOptions.Named(
                    ("left", Trunk("10.0.0.2", others)), ("pbx", Trunk("10.0.0.3", mode, "10.0.0.5")), ("carrier", Trunk("10.0.0.4", others))),
                Routes =
                [
                    new RouteOptions { Prefix = "1", To = "left" },
                    new RouteOptions { Prefix = "3", To = "pbx" },
                    new RouteOptions { Prefix = "9", To = "carrier" },
                ],
            };
            return change?.Invoke(changed) ?? changed;
        }, loops: loops);
        Dave = new SimulatedPhone("dave", SocketEndpoint.FromIpv4(0x0A000005, 5060), Scenario.Network, seed + 3)
        {
            Offer = SimulatedPhone.Description("10.0.0.5", 40005),
        };
        foreach (var (phone, loop) in new[] { (Alice, 0), (Bob, 0), (Carol, 1), (Dave, 1) })
        {
            phone.PicksCallId = callId => loops == 1 || Identifiers.LoopOf(Encoding.ASCII.GetBytes(callId), loops) == loop;
        }
        Alice.Offer = SimulatedPhone.Description("10.0.0.2", 40002);
        Bob.Offer = SimulatedPhone.Description("10.0.0.3", 40003);
        Carol.Offer = SimulatedPhone.Description("10.0.0.4", 40004);
        Alice.RingAfter = Bob.RingAfter = Carol.RingAfter = 20;
        Alice.AnswerAfter = Bob.AnswerAfter = Carol.AnswerAfter = 100;
    }

    public EdgeScenario Scenario { get; }

    public SimulatedPhone Alice => Scenario.Caller;

    public SimulatedPhone Bob => Scenario.Callee;

    public SimulatedPhone Carol => Scenario.Second;

    /// <summary>Bob's other line: of the same trunk.</summary>
    public SimulatedPhone Dave { get; }

    /// <summary>Bob's other line calls Carol.</summary>
    /// <returns>What a Replaces says of that call, as Bob knows it.</returns>
    public string Consult(string from = "dave")
    {
        var phone = from == "dave" ? Dave : Alice;
        phone.Call("sip:900@edge.example", Scenario.ToEdge, Scenario.Now);
        phone.Node.Tick();
        Run(1_000);
        Assert.True(phone.Confirmed && Carol.Confirmed);
        var answer = phone.Messages.First(static message => message.StartsWith("SIP/2.0 200", StringComparison.Ordinal));
        return $"{Value("Call-ID: ")}%3Bto-tag%3D{Tag("To: ")}%3Bfrom-tag%3D{Tag("From: ")}".Replace("@", "%40", StringComparison.Ordinal);

        string Value(string name) => answer.Split($"\r\n{name}")[1].Split('\r')[0];
        string Tag(string name) => Value(name).Split("tag=")[1];
    }

    /// <summary>Alice and Bob talk, whoever called.</summary>
    public void Talk(bool bobCalled = false)
    {
        if (bobCalled)
        {
            Bob.Call("sip:100@edge.example", Scenario.ToEdge, Scenario.Now);
            Bob.Node.Tick();
        }
        else
        {
            Scenario.Call("300");
        }
        Run(1_000);
        Assert.True(Alice.Confirmed && Bob.Confirmed);
    }

    public void Refer(SimulatedPhone from, string target, string extra = "")
    {
        from.Reoffer(SipMethod.Refer, "", Scenario.Now, $"Refer-To: {target}\r\nContact: <sip:x@10.0.0.3:5060>\r\n{extra}");
        from.Node.Tick();
    }

    /// <summary>The relay's port on the side that sends to this one.</summary>
    public int PortTowards(int port)
    {
        var session = Scenario.Media.Sessions.Single(static session => session.IsOpen);
        return session.Latest(MediaSide.A)?.Remote.Port == port ? session.PortA
            : session.Latest(MediaSide.B)?.Remote.Port == port ? session.PortB
            : throw new InvalidOperationException($"nothing is sent to port {port}");
    }

    public void Run(long milliseconds) => Scenario.Network.RunFor(milliseconds);

    public void Dispose() => Scenario.Dispose();

    private static TrunkOptions Trunk(string address, ReferMode mode, string? second = null) => new()
    {
        Gateways =
        [
            new GatewayOptions { Name = "one", Address = address },
            .. second is null ? [] : new[] { new GatewayOptions { Name = "two", Address = second } },
        ],
        Signalling = new SignallingOptions { Refer = mode },
    };
}
