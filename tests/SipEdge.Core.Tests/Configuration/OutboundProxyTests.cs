using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Configuration;

/// <summary>What goes to a gateway goes to the trunk's proxy, and still names the gateway (V-09).</summary>
public sealed class OutboundProxyTests
{
    private static EdgeOptions Options(string proxy, GatewayOptions gateway, OutboundProxyStyle style = OutboundProxyStyle.Route) =>
        TestOptions.Edge() with
        {
            Trunks = TestOptions.Named(
                ("carrier", new TrunkOptions { OutboundProxy = proxy, OutboundProxyStyle = style, Gateways = [gateway] })),
            Routes = [new RouteOptions { To = "carrier" }],
        };

    private static GatewayModel Gateway(EdgeOptions options) =>
        TestOptions.Compile(options).Trunks.Single(trunk => trunk.Name == "carrier").Gateways.Single();

    [Theory]
    [InlineData("198.51.100.2", "198.51.100.2:5060", "Route: <sip:198.51.100.2;lr>\r\n")]
    [InlineData("198.51.100.2:5080", "198.51.100.2:5080", "Route: <sip:198.51.100.2:5080;lr>\r\n")]
    public void Its_address_stands_for_the_gateways_and_the_route_names_it(string proxy, string address, string route)
    {
        var gateway = Gateway(Options(proxy, TestOptions.Gateway("one", "203.0.113.5")));
        var target = Assert.Single(gateway.Targets);
        Assert.Equal(address, target.Address.ToString());
        Assert.Same(gateway, target.Gateway);
        Assert.Equal(route, Encoding.ASCII.GetString(target.RouteLine));
        Assert.Equal("203.0.113.5", Encoding.ASCII.GetString(gateway.HostPort));
    }

    [Fact]
    public void As_a_next_hop_it_is_not_named()
    {
        var target = Assert.Single(
            Gateway(Options("198.51.100.2", TestOptions.Gateway("one", "203.0.113.5"), OutboundProxyStyle.NextHop)).Targets);
        Assert.Equal(("198.51.100.2:5060", 0), (target.Address.ToString(), target.RouteLine.Length));
    }

    [Fact]
    public void A_gateway_that_only_calls_us_keeps_its_own_address()
    {
        var gateway = TestOptions.Gateway("one", "203.0.113.5") with { Direction = GatewayDirection.Inbound };
        var options = Options("198.51.100.2", gateway) with { Routes = [new RouteOptions { To = RouteOptions.Echo }] };
        Assert.Equal("203.0.113.5:5060", Assert.Single(Gateway(options).Targets).Address.ToString());
    }

    [Fact]
    public void A_name_is_resolved_for_the_transport_of_the_gateway_and_has_no_place_until_then()
    {
        var gateway = TestOptions.Gateway("one", "gw.carrier.example") with { Transport = TransportKind.Udp, Direction = GatewayDirection.Outbound };
        var options = Options("SBC.carrier.example.:5080", gateway);
        var name = Assert.Single(ConfiguredNames.Of(options));
        Assert.Equal(
            ("trunks.carrier.outbound_proxy", "sbc.carrier.example", 5080, TransportKind.Udp),
            (name.Path, name.Host.Name, name.Host.Port, name.Host.Transport));
        Assert.Empty(Gateway(options).Targets);

        var both = Options("sbc.carrier.example", gateway with { Direction = GatewayDirection.Both });
        Assert.Equal(
            ["sbc.carrier.example", "gw.carrier.example"], ConfiguredNames.Of(both).Select(static name => name.Host.Name));
    }

    [Theory]
    [InlineData("a b", "neither a host name nor an IP address")]
    [InlineData("198.51.100.2:0", "is not a port")]
    [InlineData("2001:db8::1", "no listener can reach it for gateway 'one'")]
    public void What_is_no_place_to_go_is_complained_about(string proxy, string complaint)
    {
        var problems = new ProblemList(ConfigPositions.None);
        var options = Options(proxy, TestOptions.Gateway("one", "203.0.113.5"));
        EdgeOptionsValidator.Validate(
            options with { Listeners = [.. options.Listeners.Where(static listener => !listener.Bind.Contains('[', StringComparison.Ordinal))] },
            problems);
        Assert.Contains(problems, problem => problem.Path == "trunks.carrier.outbound_proxy"
            && problem.ToString().Contains(complaint, StringComparison.Ordinal));
    }
}
