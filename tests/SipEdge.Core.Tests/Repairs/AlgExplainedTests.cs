using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Pipeline;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Repairs;

/// <summary>What an explanation tells of a peer behind an ALG, from a live edge's memory and from a message alone.</summary>
public sealed class AlgExplainedTests
{
    private static readonly SocketEndpoint Outside = SocketEndpoint.FromIpv4(0x5DB8D822, 41234); // 93.184.216.34

    private const string Invite = "INVITE sip:31201234567@edge.example SIP/2.0\r\nVia: SIP/2.0/UDP 93.184.216.34;branch=z9hG4bKalg\r\n"
        + "Max-Forwards: 70\r\nFrom: <sip:office@example.net>;tag=alg\r\nTo: <sip:31201234567@edge.example>\r\nCall-ID: alg\r\n"
        + "CSeq: 1 INVITE\r\nContact: <sip:office@93.184.216.34:5060>\r\nContent-Type: application/sdp\r\nContent-Length: 60\r\n\r\n"
        + "v=0\r\no=- 1 1 IN IP4 192.168.1.10\r\ns=-\r\nc=IN IP4 93.184.216.34\r\nt=0 0\r\nm=audio 16384 RTP/AVP 0\r\n";

    private static readonly string[] Steps = ["Content-Length is not", "Via names a port", "Contact names 93.184.216.34:5060", "a private address here"];

    [Fact]
    public void Each_repair_is_a_step()
    {
        var explanation = Explain(repairs: true);
        Assert.Equal("placed", explanation.Decision);
        Assert.All(Steps, step => Assert.Single(explanation.Steps, told => told.Text.StartsWith(step, StringComparison.Ordinal)
            || told.Text.Contains(step, StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_the_key_there_is_none()
    {
        var explanation = Explain(repairs: false);
        Assert.All(Steps, step => Assert.DoesNotContain(explanation.Steps, told => told.Text.Contains(step, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_live_edge_remembers_what_it_mended()
    {
        using var scenario = new EdgeScenario(change: options => Change(options, repairs: true) with
        {
            Records = new RecordOptions { RecentAttempts = 10 },
        });
        scenario.Edge.OnMessage(Encoding.ASCII.GetBytes(Invite), new Flow(TransportKind.Udp, 0, 0, Outside), scenario.Now);
        scenario.Tick();
        scenario.Network.RunFor(200_000);
        var explained = scenario.Edge.Explain(scenario.OnlyCall.Id)!;
        Assert.All(Steps, step => Assert.Single(explained.Explanation!.Steps, told => told.Text.Contains(step, StringComparison.Ordinal)));
    }

    private static Explanation Explain(bool repairs)
    {
        var model = TestOptions.Compile(Change(EdgeScenario.Options(), repairs));
        var arrival = new Arrival(
            new Flow(TransportKind.Udp, 0, 0, Outside), SocketEndpoint.FromIpv4(0x0A000001, 5060), 1000, SimulatedTime.Start);
        return Explainer.Explain(
            Encoding.ASCII.GetBytes(Invite), arrival, model, new LoopNonces(new NonceFactory(new byte[32], 30_000), new NonceCounts(16)),
            static (in Flow _) => "10.0.0.1:5060"u8, dtls: true, new TrunkBoard(loops: 1));
    }

    private static EdgeOptions Change(EdgeOptions options, bool repairs) => options with
    {
        DefaultDomain = "edge.example",
        Trunks = options.Trunks.Add("office", new TrunkOptions
        {
            Gateways = [new GatewayOptions { Name = "router", Address = "93.184.216.34", Port = 41234 }],
            Signalling = new SignallingOptions { AlgRepair = repairs },
        }),
    };
}
