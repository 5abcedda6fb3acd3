using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>What the edge answers to requests that open no call, and to those who name calls that are not theirs.</summary>
public sealed class EdgeRefusalTests
{
    [Fact]
    public void A_stranger_hears_nothing_and_is_recorded()
    {
        using var scenario = new EdgeScenario();
        var stranger = new SimulatedPhone("mallory", SocketEndpoint.FromIpv4(0x0A000009, 5060), scenario.Network, 9);
        stranger.Call("sip:1@edge.example", scenario.ToEdge, scenario.Now);
        stranger.Node.Tick();
        scenario.Network.RunFor(400);

        Assert.Empty(stranger.Heard);
        Assert.Empty(scenario.Callee.Heard);
        Assert.Equal(("unknown_source", 0), (scenario.Refusals[0].Reason, scenario.Refusals[0].Status));
        scenario.RunToTheEnd();
    }

    [Theory]
    [InlineData("OPTIONS", true)]
    [InlineData("INVITE", false)]
    [InlineData("REGISTER", false)]
    public void A_domain_may_answer_everybodys_options_and_nothing_else(string method, bool answered)
    {
        using var scenario = new EdgeScenario(change: options => options with
        {
            Domains = options.Domains.SetItem("edge.example", options.Domains["edge.example"] with { AnswerOptions = true }),
        });
        var stranger = scenario.Network.AddNode(SocketEndpoint.FromIpv4(0x0A000009, 5060));
        var heard = new List<string>();
        stranger.Handler = new Ear(heard);
        stranger.Send(scenario.ToEdge, Encoding.ASCII.GetBytes(
            $"{method} sip:edge.example SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKo\r\nFrom: <sip:monitor@example.org>;tag=1\r\n"
            + $"To: <sip:edge.example>\r\nCall-ID: monitor\r\nCSeq: 1 {method}\r\nMax-Forwards: 70\r\nContact: <sip:m@10.0.0.9>\r\n"
            + "User-Agent: monitor of the service\r\nContent-Length: 0\r\n\r\n"), 0);
        scenario.RunToTheEnd();

        Assert.Equal(answered, heard is [var only] && only.StartsWith("SIP/2.0 200", StringComparison.Ordinal));
        Assert.Equal(answered ? 0 : 1, scenario.Refusals.Count);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("wrong", 1)]
    public void Where_everybodys_options_are_answered_passwords_are_not_to_be_guessed_by_them(string password, int bans)
    {
        using var scenario = new CredentialScenario(options => options with
        {
            Domains = options.Domains.SetItem(
                CredentialScenario.Domain, options.Domains[CredentialScenario.Domain] with { AnswerOptions = true }),
        });
        var monitor = scenario.At("203.0.113.9:5060");
        for (var guess = 0; guess < 20; guess++)
        {
            var credentials = password.Length == 0 ? "" : scenario.Digest("phone", password);
            monitor.Send(TransportKind.Udp, scenario.Edge.ToEdge.Remote, scenario.Invite(credentials).Replace(
                "INVITE", "OPTIONS", StringComparison.Ordinal));
            scenario.Edge.Network.RunFor(1_000);
        }

        Assert.StartsWith("SIP/2.0 200 ", monitor.Messages[0], StringComparison.Ordinal);
        Assert.Equal(bans, scenario.Edge.Abuse.Counts.BansInForce);
    }

    [Theory]
    [InlineData("INVITE sip:1@edge.example SIP/2.0", "CSeq: one INVITE", "malformed", 400)]
    [InlineData("INVITE sip:1@edge.example SIP/3.0", "CSeq: 1 INVITE", "malformed", 505)]
    [InlineData("BYE sip:1@edge.example SIP/2.0", "CSeq: 1 BYE\r\nTo: <sip:1@edge.example>;tag=made-up", "unknown_dialog", 481)]
    public void What_cannot_be_read_or_belongs_nowhere_is_recorded_too(string start, string lines, string reason, int status)
    {
        using var scenario = new EdgeScenario();
        var known = scenario.Caller.Node;
        var to = lines.Contains("To:", StringComparison.Ordinal) ? "" : "To: <sip:1@edge.example>\r\n";
        known.Send(scenario.ToEdge, Encoding.ASCII.GetBytes(
            $"{start}\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKr\r\nFrom: <sip:a@b>;tag=1\r\n{to}Call-ID: r\r\n{lines}\r\nContent-Length: 0\r\n\r\n"), 0);
        scenario.RunToTheEnd();

        var refusal = Assert.Single(scenario.Refusals);
        Assert.Equal((reason, status), (refusal.Reason, refusal.Status));
        Assert.Equal(reason, scenario.Edge.Explain(refusal.Id)!.Explanation!.Reason);
    }

    [Theory]
    [InlineData("REGISTER", "", 405)]
    [InlineData("MESSAGE", "", 405)]
    [InlineData("FROB", "", 405)]
    [InlineData("INVITE", "Require: sec-agree, timer, precondition\r\n", 420)]
    [InlineData("INVITE", "Content-Type: text/plain\r\n", 415)]
    [InlineData("OPTIONS", "", 200)]
    public void A_known_source_is_told_what_it_asked_wrongly(string method, string headers, int status)
    {
        using var scenario = new EdgeScenario();
        var answer = Ask(scenario, method, headers: headers);

        Assert.StartsWith($"SIP/2.0 {status} ", answer, StringComparison.Ordinal);
        switch (status)
        {
            case 405 or 200:
                Assert.Contains("\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK\r\n", answer, StringComparison.Ordinal);
                break;
            case 420:
                Assert.Contains("\r\nUnsupported: sec-agree\r\nUnsupported: precondition\r\n", answer, StringComparison.Ordinal);
                break;
            default:
                Assert.Contains("\r\nAccept: application/sdp\r\n", answer, StringComparison.Ordinal);
                break;
        }
    }

    [Fact]
    public void No_hops_left_is_483() =>
        Assert.StartsWith("SIP/2.0 483 ", Ask(new EdgeScenario(), "INVITE", maxForwards: 0), StringComparison.Ordinal);

    [Fact]
    public void An_invite_without_contact_is_400() =>
        Assert.StartsWith("SIP/2.0 400 ", Ask(new EdgeScenario(), "INVITE", contact: ""), StringComparison.Ordinal);

    [Fact]
    public void A_number_without_route_is_404()
    {
        using var scenario = new EdgeScenario(
            change: options => options with { Routes = [new RouteOptions { Prefix = "+31", To = "pbx" }] });
        Assert.StartsWith("SIP/2.0 404 ", Ask(scenario, "INVITE"), StringComparison.Ordinal);
        Assert.Equal("no_route", Assert.Single(scenario.Refusals).Reason);
    }

    [Theory]
    [InlineData("BYE")]
    [InlineData("INVITE")]
    [InlineData("INFO")]
    [InlineData("UPDATE")]
    [InlineData("OPTIONS")]
    [InlineData("REFER")]
    public void A_made_up_to_tag_is_481_and_reaches_nobody(string method)
    {
        using var scenario = new EdgeScenario();
        Assert.StartsWith("SIP/2.0 481 ", Ask(scenario, method, toTag: "000000000123456789abcdef"), StringComparison.Ordinal);
        Assert.Empty(scenario.Callee.Heard);
    }

    [Fact]
    public void Who_knows_the_tags_of_a_call_but_is_not_its_peer_hears_481_and_the_call_lives()
    {
        using var scenario = new EdgeScenario();
        scenario.Call();
        scenario.Network.RunFor(1_000);
        var answer = scenario.Caller.Messages.Last(message => message.StartsWith("SIP/2.0 200", StringComparison.Ordinal));
        var bye = "BYE sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKforeign\r\nMax-Forwards: 70\r\n"
            + $"{Line(answer, "From")}{Line(answer, "To")}{Line(answer, "Call-ID")}CSeq: 2 BYE\r\nContent-Length: 0\r\n\r\n";
        var stranger = new SimulatedPhone("mallory", SocketEndpoint.FromIpv4(0x0A000009, 5060), scenario.Network, 9);
        stranger.Node.Send(scenario.ToEdge, Encoding.ASCII.GetBytes(bye), 0);
        scenario.Network.RunFor(1_000);

        Assert.StartsWith("SIP/2.0 481 ", Assert.Single(stranger.Messages), StringComparison.Ordinal);
        Assert.Equal(1, scenario.Edge.Status().Calls);
        Assert.DoesNotContain("BYE", scenario.Callee.Heard);
    }

    [Fact]
    public void An_old_sequence_number_is_500_and_the_call_lives()
    {
        using var scenario = new EdgeScenario();
        scenario.Call();
        scenario.Network.RunFor(1_000);
        var answer = scenario.Caller.Messages.Last(message => message.StartsWith("SIP/2.0 200", StringComparison.Ordinal));
        var bye = "BYE sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKold\r\nMax-Forwards: 70\r\n"
            + $"{Line(answer, "From")}{Line(answer, "To")}{Line(answer, "Call-ID")}CSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n";
        scenario.Caller.Node.Send(scenario.ToEdge, Encoding.ASCII.GetBytes(bye), 0);
        scenario.Network.RunFor(1_000);

        Assert.StartsWith("SIP/2.0 500 CSeq Out Of Order", scenario.Caller.Messages[^1], StringComparison.Ordinal);
        Assert.Equal(1, scenario.Edge.Status().Calls);
    }

    [Fact]
    public void An_offer_may_come_in_the_answer_and_its_answer_in_the_ack()
    {
        using var scenario = new EdgeScenario();
        scenario.Caller.Offer = "";
        scenario.Caller.AckBody = SimulatedPhone.Description("192.0.2.10", 4000);
        scenario.Caller.HangUpAfter = 1_000;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Contains("m=audio", scenario.Caller.LastBody, StringComparison.Ordinal);
        Assert.Contains("m=audio", scenario.Callee.AckedBody, StringComparison.Ordinal);
        var session = Assert.Single(scenario.Media.Sessions);
        Assert.Equal("192.0.2.10:4000", session.Latest(Media.Relay.MediaSide.A)!.Value.Remote.ToString());
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    [Fact]
    public void A_call_without_any_media_description_is_carried_as_it_is()
    {
        using var scenario = new EdgeScenario();
        scenario.Caller.Offer = scenario.Callee.Offer = "";
        scenario.Caller.HangUpAfter = 1_000;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(0, scenario.Media.Opened);
        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
    }

    private static string Ask(
        EdgeScenario scenario, string method, string headers = "", string toTag = "", int maxForwards = 70,
        string contact = "Contact: <sip:alice@10.0.0.2>\r\n")
    {
        var to = toTag.Length > 0 ? $";tag={toTag}" : "";
        var body = headers.Contains("Content-Type", StringComparison.Ordinal) ? "hello" : "";
        var text = $"{method} sip:31201234567@edge.example SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bK{method}\r\n"
            + $"Max-Forwards: {maxForwards}\r\nFrom: <sip:alice@example.net>;tag=a\r\nTo: <sip:31201234567@edge.example>{to}\r\n"
            + $"Call-ID: {method}@example.net\r\nCSeq: 1 {method}\r\n{contact}{headers}Content-Length: {body.Length}\r\n\r\n{body}";
        scenario.Caller.Node.Send(scenario.ToEdge, Encoding.ASCII.GetBytes(text), 0);
        scenario.Network.RunFor(100);
        return Assert.Single(scenario.Caller.Messages);
    }

    private static string Line(string message, string name) =>
        message.Split("\r\n").First(line => line.StartsWith(name + ":", StringComparison.Ordinal)) + "\r\n";

    private sealed class Ear(List<string> heard) : ILoopHandler
    {
        public void OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now) => heard.Add(Encoding.ASCII.GetString(message));

        public void OnSendFailed(long token, in Flow flow, FlowFailure failure, long now)
        {
        }

        public void OnFlowClosed(in Flow flow, FlowFailure failure, long now)
        {
        }

        public long OnTick(long now) => long.MaxValue;
    }
}
