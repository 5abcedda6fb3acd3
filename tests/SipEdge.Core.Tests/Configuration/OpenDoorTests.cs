using SipEdge.Core.Configuration;

namespace SipEdge.Core.Tests.Configuration;

/// <summary>V-05: no file that lets everybody call is taken, however it says so.</summary>
public class OpenDoorTests
{
    private const string AllButPrivate =
        "1.0.0.0/8 2.0.0.0/7 4.0.0.0/6 8.0.0.0/5 16.0.0.0/4 32.0.0.0/3 64.0.0.0/2 128.0.0.0/2 192.0.0.0/3";

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("0.0.0.0/1 128.0.0.0/1")]
    [InlineData("128.0.0.0/1 0.0.0.0/2 64.0.0.0/2")]
    [InlineData("::ffff:0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("::/1 8000::/1")]
    [InlineData("2000::/3")]
    [InlineData("2000::/4 3000::/4")]
    [InlineData(AllButPrivate)]
    public void Addresses_that_are_everybody_are_an_error_as_the_only_factor(string prefixes)
    {
        var acl = Acl(prefixes);
        Assert.Contains(Errors(TestOptions.Edge(("a", acl))), error => error.Path == "acls.a.addresses");
        Assert.Contains(Errors(WithAccount(acl with { Accounts = ["anna"], Require = RequireMode.Any })), error => error.Path == "acls.a.addresses");
        Assert.Empty(Errors(WithAccount(acl with { Accounts = ["anna"] })));
    }

    [Theory]
    [InlineData("0.0.0.0/1")]
    [InlineData("10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 127.0.0.0/8")]
    [InlineData("2000::/4")]
    public void Less_than_everybody_is_the_operators_choice(string prefixes) =>
        Assert.Empty(Errors(TestOptions.Edge(("a", Acl(prefixes)))));

    [Fact]
    public void A_port_or_a_transport_makes_everybody_no_fewer()
    {
        var acl = new AclOptions { Addresses = [TestOptions.Address("0.0.0.0/0", 5060, 5060, Sip.Transport.TransportKind.Udp)] };
        Assert.NotEmpty(Errors(TestOptions.Edge(("a", acl))));
    }

    [Fact]
    public void Two_ACLs_of_one_domain_may_not_be_everybody_together()
    {
        var options = TestOptions.Edge(("a", Acl("0.0.0.0/1")), ("b", Acl("128.0.0.0/1")));
        Assert.Equal("domains.example.net", Assert.Single(Errors(options)).Path);
        var apart = options with
        {
            Domains = TestOptions.Named(
                ("example.net", new DomainOptions { Acls = ["a"] }), ("example.org", new DomainOptions { Acls = ["b"] })),
        };
        Assert.Empty(Errors(apart));
    }

    [Fact]
    public void Gateways_count_alone_and_together_with_ACLs()
    {
        var first = TestOptions.Gateway("a", "0.0.0.0") with { Prefix = "/1", Direction = GatewayDirection.Inbound };
        var second = TestOptions.Gateway("b", "128.0.0.0") with { Prefix = "/1", Direction = GatewayDirection.Inbound };
        var together = TestOptions.Edge() with { Trunks = TestOptions.Named(("t", TestOptions.Trunk(first, second))) };
        Assert.Contains(Errors(together), error => error.Path == "trunks.t.gateways");
        var mixed = TestOptions.Edge(("a", Acl("0.0.0.0/1"))) with { Trunks = TestOptions.Named(("t", TestOptions.Trunk(second))) };
        Assert.Contains(Errors(mixed), error => error.Path == "domains.example.net");
        var whole = TestOptions.Gateway("a", "::") with { Prefix = "/0", Direction = GatewayDirection.Inbound };
        Assert.NotEmpty(Errors(TestOptions.Edge() with { Trunks = TestOptions.Named(("t", TestOptions.Trunk(whole))) }));
    }

    [Fact]
    public void Who_never_calls_in_may_be_anybody()
    {
        var acl = new AclOptions { Addresses = [TestOptions.Address("0.0.0.0/0") with { Direction = GatewayDirection.Outbound }] };
        Assert.Empty(Errors(TestOptions.Edge(("a", acl))));
    }

    [Theory]
    [InlineData(GatewayDirection.Both, false)]
    [InlineData(GatewayDirection.Outbound, true)]
    public void X_05_two_trunks_may_share_an_address_where_one_of_them_never_calls(GatewayDirection direction, bool valid)
    {
        var options = TestOptions.Edge() with
        {
            Trunks = TestOptions.Named(
                ("a", TestOptions.Trunk(TestOptions.Gateway("g", "198.51.100.7"))),
                ("b", TestOptions.Trunk(TestOptions.Gateway("g", "198.51.100.7") with { Direction = direction }))),
        };
        Assert.Equal(valid, Errors(options).Count == 0);
    }

    private static AclOptions Acl(string prefixes) =>
        new() { Addresses = [.. prefixes.Split(' ').Select(prefix => TestOptions.Address(prefix))] };

    private static EdgeOptions WithAccount(AclOptions acl) => TestOptions.Edge(("a", acl)) with
    {
        Accounts = TestOptions.Named(("anna", new AccountOptions { Password = TestOptions.Password("pa") })),
    };

    private static List<Problem> Errors(EdgeOptions options) =>
        [.. TestOptions.Problems(options).Where(problem => problem.Severity == ProblemSeverity.Error)];
}
