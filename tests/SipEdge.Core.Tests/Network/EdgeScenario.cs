using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SipEdge.Core.Abuse;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Pipeline;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Trunks;
using SipEdge.Media.Tests;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Network;

/// <summary>A caller, an edge and two gateways of one trunk on a simulated network; everything from one seed.</summary>
internal sealed class EdgeScenario : IEdgeRecords, IDisposable
{
    private readonly CallMetrics _metrics = new();
    private readonly SimulatedNode _edgeNode;

    public EdgeScenario(
        int seed = 1, Func<EdgeOptions, EdgeOptions>? change = null, ILoggerFactory? loggers = null, TimeProvider? time = null,
        bool gated = true, TrunkBoard? board = null, int loop = 0, int loops = 1)
    {
        Board = board ?? new TrunkBoard(loop + loops);
        Network = new SimulatedNetwork(seed);
        var options = change?.Invoke(Options()) ?? Options();
        Model = ModelCompiler.Compile(options, TestOptions.SecretsOf(options), ConfigPositions.None);
        Abuse = new AbuseGuard(Model, this, new SimulatedTime(Network.Clock));
        _edgeNode = Network.AddNode(Address(1));
        Loops = new SimulatedLoops(loop + loops, _edgeNode, seed);
        Edges =
        [
            .. Enumerable.Range(loop, loops).Select(number => new Edge(new EdgeEnvironment(
                number, loop + loops, () => Model, _edgeNode, Media, this, new NonceFactory(new byte[32], 30_000), _metrics,
                loggers ?? NullLoggerFactory.Instance, new Random(seed + (1000 * number)).NextBytes, time ?? new SimulatedTime(Network.Clock),
                TransactionOptions.Default)
            {
                Abuse = Abuse,
                TokenUses = TokenUses,
                Board = Board,
                Neighbours = Loops.Neighbours,
            })),
        ];
        Loops.Handlers = Edges;
        Media.Wake = _ => _edgeNode.Tick();
        ILoopHandler handler = loops == 1 ? Edge : Loops;
        _edgeNode.Handler = gated ? new GatedHandler(Abuse, handler) : handler;
        Caller = Phone("alice", 2, seed);
        Callee = Phone("bob", 3, seed + 1);
        Second = Phone("carol", 4, seed + 2);
    }

    public SimulatedNetwork Network { get; }
    public EdgeModel Model { get; set; }

    /// <summary>One for each loop.</summary>
    public IReadOnlyList<Edge> Edges { get; }

    public Edge Edge => Edges[0];

    public SimulatedLoops Loops { get; }

    public AbuseGuard Abuse { get; }
    public FakeMediaPlane Media { get; } = new();
    public TokenUses TokenUses { get; } = new();

    /// <summary>Of this edge's own, unless several are to be the loops of one process.</summary>
    public TrunkBoard Board { get; }

    public SimulatedPhone Caller { get; }

    /// <summary>The first gateway of the trunk.</summary>
    public SimulatedPhone Callee { get; }

    /// <summary>The gateway after it.</summary>
    public SimulatedPhone Second { get; }

    public List<CallRecord> Calls { get; } = [];
    public List<RefusalRecord> Refusals { get; } = [];
    public List<RegistrationRecord> Registrations { get; } = [];
    public List<AbuseRecord> AbuseRecords { get; } = [];
    public List<PhoneRecord> PhoneRecords { get; } = [];
    public long Now => Network.Clock.Now;

    /// <summary>Lets the edge believe that it has done nothing but work.</summary>
    public void Work(int milliseconds)
    {
        for (var worked = 0; worked < milliseconds; worked += 100)
        {
            Network.RunFor(100);
            _edgeNode.BusyMicroseconds += 100_000;
            _edgeNode.Tick();
        }
    }

    /// <summary>Lets time pass in which the edge has nothing to do.</summary>
    public void Idle(int milliseconds)
    {
        for (var idle = 0; idle < milliseconds; idle += 100)
        {
            Network.RunFor(100);
            _edgeNode.Tick();
        }
    }

    /// <summary>What the certificates of all TLS peers of the edge come to.</summary>
    public TlsSession? PeersShow
    {
        get => _edgeNode.PeersShow;
        set => _edgeNode.PeersShow = value;
    }

    /// <summary>From the caller's phone to the edge.</summary>
    public Flow ToEdge { get; } = new(TransportKind.Udp, 0, 0, Address(1));

    /// <summary>Lets the edge see a change that no message brought.</summary>
    public void Tick() => _edgeNode.Tick();

    public CallRecord OnlyCall => Assert.Single(Calls);

    public static EdgeOptions Options() => new()
    {
        Listeners =
        [
            new ListenerOptions { Name = "udp", Transport = TransportKind.Udp, Bind = "10.0.0.1:5060" },
            new ListenerOptions { Name = "tcp", Transport = TransportKind.Tcp, Bind = "10.0.0.1:5060" },
            new ListenerOptions { Name = "tls", Transport = TransportKind.Tls, Bind = "10.0.0.1:5061", Tls = "own" },
        ],
        Tls = ImmutableSortedDictionary<string, TlsOptions>.Empty.Add("own", new TlsOptions { SelfSigned = true }),
        Acls = ImmutableSortedDictionary<string, AclOptions>.Empty.Add("callers", new AclOptions
        {
            Addresses = [new AddressOptions { Prefix = "10.0.0.2" }],
        }),
        Domains = ImmutableSortedDictionary<string, DomainOptions>.Empty.Add("edge.example", new DomainOptions { Acls = ["callers"] }),
        Trunks = ImmutableSortedDictionary<string, TrunkOptions>.Empty.Add("pbx", new TrunkOptions
        {
            Gateways =
            [
                new GatewayOptions { Name = "first", Address = "10.0.0.3" },
                new GatewayOptions { Name = "second", Address = "10.0.0.4" },
            ],
        }),
        Routes = [new RouteOptions { To = "pbx" }],
        Media = new MediaOptions { Ipv4 = new MediaAddressOptions { Address = "10.0.0.1" } },
    };

    public void Call(string number = "31201234567", string headers = "")
    {
        Caller.Call($"sip:{number}@edge.example", ToEdge, Now, headers);
        Caller.Node.Tick();
    }

    /// <summary>Runs until nothing is left to happen, and asserts that nothing of any call is left anywhere.</summary>
    public void RunToTheEnd(long limitMs = 1_000_000)
    {
        Assert.True(Network.RunUntilIdle(limitMs), "the network never falls silent");
        Assert.All(Edges.Select(static edge => edge.Status()), static status =>
            Assert.Equal((0, 0), (status.Calls, status.Transactions)));
        Assert.Equal((0, 0), (Loops.Neighbours.Moved.Count, Board.Calls.Calls));
        Assert.All(Model.Trunks, trunk => Assert.Equal(0, Board.CellOf(trunk).Load.Calls));
        Assert.Equal(0, Media.OpenSessions);
        Assert.All(Edges, static edge => Assert.Equal(0, edge.RentedBuffers));
    }

    public void CallEnded(CallRecord record) => Calls.Add(record);

    public void AttemptRefused(RefusalRecord record) => Refusals.Add(record);

    public void AbuseSeen(AbuseRecord record) => AbuseRecords.Add(record);

    public void RegistrationSeen(RegistrationRecord record) => Registrations.Add(record);

    public void PhoneSeen(PhoneRecord record) => PhoneRecords.Add(record);

    public void Dispose() => _metrics.Dispose();

    private SimulatedPhone Phone(string name, byte host, int seed) => new(name, Address(host), Network, seed);

    private static SocketEndpoint Address(byte host) => SocketEndpoint.FromIpv4(0x0A000000u | host, 5060);
}
