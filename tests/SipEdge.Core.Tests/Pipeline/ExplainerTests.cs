using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Pipeline;
using SipEdge.Core.Tests.Admission;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>What an operator reads: each step with its rule, and the rule that almost matched (E-11).</summary>
public class ExplainerTests
{
    [Fact]
    public void A_trunk_whose_port_differs_is_named_as_the_nearest_miss()
    {
        var explanation = Explain(Office(new AddressOptions { Prefix = "198.51.100.0/24", Port = 5070 }));

        var miss = Assert.Single(explanation.Steps, step => step.Outcome == StepOutcome.NearMiss);
        Assert.Equal(DecisionStage.Source, miss.Stage);
        Assert.Contains("it is for source port 5070, and this came from port 5060", miss.Text);
        Assert.Equal(("dropped", "source_near_miss", 0), (explanation.Decision, explanation.Reason, explanation.Status));
        Assert.NotEmpty(explanation.Remedy);
    }

    [Fact]
    public void A_transport_that_differs_is_named_as_the_nearest_miss() => Assert.Contains(
        Explain(Office(new AddressOptions { Prefix = "198.51.100.7", Transport = TransportKind.Tls })).Steps,
        step => step.Outcome == StepOutcome.NearMiss && step.Text.Contains("it is for tls, and this came over udp", StringComparison.Ordinal));

    [Fact]
    public void A_route_for_another_trunks_calls_is_named_as_the_nearest_miss()
    {
        var explanation = Explain(Office(new AddressOptions { Prefix = "198.51.100.7" }) with
        {
            Trunks = TestOptions.Named(("carrier", TestOptions.Trunk(TestOptions.Gateway("a", "192.0.2.20")))),
            Routes = [new RouteOptions { FromTrunk = "carrier", To = "echo" }],
        });

        Assert.Contains(explanation.Steps, step => step is { Stage: DecisionStage.Route, Outcome: StepOutcome.NearMiss }
            && step.Text.Contains("it is for calls from trunk carrier, and this one is from no trunk", StringComparison.Ordinal));
        Assert.Equal(("refused", "no_route", 404), (explanation.Decision, explanation.Reason, explanation.Status));
    }

    [Fact]
    public void A_placed_call_shows_the_message_each_gateway_would_get()
    {
        var explanation = Explain(Office(new AddressOptions { Prefix = "198.51.100.7" }) with
        {
            Trunks = TestOptions.Named(("carrier", TestOptions.Trunk(
                TestOptions.Gateway("a", "192.0.2.20"), TestOptions.Gateway("b", "192.0.2.21")))),
            Routes = [new RouteOptions { To = "carrier", Prepend = "9" }],
        });

        Assert.Equal("placed", explanation.Decision);
        Assert.Equal(["a", "b"], explanation.Gateways.Select(gateway => gateway.Gateway));
        Assert.StartsWith("INVITE sip:9100@192.0.2.20 SIP/2.0\r\nMax-Forwards: 69\r\n", explanation.Gateways[0].Message);
        Assert.DoesNotContain("198.51.100.7", explanation.Gateways[0].Message);
    }

    [Fact]
    public void An_address_that_is_left_alone_says_what_is_known_and_a_trial_that_it_is_one()
    {
        var options = Office(new AddressOptions { Prefix = "198.51.100.7" }) with
        {
            Trunks = TestOptions.Named(("carrier", TestOptions.Trunk(
                TestOptions.Gateway("a", "192.0.2.20"), TestOptions.Gateway("b", "192.0.2.21"), TestOptions.Gateway("c", "192.0.2.22")) with
            {
                Circuit = new CircuitOptions { Calls = 2 },
            })),
            Routes = [new RouteOptions { To = "carrier" }],
        };
        var model = TestOptions.Compile(options);
        var board = new TrunkBoard(loops: 1);
        var gateways = model.Trunks[0].Outbound;
        var now = new Caller(model).Arrival.Now;
        Shut(gateways[0], now);
        Shut(gateways[1], now - 31_000);
        board.CellOf(gateways[2].Targets[0]).Health = new TargetHealth(HealthState.Down, 503, "503 maintenance", null, 0, default);

        var steps = Explain(options, board: board).Steps.Where(static step => step.Stage == DecisionStage.Gateway).ToArray();
        Assert.Contains(steps, static step => step.Outcome == StepOutcome.Refused && step.Text.EndsWith(
            " Now circuit open: 2 of 2 calls in 30 s failed, last 503; a call is tried in 30 s.", StringComparison.Ordinal));
        Assert.Contains(steps, static step => step.Text.EndsWith(" Now down: 503 maintenance.", StringComparison.Ordinal));
        Assert.Contains(steps, static step => step.Outcome == StepOutcome.Passed && step.Text
            == "carrier/b is tried at 192.0.2.21:5060, as a trial: 2 of 2 calls in 30 s failed, last 503; the next call is a trial");

        void Shut(GatewayModel gateway, long then)
        {
            var circuit = board.CellOf(gateway.Targets[0]).Circuit;
            for (var i = 0; i < 2; i++)
            {
                circuit.Note(circuit.Enter(model.Trunks[0].Circuit!, then, out _), CircuitVerdict.Fault, model.Trunks[0].Circuit!, then);
            }
            circuit.LastChange = new CircuitChange(CircuitPhase.Open, "2 of 2 calls in 30 s failed, last 503", default);
        }
    }

    [Fact]
    public void Where_the_nearest_is_preferred_each_address_says_how_far_it_is()
    {
        var options = Office(new AddressOptions { Prefix = "198.51.100.7" }) with
        {
            Trunks = TestOptions.Named(("carrier", TestOptions.Trunk(
                TestOptions.Gateway("a", "192.0.2.20"), TestOptions.Gateway("b", "192.0.2.21")) with
            {
                Health = new HealthOptions(),
                Prefer = GatewayPreference.LowestRtt,
            })),
            Routes = [new RouteOptions { To = "carrier" }],
        };
        var board = new TrunkBoard(loops: 1);
        board.CellOf(TestOptions.Compile(options).Trunks[0].Outbound[1].Targets[0]).Health =
            new TargetHealth(HealthState.Up, 200, "", 13, 0, default) { SteadyRttMs = 12.5 };

        Assert.Equal(
            ["carrier/b is tried at 192.0.2.21:5060, 12.5 ms away", "carrier/a is tried at 192.0.2.20:5060, how far away is not known"],
            Explain(options, board: board).Steps.Where(static step => step.Stage == DecisionStage.Gateway).Select(static step => step.Text));
    }

    [Fact]
    public void A_message_that_cannot_be_read_says_what_is_wrong_with_it()
    {
        var explanation = Explain(Office(new AddressOptions { Prefix = "198.51.100.7" }), Encoding.ASCII.GetBytes(
            Encoding.ASCII.GetString(new Caller(EdgeModel.Default).Request()).Replace("CSeq: 1 INVITE", "CSeq: one", StringComparison.Ordinal)));

        Assert.Equal(("refused", "malformed", 400), (explanation.Decision, explanation.Reason, explanation.Status));
        Assert.Contains("cannot be read", explanation.Steps[0].Text);
    }

    [Fact]
    public void Steps_hold_no_secret_however_it_was_presented()
    {
        var options = Office(new AddressOptions { Prefix = "198.51.100.7" }) with
        {
            Accounts = TestOptions.Named(("anna", new AccountOptions { Password = TestOptions.Password("pa") })),
        };
        options = options with
        {
            Acls = options.Acls.Add("phones", new AclOptions
            {
                Accounts = ["anna"],
                Tokens = [new TokenOptions { Sid = "sid", Token = TestOptions.Password("marker-right") }],
                AllowCleartextToken = true,
            }),
            Domains = TestOptions.Named(("example.net", new DomainOptions { Acls = ["office", "phones"] })),
        };
        var caller = new Caller(TestOptions.Compile(options));

        foreach (var token in (string[])["marker-right", "marker-wrong"])
        {
            var explanation = Explainer.Explain(
                caller.Request("X-Auth-EndpointSid: sid", $"X-Auth-VoipToken: {token}", caller.Digest("anna", "pa", nonce: "marker-nonce")),
                caller.Arrival, TestOptions.Compile(options), caller.Judge, static (in Flow _) => "192.0.2.10:5060"u8, dtls: true,
            new TrunkBoard(loops: 1));

            Assert.DoesNotContain("marker", explanation.ToString() + string.Join('\n', explanation.Steps) + string.Join('\n', explanation.Gateways));
        }
    }

    private static Explanation Explain(EdgeOptions options, byte[]? message = null, TrunkBoard? board = null)
    {
        var model = TestOptions.Compile(options);
        var caller = new Caller(model);
        return Explainer.Explain(
            message ?? caller.Request(), caller.Arrival, model, caller.Judge, static (in Flow _) => "192.0.2.10:5060"u8, dtls: true,
            board ?? new TrunkBoard(loops: 1));
    }

    private static EdgeOptions Office(AddressOptions address) => TestOptions.Edge(("office", new AclOptions { Addresses = [address] }));
}
