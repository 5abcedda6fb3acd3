using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>What an edge that has more to do than it can still does: everything that was begun.</summary>
public sealed class EdgeOverloadTests
{
    private static EdgeOptions WithEmergency(EdgeOptions options) =>
        options with { Numbers = new SpecialNumberOptions { Emergency = ["112"] } };

    [Fact]
    public void A_new_call_is_told_to_come_back_soon_and_leaves_nothing_behind()
    {
        using var scenario = new EdgeScenario();
        scenario.Work(5_000);
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(["503"], scenario.Caller.Heard);
        Assert.Matches("Retry-After: [1-4]\r\n", scenario.Caller.Messages[0]);
        Assert.Empty(scenario.Callee.Heard);
        Assert.Equal((0, 0), (scenario.Calls.Count, scenario.Refusals.Count));
    }

    [Fact]
    public void A_call_that_was_begun_is_finished()
    {
        using var scenario = new EdgeScenario();
        scenario.Call();
        scenario.Network.RunFor(50);
        scenario.Caller.HangUpAfter = 1_000;
        scenario.Work(5_000);
        scenario.RunToTheEnd();

        Assert.Equal("answered", scenario.OnlyCall.Outcome);
        Assert.Equal(["180", "200", "200"], scenario.Caller.Heard);
    }

    [Fact]
    public void A_call_to_an_emergency_number_is_placed()
    {
        using var scenario = new EdgeScenario(change: WithEmergency);
        scenario.Caller.HangUpAfter = 100;
        scenario.Work(5_000);
        scenario.Call("112");
        scenario.RunToTheEnd();

        Assert.Equal("answered", scenario.OnlyCall.Outcome);
    }

    [Fact]
    public void A_stranger_hears_nothing()
    {
        using var scenario = new EdgeScenario(change: options => options with { UnknownSource = UnknownSourcePolicy.Forbid });
        var stranger = new Stranger(scenario.Network, SocketEndpoint.FromIpv4(0x0A000063, 5060));
        scenario.Work(5_000);
        stranger.Send(TransportKind.Udp, scenario.ToEdge.Remote, Invite);
        scenario.Network.RunFor(1_000);

        Assert.Empty(stranger.Messages);
    }

    [Fact]
    public void OPTIONS_is_answered_as_ever()
    {
        using var scenario = new EdgeScenario();
        var peer = new Stranger(scenario.Network, SocketEndpoint.FromIpv4(0x0A000002, 5070));
        scenario.Work(5_000);
        peer.Send(TransportKind.Udp, scenario.ToEdge.Remote, Invite.Replace("INVITE", "OPTIONS", StringComparison.Ordinal));
        scenario.Network.RunFor(1_000);

        Assert.StartsWith("SIP/2.0 200", Assert.Single(peer.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_are_taken_again_as_soon_as_there_is_time()
    {
        using var scenario = new EdgeScenario();
        scenario.Work(5_000);
        Assert.True(scenario.Edge.Status().Share < 0.1);
        scenario.Idle(4_000);
        Assert.Equal(1, scenario.Edge.Status().Share);
        scenario.Caller.HangUpAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal("answered", scenario.OnlyCall.Outcome);
    }

    [Fact]
    public void An_operator_may_switch_it_off()
    {
        using var scenario = new EdgeScenario(
            change: options => options with { Calls = options.Calls with { OverloadMark = 0 } });
        scenario.Caller.HangUpAfter = 100;
        scenario.Work(5_000);
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal("answered", scenario.OnlyCall.Outcome);
    }

    private const string Invite =
        "INVITE sip:31201234567@edge.example SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5070;branch=z9hG4bKover\r\nMax-Forwards: 70\r\n"
        + "From: <sip:a@edge.example>;tag=1\r\nTo: <sip:31201234567@edge.example>\r\nCall-ID: over\r\nCSeq: 1 INVITE\r\n"
        + "Contact: <sip:a@10.0.0.2:5070>\r\nContent-Length: 0\r\n\r\n";
}
