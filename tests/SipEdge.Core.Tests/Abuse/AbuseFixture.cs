using SipEdge.Core.Abuse;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Abuse;

/// <summary>
/// A guard over a configuration with a trunk at 203.0.113.5 (outbound only), an ACL of a trunk at 203.0.113.64/26 and one of no
/// trunk at 198.51.100.0/24. Everybody else is a stranger.
/// </summary>
internal sealed class AbuseFixture : IEdgeRecords
{
    public const string TrunkAddress = "203.0.113.5";
    public const string TrunkNetworkAddress = "203.0.113.70";
    public const string KnownAddress = "198.51.100.9";
    public const string StrangerAddress = "192.0.2.77";

    public AbuseFixture(SecurityOptions? security = null, TrunkLimitOptions? trunk = null)
    {
        Model = Compile(security, trunk);
        Guard = new AbuseGuard(Model, this, TimeProvider.System);
    }

    public EdgeModel Model { get; }

    public AbuseGuard Guard { get; }

    public List<AbuseRecord> Records { get; } = [];

    public static EdgeModel Compile(SecurityOptions? security = null, TrunkLimitOptions? trunk = null) =>
        TestOptions.Compile(TestOptions.Edge(
            ("network", new AclOptions { Addresses = [TestOptions.Address("203.0.113.64/26")], Trunk = "carrier" }),
            ("office", new AclOptions { Addresses = [TestOptions.Address("198.51.100.0/24")] })) with
        {
            Trunks = TestOptions.Named(("carrier", new TrunkOptions
            {
                Gateways = [TestOptions.Gateway("one", TrunkAddress) with { Direction = GatewayDirection.Outbound }],
                Limits = trunk ?? new TrunkLimitOptions(),
            })),
            Security = security ?? new SecurityOptions(),
        });

    public static Flow Udp(string address) => From(TransportKind.Udp, address);

    public static Flow Tcp(string address) => From(TransportKind.Tcp, address) with { Connection = 1 };

    /// <summary>An IPv4 address by its number.</summary>
    public static Flow Udp(uint address) => new(TransportKind.Udp, 0, 0, SocketEndpoint.FromIpv4(address, 5060));

    public GateVerdict Check(in Flow source, long now) => Guard.Check(source, 500, now);

    public void Fail(in Flow source, int times, long now, ReasonCode reason = ReasonCode.WrongPassword)
    {
        for (var time = 0; time < times; time++)
        {
            Guard.Weigh(source, reason, now);
        }
    }

    public void CallEnded(CallRecord record) => Assert.Fail("there are no calls here");

    public void AttemptRefused(RefusalRecord record) => Assert.Fail("there are no requests here");

    public void AbuseSeen(AbuseRecord record) => Records.Add(record);

    public void RegistrationSeen(RegistrationRecord record) => throw new InvalidOperationException("Nothing registers");

    public void PhoneSeen(PhoneRecord record) => throw new InvalidOperationException(record.Event);

    private static Flow From(TransportKind transport, string address) =>
        new(transport, 0, 0, SocketEndpoint.From(System.Net.IPAddress.Parse(address), 5060));
}
