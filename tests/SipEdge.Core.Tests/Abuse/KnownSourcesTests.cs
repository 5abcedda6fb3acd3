using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Abuse;

public sealed class KnownSourcesTests
{
    [Theory]
    [InlineData("203.0.113.5", "carrier")] // a gateway that is only called
    [InlineData("203.0.113.6", "carrier")] // one that is switched off
    [InlineData("203.0.113.70", "carrier")] // an ACL of the trunk
    [InlineData("203.0.113.80", "other")] // the inner entry says whose it is
    [InlineData("203.0.113.90", "carrier")] // an inner entry of no trunk leaves it the outer's
    [InlineData("198.51.100.9", "none")]
    [InlineData("10.9.9.9", "none")]
    [InlineData("192.0.2.1", null)]
    [InlineData("2001:db8::5", "none")]
    [InlineData("2001:db8:1::5", null)]
    public void An_address_is_known_by_its_innermost_entry_that_names_a_trunk(string address, string? trunk)
    {
        var known = Known().Find(SocketEndpoint.From(System.Net.IPAddress.Parse(address), 0).Address);
        Assert.Equal(trunk, known is null ? null : known.Trunk?.Name ?? "none");
    }

    [Fact]
    public void An_entry_of_half_the_internet_names_nobody()
    {
        var known = TestOptions.Compile(TestOptions.Edge(("phones", new AclOptions
        {
            Addresses = [TestOptions.Address("0.0.0.0/1"), TestOptions.Address("11.0.0.0/8")],
            Accounts = ["alice"],
        })) with
        {
            Accounts = TestOptions.Named(("alice", new AccountOptions { Password = TestOptions.Password("alice") })),
        }).Known;
        Assert.Null(known.Find(SocketEndpoint.FromIpv4(0x0C000001, 0).Address));
        Assert.NotNull(known.Find(SocketEndpoint.FromIpv4(0x0B000001, 0).Address));
    }

    private static KnownSources Known() => TestOptions.Compile(TestOptions.Edge(
        ("network", new AclOptions { Addresses = [TestOptions.Address("203.0.113.64/26")], Trunk = "carrier" }),
        ("inner", new AclOptions { Addresses = [TestOptions.Address("203.0.113.80", port: 5080, transport: TransportKind.Udp)], Trunk = "other" }),
        ("plain", new AclOptions { Addresses = [TestOptions.Address("203.0.113.90")] }),
        ("office", new AclOptions { Addresses = [TestOptions.Address("198.51.100.0/24"), TestOptions.Address("10.0.0.0/8"), TestOptions.Address("2001:db8::/48")] })) with
    {
        Domains = TestOptions.Named(
            ("example.net", new DomainOptions { Acls = ["network", "plain", "office"], Trunks = [] }),
            ("other.example.net", new DomainOptions { Acls = ["inner"], Trunks = [] })),
        Trunks = TestOptions.Named(
            ("carrier", TestOptions.Trunk(
                TestOptions.Gateway("one", "203.0.113.5") with { Direction = GatewayDirection.Outbound },
                TestOptions.Gateway("two", "203.0.113.6") with { Active = false })),
            ("other", TestOptions.Trunk(TestOptions.Gateway("one", "203.0.113.200")))),
    }).Known;
}
