using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Admission;

public class AddressAdmissionTests
{
    private static readonly AclOptions Office = new() { Addresses = [TestOptions.Address("198.51.100.0/24")] };

    private static Caller Call(AclOptions acl) => new(TestOptions.Compile(TestOptions.Edge(("office", acl))));

    [Fact]
    public void A_listed_address_is_admitted()
    {
        var decision = Call(Office).Decide();
        Assert.Equal((AdmissionVerdict.Admit, ReasonCode.AddressAdmitted, "office"), (decision.Verdict, decision.Reason, decision.Acl!.Name));
    }

    [Theory]
    [InlineData(TransportKind.Udp)]
    [InlineData(TransportKind.Tcp)]
    [InlineData(TransportKind.Tls)]
    public void An_unknown_source_is_dropped_without_a_word(TransportKind transport)
    {
        var caller = Call(Office);
        caller.From = "203.0.113.9:5060";
        caller.Transport = transport;
        var decision = caller.Decide();
        Assert.Equal((AdmissionVerdict.Drop, ReasonCode.UnknownSource, 0), (decision.Verdict, decision.Reason, decision.Status));
    }

    [Theory]
    [InlineData(UnknownSourcePolicy.Forbid, AdmissionVerdict.Refuse, 403)]
    [InlineData(UnknownSourcePolicy.Challenge, AdmissionVerdict.Challenge, 401)]
    public void An_unknown_source_may_be_answered_when_the_policy_says_so(
        UnknownSourcePolicy policy, AdmissionVerdict verdict, int status)
    {
        var caller = new Caller(TestOptions.Compile(TestOptions.Edge(("office", Office)) with { UnknownSource = policy }))
        {
            From = "203.0.113.9:5060",
        };
        var decision = caller.Decide();
        Assert.Equal((verdict, status), (decision.Verdict, decision.Status));
    }

    [Theory]
    [InlineData("198.51.100.7:5080", TransportKind.Udp, false)]
    [InlineData("198.51.100.7:5070", TransportKind.Udp, true)]
    [InlineData("198.51.100.7:49152", TransportKind.Tcp, true)] // the source port of a connection says nothing
    public void A_source_port_counts_over_UDP_only(string from, TransportKind transport, bool admitted)
    {
        var caller = Call(new AclOptions { Addresses = [TestOptions.Address("198.51.100.7", port: 5070)] });
        (caller.From, caller.Transport) = (from, transport);
        Assert.Equal(admitted, caller.Decide().Verdict == AdmissionVerdict.Admit);
    }

    [Fact]
    public void A_right_address_with_a_wrong_port_is_told_as_a_near_miss()
    {
        var caller = Call(new AclOptions { Addresses = [TestOptions.Address("198.51.100.7", port: 5070)] });
        var decision = caller.Decide();
        Assert.Equal((AdmissionVerdict.Drop, ReasonCode.SourceNearMiss), (decision.Verdict, decision.Reason));
    }

    [Fact]
    public void The_port_that_was_called_can_tell_callers_apart()
    {
        var caller = Call(new AclOptions { Addresses = [TestOptions.Address("198.51.100.7", localPort: 5062)] });
        Assert.Equal(AdmissionVerdict.Drop, caller.Decide().Verdict);
        caller.LocalPort = 5062;
        Assert.Equal(AdmissionVerdict.Admit, caller.Decide().Verdict);
    }

    [Fact]
    public void A_transport_can_be_asked_for()
    {
        var caller = Call(new AclOptions { Addresses = [TestOptions.Address("198.51.100.7", transport: TransportKind.Tls)] });
        Assert.Equal(ReasonCode.SourceNearMiss, caller.Decide().Reason);
        caller.Transport = TransportKind.Tls;
        Assert.Equal(AdmissionVerdict.Admit, caller.Decide().Verdict);
    }

    [Fact]
    public void IPv4_mapped_and_plain_IPv4_are_the_same_caller()
    {
        var caller = Call(Office);
        caller.From = "[::ffff:198.51.100.7]:5060";
        Assert.Equal(AdmissionVerdict.Admit, caller.Decide().Verdict);
    }

    [Fact]
    public void An_IPv6_prefix_never_admits_an_IPv4_source()
    {
        var caller = Call(new AclOptions { Addresses = [TestOptions.Address("2000::/4")] });
        Assert.Equal(AdmissionVerdict.Drop, caller.Decide().Verdict);
        caller.From = "[2001:db8::7]:5060";
        Assert.Equal(AdmissionVerdict.Admit, caller.Decide().Verdict);
    }

    [Fact]
    public void The_most_specific_entry_says_whose_call_it_is()
    {
        var options = TestOptions.Edge(("office", Office)) with
        {
            Trunks = TestOptions.Named(("pbx", TestOptions.Trunk(TestOptions.Gateway("a", "198.51.100.7")))),
        };
        var caller = new Caller(TestOptions.Compile(options));
        Assert.Equal("pbx", caller.Decide().Trunk!.Name);
        caller.From = "198.51.100.8:5060";
        Assert.Null(caller.Decide().Trunk);
    }

    [Fact]
    public void An_inbound_gateway_is_an_address_entry_of_its_trunk_and_an_outbound_one_is_not()
    {
        var both = TestOptions.Gateway("both", "198.51.100.7");
        var outbound = TestOptions.Gateway("out", "198.51.100.8") with { Direction = GatewayDirection.Outbound };
        var inactive = TestOptions.Gateway("off", "198.51.100.9") with { Active = false };
        var options = TestOptions.Edge() with { Trunks = TestOptions.Named(("pbx", TestOptions.Trunk(both, outbound, inactive))) };
        var caller = new Caller(TestOptions.Compile(options));
        Assert.Equal("pbx", caller.Decide().Trunk!.Name);
        foreach (var other in new[] { "198.51.100.8:5060", "198.51.100.9:5060" })
        {
            caller.From = other;
            Assert.Equal(AdmissionVerdict.Drop, caller.Decide().Verdict);
        }
        Assert.Equal(ReasonCode.UnknownSource, caller.Decide().Reason);
        caller.From = "198.51.100.8:5060";
        Assert.Equal(ReasonCode.SourceNearMiss, caller.Decide().Reason);
    }

    [Fact]
    public void X_05_an_outbound_only_address_is_known_and_admits_nothing()
    {
        var acl = new AclOptions
        {
            Addresses =
            [
                TestOptions.Address("198.51.100.7") with { Direction = GatewayDirection.Outbound },
                TestOptions.Address("198.51.100.8") with { Direction = GatewayDirection.Inbound },
            ],
        };
        var caller = Call(acl);
        Assert.Equal((AdmissionVerdict.Drop, ReasonCode.SourceNearMiss), (caller.Decide().Verdict, caller.Decide().Reason));
        caller.From = "198.51.100.8:5060";
        Assert.Equal(AdmissionVerdict.Admit, caller.Decide().Verdict);
    }

    [Fact]
    public void X_05_an_outbound_only_address_is_not_where_a_credential_may_come_from()
    {
        var acl = new AclOptions
        {
            Addresses =
            [
                TestOptions.Address("198.51.100.7") with { Direction = GatewayDirection.Outbound },
                TestOptions.Address("198.51.100.8"),
            ],
            Accounts = ["anna"],
        };
        var caller = new Caller(TestOptions.Compile(TestOptions.Edge(("office", acl)) with
        {
            Accounts = TestOptions.Named(("anna", new AccountOptions { Password = TestOptions.Password("pa") })),
        }));
        Assert.Equal(ReasonCode.SourceNearMiss, caller.Decide(caller.Digest("anna", "pa")).Reason);
        caller.From = "198.51.100.8:5060";
        Assert.Equal(ReasonCode.DigestAdmitted, caller.Decide(caller.Digest("anna", "pa")).Reason);
    }

    [Fact]
    public void An_ACL_whose_addresses_are_all_outbound_asks_for_its_accounts_alone()
    {
        var acl = new AclOptions
        {
            Addresses = [TestOptions.Address("203.0.113.7") with { Direction = GatewayDirection.Outbound }],
            Accounts = ["anna"],
        };
        Assert.Equal(RequireMode.Credential, acl.EffectiveRequire);
        var caller = new Caller(TestOptions.Compile(TestOptions.Edge(("office", acl)) with
        {
            Accounts = TestOptions.Named(("anna", new AccountOptions { Password = TestOptions.Password("pa") })),
        }));
        Assert.Equal(ReasonCode.DigestAdmitted, caller.Decide(caller.Digest("anna", "pa")).Reason);
    }

    [Fact]
    public void A_gateway_of_a_trunk_that_an_ACL_names_is_known_and_admits_nothing()
    {
        var acl = new AclOptions { Addresses = [TestOptions.Address("203.0.113.7")], Trunk = "pbx" };
        var options = TestOptions.Edge(("pbx-acl", acl)) with
        {
            Trunks = TestOptions.Named(("pbx", TestOptions.Trunk(TestOptions.Gateway("a", "198.51.100.7")))),
        };
        var caller = new Caller(TestOptions.Compile(options));
        Assert.Equal((AdmissionVerdict.Drop, ReasonCode.SourceNearMiss), (caller.Decide().Verdict, caller.Decide().Reason));
    }

    [Fact]
    public void An_ACL_that_names_a_trunk_takes_the_place_of_its_gateways()
    {
        var acl = new AclOptions
        {
            Addresses = [TestOptions.Address("198.51.100.7")],
            Accounts = ["peer"],
            Trunk = "pbx",
        };
        var options = TestOptions.Edge(("pbx-acl", acl)) with
        {
            Accounts = TestOptions.Named(("peer", new AccountOptions { Password = TestOptions.Password("p") })),
            Trunks = TestOptions.Named(("pbx", TestOptions.Trunk(TestOptions.Gateway("a", "198.51.100.7")))),
        };
        var caller = new Caller(TestOptions.Compile(options));
        Assert.Equal((AdmissionVerdict.Challenge, 407), (caller.Decide().Verdict, caller.Decide().Status));
        Assert.Equal("pbx", caller.Decide(caller.Digest("peer", "p")).Trunk!.Name);
    }

    [Theory]
    [InlineData("ACK")]
    [InlineData("CANCEL")]
    public void An_ACK_or_CANCEL_is_never_challenged(string method)
    {
        var options = TestOptions.Edge(("phones", new AclOptions { Accounts = ["a"] })) with
        {
            Accounts = TestOptions.Named(("a", new AccountOptions { Password = TestOptions.Password("p") })),
        };
        var caller = new Caller(TestOptions.Compile(options)) { Method = method };
        Assert.Equal((AdmissionVerdict.Drop, 0), (caller.Decide().Verdict, caller.Decide().Status));
    }
}
