using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Resolution;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Configuration;

public sealed class GatewayTargetsTests
{
    [Theory]
    [InlineData("198.51.100.7", null, null, GatewayScheme.Sip, TransportKind.Udp, "198.51.100.7:5060", 0)]
    [InlineData("198.51.100.7", 5070, TransportKind.Tcp, GatewayScheme.Sip, TransportKind.Tcp, "198.51.100.7:5070", 1)]
    [InlineData("198.51.100.7", null, TransportKind.Tls, GatewayScheme.Sip, TransportKind.Tls, "198.51.100.7:5061", 2)]
    [InlineData("198.51.100.7", null, null, GatewayScheme.Sips, TransportKind.Tls, "198.51.100.7:5061", 2)]
    [InlineData("[2001:db8::7]", null, null, GatewayScheme.Sip, TransportKind.Udp, "[2001:db8::7]:5060", 3)]
    public void A_literal_address_has_one_target(
        string address, int? port, TransportKind? transport, GatewayScheme scheme, TransportKind expected, string at, byte listener)
    {
        var gateway = Gateway(TestOptions.Gateway("one", address) with { Port = port, Transport = transport, Scheme = scheme });

        var target = Assert.Single(gateway.Targets);
        Assert.Same(gateway, target.Gateway);
        Assert.Equal((expected, at, listener, "literal"), (target.Transport, target.ToString(), target.Listener, target.Origin));
        Assert.Equal(new Flow(expected, listener, 0, target.Address, target.ServerName), target.Flow);
    }

    [Fact]
    public void A_target_over_UDP_has_no_name_to_check()
    {
        var tls = Gateway(TestOptions.Gateway("one", "198.51.100.7") with { Scheme = GatewayScheme.Sips, TlsName = "sbc.example.com" });
        var udp = Gateway(TestOptions.Gateway("one", "198.51.100.7"));

        Assert.Equal("sbc.example.com", tls.Targets[0].Flow.ServerName);
        Assert.Equal("sbc.example.com", Encoding.ASCII.GetString(tls.Targets[0].HostPort));
        Assert.Null(udp.Targets[0].Flow.ServerName);
    }

    [Fact]
    public void A_trunk_with_TLS_settings_of_its_own_is_verified_by_them_wherever_it_answers()
    {
        var tls = TestOptions.Gateway("one", "198.51.100.7") with { Transport = TransportKind.Tls, TlsName = "sbc.example.com" };
        var udp = TestOptions.Gateway("two", "198.51.100.8");
        var trunk = TestOptions.Trunk(tls, udp) with
        {
            Tls = new TrunkTlsOptions { Ca = "/ca.pem" },
            Identity = new IdentityOptions { FromUser = "account" },
            Register = new RegisterOptions(),
        };
        var options = TestOptions.Edge() with { Trunks = TestOptions.Named(("peer", trunk), ("other", TestOptions.Trunk(tls with { Address = "198.51.100.9" }))) };
        var model = TestOptions.Compile(options);
        var (own, general) = (model.Trunks.Single(one => one.Name == "peer"), model.Trunks.Single(one => one.Name == "other"));

        Assert.Equal(["peer", null], own.Gateways.Select(gateway => gateway.Targets[0].Flow.TlsClient));
        Assert.Equal(["peer", null], own.Register!.Targets.Select(target => target.Flow.TlsClient));
        Assert.Null(general.Gateways[0].Targets[0].Flow.TlsClient);

        // A place that belongs to no gateway.
        var host = new SipHost("198.51.100.7", null, TransportKind.Tls, UriScheme.Sip, Reach.All);
        var place = Assert.Single(TargetCompiler.Of(host, null, "sbc.example.com", model.Listeners, NameBook.Empty, tlsClient: "peer"));
        Assert.Equal(("sbc.example.com", "peer"), (place.Flow.ServerName, place.Flow.TlsClient));
    }

    [Fact]
    public void Sips_over_UDP_is_refused()
    {
        var gateway = TestOptions.Gateway("one", "198.51.100.7") with { Scheme = GatewayScheme.Sips, Transport = TransportKind.Udp };

        Assert.Contains(TestOptions.Problems(Options(gateway)), problem => problem.Path == "trunks.peer.gateways[0].scheme");
    }

    private static GatewayModel Gateway(GatewayOptions gateway) => TestOptions.Compile(Options(gateway)).Trunks[0].Gateways[0];

    private static EdgeOptions Options(GatewayOptions gateway) =>
        TestOptions.Edge() with { Trunks = TestOptions.Named(("peer", TestOptions.Trunk(gateway))) };
}
