using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Routing;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Routing;

/// <summary>T-09: who is in goes over TLS first and then as before; who is not, as before only.</summary>
public class TlsRolloutStepTests
{
    [Theory]
    [InlineData("caller", "b-tls a-udp c-udp", "")]
    [InlineData("somebody", "a-udp c-udp", "b-tls")]
    public void Tls_comes_first_for_who_is_in_and_not_at_all_for_others(string user, string tried, string skipped)
    {
        var trunk = Model(new TlsRolloutOptions { Users = [user] });
        var plan = Plan(trunk);

        Assert.Equal(tried, string.Join(' ', plan.Attempts.Select(one => one.Gateway.Name)));
        Assert.Equal(skipped, string.Join(' ', plan.Skipped.Select(one => one.Gateway!.Name)));
        Assert.All(plan.Skipped, one => Assert.Equal(ReasonCode.TlsRollout, one.Reason));
    }

    [Fact]
    public void Without_a_rollout_nothing_changes() =>
        Assert.Equal("a-udp b-tls c-udp", string.Join(' ', Plan(Model(null)).Attempts.Select(one => one.Gateway.Name)));

    private static AttemptPlan Plan(EdgeModel model)
    {
        var plan = new AttemptPlan();
        foreach (var gateway in model.Trunks[0].Outbound)
        {
            plan.Add(model.Trunks[0], gateway.Targets[0]);
        }
        var request = Encoding.ASCII.GetBytes(
            "INVITE sip:100@example.net SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
            + "From: <sip:caller@example.net>;tag=1\r\nTo: <sip:100@example.net>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n\r\n");
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        Assert.Equal(ParseStatus.Complete, SipParser.Parse(request, slots, ParseLimits.Default, out var view));
        TlsRolloutStep.Apply(plan, view, default, default);
        return plan;
    }

    private static EdgeModel Model(TlsRolloutOptions? rollout) => TestOptions.Compile(TestOptions.Edge() with
    {
        Trunks = TestOptions.Named(("carrier", TestOptions.Trunk(
            TestOptions.Gateway("a-udp", "192.0.2.20"),
            TestOptions.Gateway("b-tls", "192.0.2.21") with { Transport = TransportKind.Tls },
            TestOptions.Gateway("c-udp", "192.0.2.22")) with
        {
            TlsRollout = rollout,
        })),
    });
}
