using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using SipEdge.Core.Abuse;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Bench;

/// <summary>
/// What the gate adds to every message, with a hundred thousand configured addresses and a table full of strangers.
/// </summary>
[MemoryDiagnoser]
public class AbuseBenchmarks : IEdgeRecords
{
    private const int Entries = 100_000;

    private readonly HeaderSlot[] _slots = new HeaderSlot[SipParser.MaxHeaders];
    private readonly byte[] _honest = Encoding.ASCII.GetBytes(
        "REGISTER sip:example.net SIP/2.0\r\nVia: SIP/2.0/UDP 203.0.113.1;branch=z9hG4bKbench\r\nMax-Forwards: 70\r\n"
        + "From: \"Paul Visser\" <sip:101@example.net>;tag=1\r\nTo: <sip:101@example.net>\r\n"
        + "Call-ID: bench\r\nCSeq: 1 REGISTER\r\n"
        + "User-Agent: Fanvil X4U 2.12\r\nContent-Length: 0\r\n\r\n");
    private readonly Flow _trunk = Udp("10.200.0.1");
    private readonly Flow _known = Udp("10.77.77.77");
    private readonly Flow _stranger = Udp("203.0.113.1");
    private readonly Flow _banned = Udp("203.0.113.2");
    private EdgeModel _model = EdgeModel.Default;
    private AbuseGuard _guard = null!;
    private uint _spoofed;
    private long _now = 1;

    [GlobalSetup]
    public void Setup()
    {
        _model = ModelCompiler.Compile(
            Options(), ImmutableDictionary<SecretReference, Secret>.Empty, ConfigPositions.None);
        _guard = new AbuseGuard(_model, this, TimeProvider.System);
        _guard.TryBan(AddressPrefix.Of(IPAddress.Parse("203.0.113.2")), TimeSpan.FromDays(1), null, 1);
        for (var source = 0; source < 200_000; source++)
        {
            CheckSpoofed();
        }
        Expect(CheckTrunk(), GateVerdict.Pass);
        Expect(CheckKnown(), GateVerdict.Pass);
        Expect(CheckStranger(), GateVerdict.Pass);
        Expect(CheckBanned(), GateVerdict.Banned);
    }

    [Benchmark]
    public GateVerdict CheckTrunk() => _guard.Check(_trunk, 500, _now += 100);

    [Benchmark]
    public GateVerdict CheckKnown() => _guard.Check(_known, 500, _now += 100);

    [Benchmark]
    public GateVerdict CheckStranger() => _guard.Check(_stranger, 500, _now += 100);

    [Benchmark]
    public GateVerdict CheckBanned() => _guard.Check(_banned, 500, 2);

    /// <summary>An address that was never seen, in a table that is full.</summary>
    [Benchmark]
    public GateVerdict CheckSpoofed() =>
        _guard.Check(new Flow(TransportKind.Udp, 0, 0, SocketEndpoint.FromIpv4(0x20000000 + _spoofed++, 5060)), 500, _now);

    /// <summary>A refusal that says something against its source.</summary>
    [Benchmark]
    public void Weigh() => _guard.Weigh(_stranger, ReasonCode.UnknownSource, _now += 1_000_000);

    /// <summary>Parsing included.</summary>
    [Benchmark]
    public bool IsScanner()
    {
        SipParser.Parse(_honest, _slots, ParseLimits.Default, out var view);
        return ScannerCheck.Find(view, _stranger, _model) is not null;
    }

    public void CallEnded(CallRecord record) => throw new InvalidOperationException("There are no calls here.");

    public void AttemptRefused(RefusalRecord record) => throw new InvalidOperationException("There are no requests here.");

    public void RegistrationSeen(RegistrationRecord record)
    {
    }

    public void PhoneSeen(PhoneRecord record)
    {
    }

    public void AbuseSeen(AbuseRecord record)
    {
        // The ban of the setup.
    }

    private static void Expect(GateVerdict actual, GateVerdict expected)
    {
        if (actual != expected)
        {
            throw new InvalidOperationException($"What is to be measured is {actual}, not {expected}.");
        }
    }

    private static Flow Udp(string address) => new(TransportKind.Udp, 0, 0, SocketEndpoint.From(IPAddress.Parse(address), 5060));

    private static EdgeOptions Options() => DefaultConfiguration.Options with
    {
        Acls = ImmutableSortedDictionary<string, AclOptions>.Empty.Add("addresses", new AclOptions
        {
            Addresses = [.. Enumerable.Range(0, Entries).Select(i => new AddressOptions
            {
                Prefix = string.Create(CultureInfo.InvariantCulture, $"{10 + (i >> 16)}.{(i >> 8) & 255}.{i & 255}.0/24"),
            })],
        }),
        Domains = ImmutableSortedDictionary<string, DomainOptions>.Empty.Add(
            "example.net", new DomainOptions { Acls = ["addresses"] }),
        DefaultDomain = "example.net",
        Trunks = ImmutableSortedDictionary<string, TrunkOptions>.Empty.Add("pbx", new TrunkOptions
        {
            Gateways = [new GatewayOptions { Name = "one", Address = "10.200.0.1", Direction = GatewayDirection.Outbound }],
        }),
    };
}
