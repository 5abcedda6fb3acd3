using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Repairs;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Repairs;

/// <summary>Calls to and from an office behind a router whose ALG rewrites SIP.</summary>
public sealed class AlgCallTests
{
    private const string PublicAddress = "93.184.216.34";
    private const ushort MappedPort = 41234;

    private static readonly SocketEndpoint Outside = SocketEndpoint.FromIpv4(0x5DB8D822, MappedPort);
    private static readonly SocketEndpoint Inside = SocketEndpoint.FromIpv4(0xC0A8010A, 5060); // 192.168.1.10: shorter than outside

    /// <summary>192.168.100.200: longer than outside, so that a forgotten length is too large.</summary>
    private static readonly SocketEndpoint LongInside = SocketEndpoint.FromIpv4(0xC0A864C8, 5060);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.2)]
    public void Whatever_the_router_does_a_call_is_made_and_ended_from_either_side(double loss)
    {
        for (var seed = 1; seed <= 400; seed++)
        {
            var random = new Random(seed);
            var inside = random.Next(2) == 0 ? Inside : LongInside;
            var router = AlgRouter.Random(inside, Outside, random);
            using var bed = new Bed(seed, inside, router, loss: loss);
            var inward = random.Next(2) == 0;
            var hangsUp = random.Next(2) == 0 ? bed.Office : bed.FarEnd(inward);
            bed.Call(inward);
            bed.Scenario.Network.RunFor(30_000);
            var said = $"seed {seed}, inward {inward}, {router}: {string.Join(' ', bed.Office.Heard)} / {string.Join(' ', bed.FarEnd(inward).Heard)}";
            Assert.True(bed.Office.Confirmed && bed.FarEnd(inward).Confirmed, said);

            hangsUp.HangUp(bed.Scenario.Now);
            hangsUp.Node.Tick();
            bed.Scenario.RunToTheEnd();
            Assert.True(bed.Office.Ended && bed.FarEnd(inward).Ended, said);
            var call = bed.Scenario.OnlyCall;
            var (office, other) = inward ? (call.Callee!, call.Caller) : (call.Caller, call.Callee!);
            var expected = (router.ForgetsLength && (router.RewritesOrigin || router.RewritesConnection) ? AlgDamage.ContentLength : 0)
                | (router.RewritesContact ? AlgDamage.Contact : 0)
                | (router.RewritesOrigin != router.RewritesConnection ? AlgDamage.Description : 0);
            Assert.True(expected == (office.Repaired & ~AlgDamage.Via), $"{said}: {office.Repaired}");
            Assert.True(router.DropsRport || (office.Repaired & AlgDamage.Via) == 0, said);
            Assert.Equal(AlgDamage.None, other.Repaired);
        }
    }

    [Fact]
    public void What_was_put_right_is_counted_and_stands_in_the_record()
    {
        using var counted = new MeasuredHere("sipedge.alg.repaired");
        using var bed = new Bed(1, Inside, new AlgRouter(Inside, Outside)
        {
            RewritesVia = true,
            DropsRport = true,
            RewritesContact = true,
            RewritesConnection = true,
            ForgetsLength = true,
        });
        bed.CallAndEnd();
        var caller = bed.Scenario.OnlyCall.Caller;
        Assert.Equal(["content_length", "via", "contact", "description"], AlgDamages.Names(caller.Repaired));
        // The length of the INVITE, the Via of INVITE and ACK, and of the leg its Contact and its description.
        Assert.Equal(5, counted.Sum);
    }

    [Fact]
    public void What_the_router_cuts_off_is_there_again()
    {
        using var bed = new Bed(1, Inside, new AlgRouter(Inside, Outside) { RewritesConnection = true, ForgetsLength = true });
        bed.Office.Offer = SimulatedPhone.Description("192.168.1.10", 16384, "a=ptime:20\r\na=sendonly\r\n");
        bed.CallAndEnd();
        Assert.Contains("a=sendonly\r\n", bed.Scenario.Callee.Messages.First(static message => message.StartsWith("INVITE", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)] // a length that is too large
    [InlineData(true)] // Contact with the port inside
    public void With_it_off_nothing_is_touched(bool contact)
    {
        using var counted = new MeasuredHere("sipedge.alg.repaired");
        using var bed = new Bed(1, LongInside, contact
            ? new AlgRouter(LongInside, Outside) { RewritesContact = true }
            : new AlgRouter(LongInside, Outside) { RewritesConnection = true, ForgetsLength = true }, repairs: false);
        bed.Call(inward: false);
        bed.Scenario.Network.RunFor(30_000);
        if (contact)
        {
            Assert.True(bed.Office.Confirmed);
            bed.Scenario.Callee.HangUp(bed.Scenario.Now);
            bed.Scenario.Callee.Node.Tick();
            bed.Scenario.RunToTheEnd();
            Assert.DoesNotContain("BYE", bed.Office.Heard); // it went to the port inside
            Assert.Equal(AlgDamage.None, bed.Scenario.OnlyCall.Caller.Repaired);
        }
        else
        {
            Assert.Equal((400, "malformed"), (bed.Office.FinalStatus, Assert.Single(bed.Scenario.Refusals).Reason));
        }
        Assert.Equal(0, counted.Sum);
    }

    [Fact]
    public void A_peer_of_another_trunk_is_not_touched()
    {
        using var bed = new Bed(1, Inside, new AlgRouter(Inside, Outside));
        var caller = bed.Scenario.Caller; // 10.0.0.2, an ACL without a trunk
        bed.Scenario.Network.Router = message => message with
        {
            Bytes = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(message.Bytes).Replace("Content-Length: 1", "Content-Length: 9", StringComparison.Ordinal)),
        };
        bed.Scenario.Call();
        bed.Scenario.Network.RunFor(30_000);
        Assert.Equal(400, caller.FinalStatus);
    }

    [Fact]
    public void Ports_are_learned_from_hosts_that_are_known_and_addresses_are_judged_as_ever()
    {
        using var bed = new Bed(1, Inside, new AlgRouter(Inside, Outside) { RewritesOrigin = true, RewritesConnection = true });
        bed.CallAndEnd();
        var office = bed.Scenario.Media.Sessions[0].Latest(MediaSide.A)!.Value;
        Assert.True(MediaEndpoint.TryParse("93.184.216.34"u8, 16384, out var described));
        Assert.Equal((LatchMode.LearnNearby, described), (office.Latch, office.Remote));
        Assert.NotEqual(LatchMode.LearnNearby, bed.Scenario.Media.Sessions[0].Latest(MediaSide.B)!.Value.Latch);

        // Our own listener in the description: refused with it as without.
        using var hostile = new Bed(1, Inside, new AlgRouter(Inside, Outside));
        hostile.Office.Offer = SimulatedPhone.Description("10.0.0.1", 5060);
        hostile.Call(inward: false);
        hostile.Scenario.Network.RunFor(30_000);
        Assert.Equal("media_address_refused", Assert.Single(hostile.Scenario.Calls).Reason);
    }

    [Theory]
    [InlineData(NatMode.No, MediaMode.Anchor, 1)]
    [InlineData(NatMode.Yes, MediaMode.Anchor, 0)]
    [InlineData(NatMode.Auto, MediaMode.Anchor, 0)]
    [InlineData(NatMode.Auto, MediaMode.Direct, 1)]
    public void What_contradicts_it_is_refused(NatMode nat, MediaMode mode, int errors)
    {
        var options = Bed.Change(EdgeScenario.Options(), repairs: true);
        options = options with
        {
            Trunks = options.Trunks.SetItem("office", options.Trunks["office"] with { Media = new MediaPolicyOptions { Nat = nat, Mode = mode } }),
        };
        Assert.Equal(errors, TestOptions.Problems(options).Count(static problem =>
            problem is { Severity: ProblemSeverity.Error, Path: "trunks.office.alg_repair" }));
    }

    private sealed class Bed : IDisposable
    {
        public Bed(int seed, SocketEndpoint inside, AlgRouter router, bool repairs = true, double loss = 0)
        {
            Scenario = new EdgeScenario(seed, options => Change(options, repairs));
            Scenario.Network.Loss = loss;
            Scenario.Network.Router = router.Route;
            Office = new SimulatedPhone("office", inside, Scenario.Network, seed + 20)
            {
                Offer = SimulatedPhone.Description(inside.ToString().Split(':')[0], 16384),
            };
        }

        public EdgeScenario Scenario { get; }
        public SimulatedPhone Office { get; }

        public SimulatedPhone FarEnd(bool inward) => inward ? Scenario.Caller : Scenario.Callee;

        public static EdgeOptions Change(EdgeOptions options, bool repairs) => options with
        {
            DefaultDomain = "edge.example",
            Trunks = options.Trunks.Add("office", new TrunkOptions
            {
                Gateways = [new GatewayOptions { Name = "router", Address = PublicAddress, Port = MappedPort }],
                Signalling = new SignallingOptions { AlgRepair = repairs },
            }),
            Routes = [new RouteOptions { FromTrunk = "office", To = "pbx" }, new RouteOptions { To = "office" }],
        };

        public void Call(bool inward)
        {
            if (inward)
            {
                Scenario.Call();
                return;
            }
            Office.Call("sip:31201234567@edge.example", Scenario.ToEdge, Scenario.Now);
            Office.Node.Tick();
        }

        /// <summary>From the office outward; the far end hangs up.</summary>
        public void CallAndEnd()
        {
            Call(inward: false);
            Scenario.Network.RunFor(5_000);
            Assert.True(Office.Confirmed, string.Join(' ', Office.Heard));
            Scenario.Callee.HangUp(Scenario.Now);
            Scenario.Callee.Node.Tick();
            Scenario.RunToTheEnd();
            Assert.True(Office.Ended);
        }

        public void Dispose() => Scenario.Dispose();
    }
}
