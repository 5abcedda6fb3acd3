using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Admission;

/// <summary>M-10: over TLS the domain called and the name that the handshake asked for are one.</summary>
public class ServerNameTests
{
    [Theory]
    [InlineData("example.net", ReasonCode.AddressAdmitted)]
    [InlineData("EXAMPLE.net", ReasonCode.AddressAdmitted)]
    [InlineData("example.org", ReasonCode.SniMismatch)]
    [InlineData(null, ReasonCode.SniMismatch)]
    public void A_known_peer_calls_the_domain_whose_name_it_connected_to(string? asked, ReasonCode reason)
    {
        var decision = Peer(asked).Decide();

        Assert.Equal(reason, decision.Reason);
        Assert.Equal(reason == ReasonCode.SniMismatch ? 403 : 0, decision.Status);
    }

    [Fact]
    public void A_stranger_who_asked_for_no_name_hears_nothing()
    {
        var caller = Peer(null);
        caller.From = "203.0.113.66:5060";

        Assert.Equal(AdmissionVerdict.Drop, caller.Decide().Verdict);
        Assert.Equal(ReasonCode.SniMismatch, caller.Decide().Reason);
    }

    [Fact]
    public void Where_it_is_not_asked_for_any_name_will_do() =>
        Assert.Equal(ReasonCode.AddressAdmitted, Peer("other.example", requireSni: false).Decide().Reason);

    [Theory]
    [InlineData(TransportKind.Udp)]
    [InlineData(TransportKind.Tcp)]
    public void Transports_without_a_handshake_are_not_affected(TransportKind transport)
    {
        var caller = Peer(null);
        caller.Transport = transport;

        Assert.Equal(ReasonCode.AddressAdmitted, caller.Decide().Reason);
    }

    private static Caller Peer(string? asked, bool requireSni = true)
    {
        var options = TestOptions.Edge(("office", new AclOptions { Addresses = [TestOptions.Address("198.51.100.7")] }));
        return new Caller(TestOptions.Compile(options with
        {
            Domains = options.Domains.SetItem("example.net", options.Domains["example.net"] with { RequireSni = requireSni }),
        }))
        {
            Transport = TransportKind.Tls,
            IndicatedName = asked,
        };
    }
}
