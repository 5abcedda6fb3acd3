using System.Text;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>Gateways that answer what no gateway should: the caller is told, and nothing of the call stays.</summary>
public sealed class HostileGatewayTests
{
    private static readonly string Answer = SimulatedPhone.Description("192.0.2.20", 5000);

    [Fact]
    public void A_2xx_without_a_To_tag_is_a_failed_attempt_and_the_next_gateway_is_tried()
    {
        using var scenario = new EdgeScenario();
        var gateway = new ScriptedGateway(scenario, tag: "", "200 OK");
        scenario.Caller.HangUpAfter = 1_000;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(1, gateway.Invites);
        Assert.Equal(200, scenario.Caller.FinalStatus);
        Assert.Equal(("bad_answer", 502), (scenario.OnlyCall.Attempts[0].Reason, scenario.OnlyCall.Attempts[0].Status));
    }

    [Fact]
    public void A_2xx_without_a_To_tag_after_a_cancel_leaves_no_call_behind()
    {
        using var scenario = new EdgeScenario();
        _ = new ScriptedGateway(scenario, tag: "", "180 Ringing") { OnCancel = "200 OK" };
        scenario.Caller.CancelAfter = 100;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(487, scenario.Caller.FinalStatus);
    }

    [Theory]
    [InlineData("Reason")]
    [InlineData("Content-Language")]
    public void A_2xx_whose_headers_are_too_long_to_pass_on_ends_the_call(string header)
    {
        using var scenario = new EdgeScenario();
        var line = $"{header}: {new string('x', 8_000)}\r\n";
        var gateway = new ScriptedGateway(scenario, tag: "g", "200 OK") { Headers = line + line + line, Body = Answer };
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(502, scenario.Caller.FinalStatus);
        Assert.Equal(("bad_answer", 502), (scenario.OnlyCall.Reason, scenario.OnlyCall.Status));
        Assert.Equal(["INVITE", "ACK", "BYE"], gateway.Heard);
    }

    [Fact]
    public void A_description_that_cannot_be_read_is_the_gateways_fault_and_not_the_callers()
    {
        using var scenario = new EdgeScenario();
        var gateway = new ScriptedGateway(scenario, tag: "g", "200 OK") { Body = "v=0\r\nnot a description" };
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal(502, scenario.Caller.FinalStatus);
        Assert.Equal("bad_answer", scenario.OnlyCall.Reason);
        Assert.Equal(["INVITE", "ACK", "BYE"], gateway.Heard);
    }

    [Fact]
    public void Five_thousand_forks_of_one_answer_are_ended_up_to_a_bound()
    {
        using var scenario = new EdgeScenario();
        var gateway = new ScriptedGateway(scenario, tag: "g", "200 OK") { Body = Answer, Forks = 5_000 };
        scenario.Caller.HangUpAfter = 1_000;
        scenario.Call();
        scenario.Network.RunFor(900);

        Assert.InRange(scenario.Edge.Status().Transactions, 1, 100);
        scenario.RunToTheEnd();
        Assert.Equal(200, scenario.Caller.FinalStatus);
        Assert.InRange(gateway.Heard.Count(static method => method == "BYE"), 2, 64);
    }

    /// <summary>Sits at the first gateway's address and answers by hand, so that nothing keeps its messages in order.</summary>
    private sealed class ScriptedGateway : ILoopHandler
    {
        private readonly string _tag;
        private readonly string[] _answers;
        private readonly SimulatedNodeSender _send;
        private string _invite = "";

        public ScriptedGateway(EdgeScenario scenario, string tag, params string[] answers)
        {
            _tag = tag;
            _answers = answers;
            _send = (text, flow) => scenario.Callee.Node.Send(flow, Encoding.ASCII.GetBytes(text), 0);
            scenario.Callee.Node.Handler = this;
        }

        private delegate void SimulatedNodeSender(string text, Flow flow);

        public string Headers { get; init; } = "";
        public string Body { get; init; } = "";
        public string? OnCancel { get; init; }
        public int Forks { get; init; } = 1;
        public List<string> Heard { get; } = [];
        public int Invites => Heard.Count(static method => method == "INVITE");

        public void OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now)
        {
            var text = Encoding.ASCII.GetString(message);
            var method = text[..text.IndexOf(' ', StringComparison.Ordinal)];
            Heard.Add(method);
            switch (method)
            {
                case "INVITE":
                    _invite = text;
                    foreach (var answer in _answers)
                    {
                        for (var fork = 0; fork < Forks; fork++)
                        {
                            _send(Response(text, answer, _tag.Length == 0 ? "" : $"{_tag}{fork}"), flow);
                        }
                    }
                    break;
                case "CANCEL":
                    _send(Response(text, "200 OK", _tag), flow);
                    _send(Response(_invite, OnCancel ?? "487 Request Terminated", _tag), flow);
                    break;
                case "BYE":
                    _send(Response(text, "200 OK", ""), flow);
                    break;
                default:
                    break;
            }
        }

        public void OnSendFailed(long token, in Flow flow, FlowFailure failure, long now)
        {
        }

        public void OnFlowClosed(in Flow flow, FlowFailure failure, long now)
        {
        }

        public long OnTick(long now) => long.MaxValue;

        private string Response(string request, string status, string tag)
        {
            var copied = request.Split("\r\n").Where(static line => line.StartsWith("Via:", StringComparison.Ordinal)
                || line.StartsWith("From:", StringComparison.Ordinal) || line.StartsWith("Call-ID:", StringComparison.Ordinal)
                || line.StartsWith("CSeq:", StringComparison.Ordinal));
            var to = request.Split("\r\n").First(static line => line.StartsWith("To:", StringComparison.Ordinal));
            var ofInvite = request.StartsWith("INVITE", StringComparison.Ordinal);
            var body = ofInvite ? Body : "";
            return $"SIP/2.0 {status}\r\n{string.Join("\r\n", copied)}\r\n{to}{(tag.Length > 0 ? $";tag={tag}" : "")}\r\n"
                + $"Contact: <sip:10.0.0.3>\r\n{(ofInvite ? Headers : "")}"
                + (body.Length > 0 ? "Content-Type: application/sdp\r\n" : "")
                + $"Content-Length: {body.Length}\r\n\r\n{body}";
        }
    }
}
