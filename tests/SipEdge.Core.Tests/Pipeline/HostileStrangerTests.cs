using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Media.Relay;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>What strangers try with messages that are well formed: to be heard, to be multiplied, to get into a call.</summary>
public sealed class HostileStrangerTests
{
    [Theory]
    [InlineData(UnknownSourcePolicy.Challenge, 401)]
    [InlineData(UnknownSourcePolicy.Forbid, 403)]
    public void Who_is_not_let_in_is_answered_once_and_leaves_nothing_behind(UnknownSourcePolicy policy, int status)
    {
        using var scenario = new EdgeScenario(change: options => options with { UnknownSource = policy });
        var stranger = Stranger(scenario);
        Send(stranger, scenario, Request("INVITE", "10.0.0.9"));
        scenario.Network.RunFor(1);
        Assert.Equal(0, scenario.Edge.Status().Transactions);
        scenario.Network.RunFor(60_000);

        Assert.StartsWith($"SIP/2.0 {status} ", Assert.Single(stranger.Messages), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("BYE")]
    [InlineData("OPTIONS")]
    public void A_stranger_learns_nothing_from_a_made_up_to_tag(string method)
    {
        using var scenario = new EdgeScenario();
        var stranger = Stranger(scenario);
        Send(stranger, scenario, Request(method, "10.0.0.9", toTag: "000000000123456789abcdef"));
        scenario.RunToTheEnd();

        Assert.Empty(stranger.Messages);
    }

    [Fact]
    public void An_ack_of_a_stranger_who_knows_the_tags_does_not_move_the_audio()
    {
        using var scenario = new EdgeScenario();
        scenario.Caller.Offer = "";
        scenario.Caller.AckBody = SimulatedPhone.Description("192.0.2.10", 4000);
        var stranger = Stranger(scenario);
        scenario.Network.Drop = message =>
        {
            if (message.Text.StartsWith("SIP/2.0 200", StringComparison.Ordinal) && message.Flow.Remote.ToString() == "10.0.0.2:5060")
            {
                var body = SimulatedPhone.Description("10.0.0.9", 6666);
                Send(stranger, scenario, "ACK sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKack\r\nMax-Forwards: 70\r\n"
                    + $"{Line(message.Text, "From")}{Line(message.Text, "To")}{Line(message.Text, "Call-ID")}CSeq: 1 ACK\r\n"
                    + $"Content-Type: application/sdp\r\nContent-Length: {body.Length}\r\n\r\n{body}");
                scenario.Network.Drop = null;
            }
            return false;
        };
        scenario.Network.MinLatency = scenario.Network.MaxLatency = 5;
        scenario.Caller.HangUpAfter = 1_000;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal("192.0.2.10:4000", Assert.Single(scenario.Media.Sessions).Latest(MediaSide.A)!.Value.Remote.ToString());
        Assert.DoesNotContain("10.0.0.9", scenario.Callee.AckedBody, StringComparison.Ordinal);
    }

    /// <summary>X-05: an outbound-only peer calls nobody here, but is told what is wrong with its messages.</summary>
    [Theory]
    [InlineData(GatewayDirection.Outbound, "SIP/2.0 400 ")]
    [InlineData(null, "")]
    public void An_outbound_only_address_is_no_stranger_and_opens_nothing(GatewayDirection? direction, string answer)
    {
        using var scenario = new EdgeScenario(change: options => direction is null ? options : options with
        {
            Acls = options.Acls.SetItem("callers", new AclOptions
            {
                Addresses = [.. options.Acls["callers"].Addresses, new AddressOptions { Prefix = "10.0.0.9", Direction = direction.Value }],
            }),
        });
        var stranger = Stranger(scenario);
        Send(stranger, scenario, Request("INVITE", "10.0.0.9"));
        scenario.Network.RunFor(1_000);
        Assert.Empty(stranger.Messages);
        Assert.Equal(direction is null ? "unknown_source" : "source_near_miss", Assert.Single(scenario.Refusals).Reason);
        Send(stranger, scenario, Request("INVITE", "10.0.0.9").Replace("CSeq: 1 INVITE", "CSeq: 1 BYE", StringComparison.Ordinal));
        scenario.Network.RunFor(1_000);

        Assert.StartsWith(answer, stranger.Messages.LastOrDefault() ?? "", StringComparison.Ordinal);
        Assert.Equal(answer.Length > 0 ? 1 : 0, stranger.Messages.Count);
        Assert.Empty(scenario.Callee.Messages);
    }

    [Fact]
    public void A_copy_of_a_request_from_elsewhere_has_the_answer_sent_to_nobody()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.AnswerAfter = 0;
        scenario.Call();
        scenario.Network.RunFor(1_000);
        var heard = scenario.Caller.Messages.Count;
        var branch = System.Text.RegularExpressions.Regex.Match(scenario.Caller.Messages[0], "branch=([^;\r]+)").Groups[1].Value;
        var stranger = Stranger(scenario);
        foreach (var method in (string[])["INVITE", "CANCEL"])
        {
            Send(stranger, scenario, Request(method, "10.0.0.2").Replace($"z9hG4bK{method}", branch, StringComparison.Ordinal));
        }
        scenario.Network.RunFor(1_000);

        Assert.Equal(heard, scenario.Caller.Messages.Count);
        Assert.Empty(stranger.Messages);
        Assert.Equal(1, scenario.Edge.Status().Calls);
    }

    [Fact]
    public void A_trunk_that_leads_back_to_the_edge_is_a_loop_and_ends_at_once()
    {
        using var scenario = new EdgeScenario(change: static options => options with
        {
            Trunks = options.Trunks.SetItem("pbx", new TrunkOptions
            {
                Gateways =
                [
                    new GatewayOptions { Name = "self", Address = "10.0.0.1" },
                    new GatewayOptions { Name = "again", Address = "10.0.0.1" },
                ],
            }),
        });
        scenario.Call();
        scenario.Network.RunFor(100);

        Assert.Equal(482, scenario.Caller.FinalStatus);
        Assert.Equal(1, scenario.Edge.TransactionCounters.LoopedRequests);
        scenario.RunToTheEnd();
        Assert.Single(scenario.Calls);
    }

    [Theory]
    [InlineData(255, 69)]
    [InlineData(70, 69)]
    [InlineData(1, 0)]
    public void Nobody_buys_more_than_seventy_hops(int asked, int given)
    {
        using var scenario = new EdgeScenario();
        scenario.Caller.Node.Send(scenario.ToEdge, Encoding.ASCII.GetBytes(Request("INVITE", "10.0.0.2", maxForwards: asked)), 0);
        scenario.Network.RunFor(10);

        Assert.Contains($"\r\nMax-Forwards: {given}\r\n", scenario.Callee.Messages[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_answer_to_a_reinvite_that_was_cancelled_meanwhile_is_acknowledged()
    {
        using var scenario = new EdgeScenario();
        scenario.Callee.HangUpAfter = 60_000;
        scenario.Call();
        scenario.Network.RunFor(1_000);
        var answer = scenario.Caller.Messages.Last(static message => message.StartsWith("SIP/2.0 200", StringComparison.Ordinal));
        var heard = scenario.Callee.Heard.Count;
        var dialog = $"{Line(answer, "From")}{Line(answer, "To")}{Line(answer, "Call-ID")}";
        foreach (var method in (string[])["INVITE", "CANCEL"])
        {
            scenario.Caller.Node.Send(scenario.ToEdge, Encoding.ASCII.GetBytes(
                $"{method} sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKre\r\nMax-Forwards: 70\r\n{dialog}"
                + $"CSeq: 7 {method}\r\nContact: <sip:alice@10.0.0.2>\r\nContent-Length: 0\r\n\r\n"), 0);
        }
        scenario.Network.RunFor(40_000);

        // What it answered is undone: it is offered again what the caller, who heard 487, still holds.
        Assert.Equal(["INVITE", "ACK", "INVITE", "ACK"], scenario.Callee.Heard.Skip(heard));
        Assert.Equal(1, scenario.Edge.Status().Calls);
        scenario.RunToTheEnd();
        Assert.Equal("callee_hung_up", scenario.OnlyCall.Reason);
    }

    private static SimulatedPhone Stranger(EdgeScenario scenario) =>
        new("mallory", SocketEndpoint.FromIpv4(0x0A000009, 5060), scenario.Network, 9);

    private static void Send(SimulatedPhone from, EdgeScenario scenario, string text) =>
        from.Node.Send(scenario.ToEdge, Encoding.ASCII.GetBytes(text), 0);

    private static string Request(string method, string host, string toTag = "", int maxForwards = 70) =>
        $"{method} sip:31201234567@edge.example SIP/2.0\r\nVia: SIP/2.0/UDP {host}:5060;branch=z9hG4bK{method}\r\n"
        + $"Max-Forwards: {maxForwards}\r\nFrom: <sip:x@example.net>;tag=a\r\n"
        + $"To: <sip:31201234567@edge.example>{(toTag.Length > 0 ? $";tag={toTag}" : "")}\r\n"
        + $"Call-ID: {method}@example.net\r\nCSeq: 1 {method}\r\nContact: <sip:x@{host}>\r\nContent-Length: 0\r\n\r\n";

    private static string Line(string message, string name) =>
        message.Split("\r\n").First(line => line.StartsWith(name + ":", StringComparison.Ordinal)) + "\r\n";
}
