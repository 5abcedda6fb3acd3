using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Registrations;

/// <summary>Two accounts at one carrier, each a trunk: whose call is it that comes from there?</summary>
public sealed class SharedRegistrarTests
{
    private static readonly SocketEndpoint Carrier = SocketEndpoint.FromIpv4(0x0A000009, 5060);

    [Theory]
    [InlineData("anna", "31201234567", "a")] // the Contact that was registered
    [InlineData("bert", "31201234567", "b")]
    [InlineData("31201234567", "account-b", "b")] // the dialled number, and the account in To
    [InlineData("31201234567", "anna", "a")]
    [InlineData("bert", "account-a", "b")] // the Contact has the first word
    [InlineData("31201234567", "31201234567", null)]
    [InlineData("Anna", "31201234567", null)] // a user part is not to be compared without case (RFC 3261 §19.1.4)
    public void The_user_that_is_called_says_whose_call_it_is(string called, string to, string? trunk)
    {
        using var bed = new Bed();
        bed.Call(called, to);
        if (trunk is not null)
        {
            Assert.Equal(trunk, Assert.Single(bed.Scenario.Calls).CallerTrunk);
            return;
        }
        Assert.Empty(bed.Scenario.Calls);
        var refused = Assert.Single(bed.Scenario.Refusals);
        Assert.Equal(("trunk_ambiguous", 404), (refused.Reason, refused.Status));
    }

    [Fact]
    public void One_that_is_not_registered_gets_no_calls_and_does_not_get_in_the_way_of_the_other()
    {
        using var bed = new Bed(static text => text.Contains("account-a", StringComparison.Ordinal) ? (403, "") : (200, ""));
        bed.Call("anna", "31201234567");
        Assert.Equal("trunk_not_registered", Assert.Single(bed.Scenario.Refusals).Reason);
        bed.Call("31201234567", "31201234567");
        Assert.Equal("b", Assert.Single(bed.Scenario.Calls).CallerTrunk);
    }

    [Fact]
    public void An_OPTIONS_asks_for_no_account()
    {
        using var bed = new Bed();
        bed.Ask("OPTIONS", "10.0.0.1", "10.0.0.1");
        Assert.Empty(bed.Scenario.Refusals);
        Assert.Contains(bed.Sent, static message => message.StartsWith("SIP/2.0 200", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(TransportKind.Tcp, "anna", "a")]
    [InlineData(TransportKind.Tcp, "bert", "b")]
    [InlineData(TransportKind.Tcp, "31201234567", null)]
    public void Over_one_connection_it_is_the_same(TransportKind transport, string called, string? trunk)
    {
        using var bed = new Bed(transport: transport, direction: GatewayDirection.Outbound);
        bed.Call(called, "31201234567");
        if (trunk is null)
        {
            Assert.Empty(bed.Scenario.Calls);
        }
        else
        {
            Assert.Equal(trunk, Assert.Single(bed.Scenario.Calls).CallerTrunk);
        }
    }

    [Theory]
    [InlineData("anna", "bert", 0, 1)]
    [InlineData("anna", "anna", 1, 0)]
    public void Check_tells_of_it_and_refuses_what_nothing_tells_apart(string first, string second, int errors, int warnings)
    {
        var problems = TestOptions.Problems(Bed.Options(EdgeScenario.Options(), TransportKind.Udp, GatewayDirection.Both, first, second));
        Assert.Equal(errors, problems.Count(static problem => problem is { Severity: ProblemSeverity.Error, Path: "trunks.b.gateways[0]" }));
        Assert.Equal(warnings, problems.Count(static problem =>
            problem is { Severity: ProblemSeverity.Warning, Path: "trunks.b.gateways[0]" } && problem.Message.Contains("told apart", StringComparison.Ordinal)));
    }

    private sealed class Bed : IDisposable
    {
        private readonly TransportKind _transport;
        private readonly SimulatedRegistrar _registrar;
        private int _calls;

        public Bed(Func<string, (int, string)>? answers = null, TransportKind transport = TransportKind.Udp,
            GatewayDirection direction = GatewayDirection.Both)
        {
            _transport = transport;
            Scenario = new EdgeScenario(1, options => Options(options, transport, direction));
            _registrar = new SimulatedRegistrar(Carrier, Scenario.Network, 9) { Answers = answers };
            Scenario.Network.Drop = message =>
            {
                Sent.Add(message.Text);
                return false;
            };
            Scenario.Tick();
            Scenario.Network.RunFor(3_000);
        }

        public EdgeScenario Scenario { get; }
        public List<string> Sent { get; } = [];

        public static EdgeOptions Options(
            EdgeOptions options, TransportKind transport, GatewayDirection direction, string first = "anna", string second = "bert") => options with
            {
                DefaultDomain = "edge.example",
                Trunks = options.Trunks
                    .Add("a", Trunk("account-a", first, transport, direction))
                    .Add("b", Trunk("account-b", second, transport, direction)),
                Routes = [new RouteOptions { To = RouteOptions.Echo }],
            };

        public void Call(string called, string to) => Ask("INVITE", $"{called}@10.0.0.1", $"{to}@10.0.0.1");

        public void Ask(string method, string called, string to)
        {
            var over = _transport == TransportKind.Udp ? "UDP" : "TCP";
            var message = $"{method} sip:{called} SIP/2.0\r\nVia: SIP/2.0/{over} 10.0.0.9:5060;branch=z9hG4bKin{++_calls};rport\r\nMax-Forwards: 70\r\n"
                + $"From: <sip:31209999999@carrier.example>;tag=c\r\nTo: <sip:{to}>\r\nCall-ID: in-{_calls}\r\nCSeq: 1 {method}\r\n"
                + "Contact: <sip:10.0.0.9:5060>\r\nContent-Type: application/sdp\r\n";
            var body = method == "INVITE" ? SimulatedPhone.Description("10.0.0.9", 40_000) : "";
            var connection = _transport == TransportKind.Udp ? 0 : Scenario.Board.Trunk("a").Registration.Connection;
            Scenario.Edge.OnMessage(
                Encoding.ASCII.GetBytes($"{message}Content-Length: {body.Length}\r\n\r\n{body}"),
                new Flow(_transport, (byte)(_transport == TransportKind.Udp ? 0 : 1), connection, Carrier), Scenario.Now);
            Scenario.Tick();
            Scenario.Network.RunFor(200_000);
        }

        public void Dispose() => Scenario.Dispose();

        private static TrunkOptions Trunk(string account, string contact, TransportKind transport, GatewayDirection direction) => new()
        {
            Gateways = [new GatewayOptions { Name = "only", Address = "10.0.0.9", Transport = transport, Direction = direction }],
            Auth = new TrunkAuthOptions { Username = account, Password = TestOptions.Password("secret"), Realms = ["carrier.example"] },
            Register = new RegisterOptions { RegistrarDomain = "carrier.example", ContactUser = contact },
        };
    }
}
