using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>Gateways that refuse sips (C-22), and sips calls that would lose TLS (C-19).</summary>
public sealed class SipsCallTests
{
    private static Func<EdgeOptions, EdgeOptions> Gateway(GatewayScheme scheme, TransportKind transport = TransportKind.Tls) =>
        options => options with
        {
            Trunks = options.Trunks.SetItem("pbx", options.Trunks["pbx"] with
            {
                Gateways =
                [
                    new GatewayOptions
                    {
                        Name = "first",
                        Address = "10.0.0.3",
                        Transport = transport,
                        Scheme = scheme,
                    },
                ],
            }),
        };

    private static string[] RequestUris(SimulatedPhone phone) =>
        [.. phone.Messages.Where(message => message.StartsWith("INVITE ", StringComparison.Ordinal))
            .Select(message => message.Split(' ')[1])];

    [Theory]
    [InlineData(416)]
    [InlineData(403)]
    [InlineData(480)]
    public void A_gateway_that_refuses_sips_is_called_once_more_with_sip_where_that_is_preferred(int status)
    {
        using var scenario = new EdgeScenario(change: Gateway(GatewayScheme.SipsPreferred));
        scenario.Callee.RefusesSips = status;
        scenario.Callee.HangUpAfter = 500;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(["sips:31201234567@10.0.0.3", "sip:31201234567@10.0.0.3"], RequestUris(scenario.Callee));
        var second = scenario.Callee.Messages.Last(message => message.StartsWith("INVITE ", StringComparison.Ordinal));
        Assert.DoesNotContain("sips:", second, StringComparison.Ordinal); // From, To and Contact too
        Assert.Contains("SIP/2.0/TLS", second, StringComparison.Ordinal);
        Assert.Equal("answered", scenario.OnlyCall.Outcome);
        Assert.Equal([(status, "peer_refuses_sips"), (200, "answered")],
            scenario.OnlyCall.Attempts.Select(attempt => (attempt.Status, attempt.Reason)));
    }

    [Fact]
    public void With_sips_there_is_no_second_try_and_the_record_says_why()
    {
        using var scenario = new EdgeScenario(change: Gateway(GatewayScheme.Sips));
        scenario.Callee.RefusesSips = 416;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Single(RequestUris(scenario.Callee));
        Assert.Equal((416, "peer_refuses_sips"), (scenario.OnlyCall.Status, scenario.OnlyCall.Reason));
    }

    [Fact]
    public void A_call_that_came_as_sips_is_never_tried_with_sip()
    {
        using var scenario = new EdgeScenario(change: Gateway(GatewayScheme.SipsPreferred));
        scenario.Callee.RefusesSips = 416;
        scenario.Caller.Call("sips:31201234567@edge.example", scenario.ToEdge, scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();
        Assert.Equal(["sips:31201234567@10.0.0.3"], RequestUris(scenario.Callee));
    }

    [Fact]
    public void A_second_refusal_is_the_last()
    {
        using var scenario = new EdgeScenario(change: Gateway(GatewayScheme.SipsPreferred));
        scenario.Callee.RefusesSips = 403;
        scenario.Callee.AnswerStatus = 403;
        scenario.Call();
        scenario.RunToTheEnd();
        Assert.Equal(2, RequestUris(scenario.Callee).Length);
        Assert.Equal(["peer_refuses_sips", "gateway_refused"], scenario.OnlyCall.Attempts.Select(attempt => attempt.Reason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sips_call_leaves_without_TLS_only_where_the_pair_of_trunks_allows_it(bool allowed)
    {
        using var scenario = new EdgeScenario(change: options =>
        {
            var changed = Gateway(GatewayScheme.Sip, TransportKind.Udp)(options);
            return changed with
            {
                Acls = options.Acls.SetItem("callers", options.Acls["callers"] with { Trunk = "office" }),
                Trunks = changed.Trunks
                    .SetItem("pbx", changed.Trunks["pbx"] with { AllowSipsDowngrade = allowed ? ["office"] : [] })
                    .Add("office", new TrunkOptions { Gateways = [new GatewayOptions { Name = "a", Address = "10.0.0.9" }] }),
            };
        });
        scenario.Callee.HangUpAfter = 500;
        scenario.Caller.Call("sips:31201234567@edge.example", scenario.ToEdge, scenario.Now);
        scenario.Caller.Node.Tick();
        scenario.RunToTheEnd();

        Assert.Equal((allowed ? 200 : 480, allowed), (scenario.Caller.FinalStatus, scenario.OnlyCall.SipsDowngraded));
        if (!allowed)
        {
            Assert.Equal("sips_needs_tls", scenario.OnlyCall.Reason);
            Assert.Empty(scenario.Callee.Messages);
            Assert.Contains("\r\nWarning: 380 sipedge \"SIPS Not Allowed\"\r\n", scenario.Caller.Messages[^1],
                StringComparison.Ordinal);
        }
    }
}
