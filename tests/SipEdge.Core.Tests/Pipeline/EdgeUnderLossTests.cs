using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>
/// Whole calls on a network that loses a fifth of the datagrams, doubles some and lets them overtake each other; with callers
/// and gateways that cancel, hang up, re-offer and fail at random moments. Every seed replays exactly.
/// </summary>
public sealed class EdgeUnderLossTests
{
    private const int Seeds = 3_000;

    [Fact]
    public void Whatever_is_lost_every_call_ends_once_and_leaves_nothing_behind()
    {
        var outcomes = new Dictionary<string, int>();
        Seed.Each(Seeds, seed =>
        {
            var reason = Run(seed);
            outcomes[reason] = outcomes.GetValueOrDefault(reason) + 1;
        });
        // The plans are mixed on purpose: if any of these never happens, the test has stopped testing it.
        Assert.Subset(outcomes.Keys.ToHashSet(), new HashSet<string>
        {
            "caller_hung_up", "callee_hung_up", "cancelled", "gateway_refused", "gateway_failed", "ack_missing",
        });
    }

    private static void Reoffer(SimulatedPhone phone, EdgeScenario scenario, Random random)
    {
        var method = random.Next(3) switch { 0 => SipMethod.Invite, 1 => SipMethod.Update, _ => SipMethod.Info };
        phone.Reoffer(method, method == SipMethod.Info ? "" : SimulatedPhone.Description("192.0.2.10", 4002, random.Next(5) switch
        {
            0 => "a=sendonly\r\n",
            1 => "a=inactive\r\n",
            2 => "m=image 4900 udptl t38\r\n",
            3 => "m=video 4904 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n",
            _ => "",
        }), scenario.Now);
        phone.Node.Tick();
    }

    private static string Run(int seed)
    {
        var random = new Random(seed);
        using var scenario = new EdgeScenario(
            seed, options => options with
            {
                Calls = options.Calls with { MaxDuration = TimeSpan.FromMinutes(30) },
                Media = options.Media with { Policy = new MediaPolicyOptions { Fax = seed % 2 == 0, Video = seed % 3 == 0 } },
            });
        var network = scenario.Network;
        network.Loss = 0.2;
        network.Duplication = 0.05;
        network.MinLatency = 1;
        network.MaxLatency = 80;

        scenario.Callee.AnswerAfter = random.Next(0, 2) * random.Next(1, 4_000);
        scenario.Callee.AnswerStatus = random.Next(4) switch { 0 => 486, 1 => 503, _ => 200 };
        scenario.Callee.EarlyMedia = random.Next(3) == 0;
        scenario.Callee.HangUpAfter = random.Next(3) == 0 ? random.Next(1, 3_000) : 0;
        scenario.Caller.HangUpAfter = scenario.Callee.HangUpAfter == 0 ? random.Next(1, 3_000) : 0;
        scenario.Caller.CancelAfter = random.Next(4) == 0 ? random.Next(1, 4_000) : 0;
        scenario.Second.AnswerStatus = random.Next(3) == 0 ? 500 : 200;
        scenario.Second.HangUpAfter = 40_000;
        if (random.Next(20) == 0)
        {
            scenario.Caller.HangUpAfter = scenario.Callee.HangUpAfter = 0;
            network.Drop = message => message.Text.StartsWith("ACK", StringComparison.Ordinal)
                && message.Flow.Remote == scenario.ToEdge.Remote;
        }

        scenario.Call();
        if (random.Next(3) == 0)
        {
            network.RunFor(random.Next(1, 6_000));
            var (first, second) = random.Next(2) == 0
                ? (scenario.Caller, scenario.Callee)
                : (scenario.Callee, scenario.Caller);
            Reoffer(first, scenario, random);
            if (random.Next(2) == 0)
            {
                network.RunFor(random.Next(1, 300));
                Reoffer(second, scenario, random); // glare, now and then
            }
        }
        scenario.RunToTheEnd(limitMs: 4_000_000);
        SentDescriptions.Check(scenario.Caller, "10.0.0.1");
        SentDescriptions.Check(scenario.Callee, "10.0.0.1");
        SentDescriptions.Check(scenario.Second, "10.0.0.1");
        Assert.Equal(0, scenario.Media.StaleCalls);
        return scenario.Calls.Count == 0 ? "never arrived" : scenario.OnlyCall.Reason;
    }
}
