using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>
/// Everything at once on a bad network: reliable ringing, forks, failover, late offers, UPDATE, re-INVITEs that cross and are
/// cancelled, session timers that one side or the other forgets. A fifth of the datagrams is lost, some come twice, all overtake
/// each other. Every seed replays exactly.
/// </summary>
public sealed class EdgeChaosTests
{
    private const int Seeds = 8_000;

    /// <summary>A call of half an hour with a refresh each 45 s and every message lost once or twice sends less.</summary>
    private const int MostMessages = 3_000;

    [Fact]
    public void No_call_is_stuck_nothing_leaks_and_each_has_one_record()
    {
        var outcomes = new Dictionary<string, int>();
        var heard = new HashSet<string>();
        Seed.Each(Seeds, seed =>
        {
            var reason = Run(seed, heard);
            outcomes[reason] = outcomes.GetValueOrDefault(reason) + 1;
        });
        // The plans are mixed on purpose: if any of these never happens, the test has stopped testing it.
        Assert.Superset(
            new HashSet<string>
            {
                "caller_hung_up", "callee_hung_up", "cancelled", "gateway_refused", "gateway_failed", "session_expired",
                "ringing_unacknowledged", "next_hop_lost",
            },
            outcomes.Keys.ToHashSet());
        Assert.Superset(new HashSet<string> { "PRACK", "UPDATE", "INFO", "CANCEL", "491", "487", "500" }, heard);
    }

    private static string Run(int seed, HashSet<string> heard)
    {
        var random = new Random(seed);
        using var scenario = new EdgeScenario(seed, options => options with
        {
            Calls = options.Calls with { MaxDuration = TimeSpan.FromMinutes(30) },
            Media = options.Media with { Policy = new MediaPolicyOptions { Video = seed % 3 == 0 } },
            Trunks = options.Trunks.SetItem("pbx", options.Trunks["pbx"] with
            {
                Session = new SessionOptions
                {
                    Expires = TimeSpan.FromSeconds(90),
                    Refresher = (SessionRefresher)random.Next(4),
                    Rel100 = random.Next(8) switch { 0 => Rel100Mode.Off, 1 => Rel100Mode.Required, _ => Rel100Mode.Supported },
                },
            }),
        });
        var network = scenario.Network;
        network.Loss = 0.2;
        network.Duplication = 0.05;
        network.MinLatency = 1;
        network.MaxLatency = 80;
        Plan(scenario.Callee, random);
        Plan(scenario.Second, random);
        scenario.Callee.AnswerStatus = random.Next(5) switch { 0 => 486, 1 => 503, _ => 200 };
        scenario.Second.AnswerStatus = random.Next(5) == 0 ? 500 : 200;
        var late = random.Next(4) == 0;
        if (late)
        {
            scenario.Caller.Offer = "";
            scenario.Caller.Answers = static _ => SimulatedPhone.Description("192.0.2.10", 4002);
        }
        scenario.Caller.CancelAfter = random.Next(6) == 0 ? random.Next(1, 4_000) : 0;
        scenario.Caller.HangUpAfter = random.Next(3) > 0 ? random.Next(1, 150_000) : 0;
        scenario.Callee.HangUpAfter = random.Next(3) == 0 ? random.Next(1, 150_000) : 0;
        scenario.Caller.Pracks = random.Next(12) > 0;
        scenario.Caller.PrackOffer = !late && random.Next(4) == 0 ? Description(random) : "";
        scenario.Caller.RefusesUpdates = Refusal(random);

        scenario.Call(headers: CallerSays(random));
        for (var step = random.Next(6); step > 0; step--)
        {
            network.RunFor(random.Next(1, random.Next(2) == 0 ? 500 : 40_000));
            Disturb(random.Next(2) == 0 ? scenario.Caller : scenario.Callee, scenario, random);
            if (random.Next(3) == 0)
            {
                network.RunFor(random.Next(1, 100));
                Disturb(random.Next(2) == 0 ? scenario.Caller : scenario.Callee, scenario, random); // glare, now and then
            }
        }
        scenario.RunToTheEnd(limitMs: 4_000_000);

        Assert.Equal(0, scenario.Edge.WedgedCalls);
        Assert.Equal(0, scenario.Media.StaleCalls);
        Assert.InRange(network.Sent, 1, MostMessages);
        foreach (var phone in (SimulatedPhone[])[scenario.Caller, scenario.Callee, scenario.Second])
        {
            SentDescriptions.Check(phone, "10.0.0.1");
            heard.UnionWith(phone.Heard);
        }
        Assert.True(!scenario.Caller.Confirmed || scenario.Caller.Ended, "the caller still thinks that it is in a call");
        return scenario.Calls.Count > 0 ? scenario.OnlyCall.Reason
            : scenario.Refusals.Count > 0 ? Assert.Single(scenario.Refusals).Reason
            : "never arrived";
    }

    private static void Plan(SimulatedPhone callee, Random random)
    {
        callee.RingsReliably = random.Next(2) == 0;
        callee.ReliableRings = random.Next(1, 4);
        callee.EarlyMedia = random.Next(2) == 0;
        callee.AnswerAfter = random.Next(8) == 0 ? 0 : random.Next(1, 6_000);
        callee.RefusesUpdates = Refusal(random);
        callee.HangUpAfter = 200_000;
        callee.ExtraHeaders = random.Next(5) switch
        {
            0 => "",
            1 => "Session-Expires: 90;refresher=uac\r\nAllow: INVITE, ACK, BYE\r\n",
            2 => "Session-Expires: 90;refresher=uac\r\nAllow: INVITE, UPDATE\r\n",
            3 => "Session-Expires: 90;refresher=uas\r\nAllow: INVITE, UPDATE\r\n",
            _ => "Allow: INVITE, ACK, BYE\r\n",
        };
        for (var forks = random.Next(4) == 0 ? random.Next(1, 4) : 0; forks > 0; forks--)
        {
            callee.Forks.Add(new ForkPlan(random.Next(10, 2_000), random.Next(2) == 0 ? SimulatedPhone.Description("192.0.2.31", 5100) : ""));
        }
        if (callee.Forks.Count > 0 && random.Next(2) == 0)
        {
            callee.AnswersAtFork = random.Next(1, callee.Forks.Count + 1);
        }
    }

    private static string CallerSays(Random random)
    {
        var reliable = random.Next(4) switch { 0 => "", 1 => "Require: 100rel\r\n", _ => "Supported: 100rel\r\n" };
        var session = random.Next(4) switch
        {
            0 => "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n",
            1 => "Supported: timer\r\nSession-Expires: 90;refresher=uas\r\n",
            2 => "Supported: timer\r\n",
            _ => "",
        };
        return reliable + session + (random.Next(2) == 0 ? "Allow: INVITE, UPDATE, PRACK\r\n" : "Allow: INVITE, PRACK\r\n");
    }

    private static void Disturb(SimulatedPhone phone, EdgeScenario scenario, Random random)
    {
        var session = random.Next(2) == 0 ? "" : "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n";
        switch (random.Next(7))
        {
            case 0 or 1:
                phone.Reoffer(SipMethod.Invite, random.Next(6) == 0 ? "" : Description(random), scenario.Now, session);
                break;
            case 2:
                phone.Reoffer(SipMethod.Update, Description(random), scenario.Now, session);
                break;
            case 3:
                phone.Reoffer(SipMethod.Update, "", scenario.Now, session);
                break;
            case 4:
                phone.Reoffer(SipMethod.Info, "", scenario.Now);
                break;
            case 5:
                phone.Reoffer(SipMethod.Invite, Description(random), scenario.Now, session);
                phone.Node.Tick();
                scenario.Network.RunFor(random.Next(1, 120));
                phone.GiveUpReoffer(scenario.Now);
                break;
            case 6 when phone == scenario.Caller && phone.Early.Count > 0 && !phone.Confirmed:
                var method = random.Next(4) switch { 0 => SipMethod.Bye, 1 => SipMethod.Info, _ => SipMethod.Update };
                phone.SendEarly(
                    random.Next(phone.Early.Count), method, scenario.Now, method == SipMethod.Update ? Description(random) : "");
                break;
            default:
                break;
        }
        phone.Node.Tick();
    }

    private static int Refusal(Random random) => random.Next(12) switch { 0 => 405, 1 => 491, 2 => 500, 3 => 481, _ => 0 };

    private static string Description(Random random) => SimulatedPhone.Description("192.0.2.10", 4002, random.Next(4) switch
    {
        0 => "a=sendonly\r\n",
        1 => "a=inactive\r\n",
        2 => "m=video 4904 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n",
        _ => "",
    });
}
