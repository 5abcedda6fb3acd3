using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Configuration;

/// <summary>Which listener a request leaves from that is too long for a datagram.</summary>
public class LargeRequestsTests
{
    [Theory]
    [InlineData(0, 3)] // the same address
    [InlineData(1, 3)] // another address, the same family
    [InlineData(2, 4)]
    public void It_is_a_tcp_listener_of_the_family_and_rather_of_the_address(byte from, byte stream) =>
        Assert.Equal(new LargeRequestRule(1_300, stream), On(Model(1_300), from));

    [Fact]
    public void Zero_keeps_everything_on_UDP() => Assert.Equal(default, On(Model(0), 0));

    [Fact]
    public void Loopback_reaches_nobody_elsewhere_and_without_a_tcp_listener_there_is_no_other_way() =>
        Assert.Equal(default, On(Model(1_300, "127.0.0.1:5060"), 0));

    [Theory]
    [InlineData(499)]
    [InlineData(65_508)]
    public void A_limit_that_is_none_is_named(int most)
    {
        var problem = Assert.Single(TestOptions.Problems(Options(most)),
            static problem => problem.Path.EndsWith(".udp_max_bytes", StringComparison.Ordinal));
        Assert.Equal("500 to 65507", problem.Expected);
    }

    private static LargeRequestRule On(EdgeModel model, byte listener) =>
        model.Trunks.Single(static trunk => trunk.Name == "pbx").Large.On(new Flow(TransportKind.Udp, listener, 0, default));

    private static EdgeModel Model(int most, string tcp = "192.0.2.1:5060") =>
        ModelCompiler.Compile(Options(most, tcp), TestOptions.NoSecrets, ConfigPositions.None);

    private static EdgeOptions Options(int most, string tcp = "192.0.2.1:5060")
    {
        var options = TestOptions.Edge();
        return options with
        {
            Listeners =
            [
                new ListenerOptions { Name = "a", Bind = "192.0.2.1:5060" },
                new ListenerOptions { Name = "b", Bind = "192.0.2.2:5060" },
                new ListenerOptions { Name = "c", Bind = "[2001:db8::1]:5060" },
                new ListenerOptions { Name = "d", Bind = tcp, Transport = TransportKind.Tcp },
                new ListenerOptions { Name = "e", Bind = "[2001:db8::1]:5060", Transport = TransportKind.Tcp },
            ],
            Trunks = TestOptions.Named(("pbx", TestOptions.Trunk(TestOptions.Gateway("one", "192.0.2.7")) with
            {
                Signalling = new SignallingOptions { UdpMaxBytes = most },
            })),
        };
    }
}
