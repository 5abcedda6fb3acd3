using System.Text;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>K-02: a good INVITE that somebody recorded is good for nothing more.</summary>
public sealed class ReplayTests
{
    private const int Replays = 10_000;

    [Fact]
    public void Ten_thousand_replays_of_a_good_INVITE_open_no_call()
    {
        var seed = Environment.GetEnvironmentVariable("SIPEDGE_SEED") is { } text ? int.Parse(text) : Random.Shared.Next();
        var random = new Random(seed);
        // Without the gate, which would ban the replayer and so hide what becomes of the rest.
        using var scenario = new CredentialScenario(gated: false);
        var phone = scenario.At("203.0.113.9:5060");
        // The phone's own address from other ports, and other addresses altogether.
        Stranger[] sources = [phone, .. Enumerable.Range(1, 6).Select(i => scenario.At($"203.0.113.{(i < 4 ? 9 : 9 + i)}:{5060 + (10 * i)}"))];
        var good = scenario.Invite(scenario.Digest("phone", "pp"));
        var admitted = 0;

        for (var replay = 0; replay <= Replays; replay++)
        {
            var source = replay == 0 ? phone : sources[random.Next(sources.Length)];
            var transport = replay == 0 ? TransportKind.Udp : (TransportKind)random.Next(3);
            source.Send(transport, scenario.Edge.ToEdge.Remote, replay == 0 ? good : Vary(good, random, replay));
            // The first half while the nonce is good, ringing and answered; then also when it and every transaction are long
            // gone.
            scenario.Edge.Network.RunFor(replay < Replays / 2 ? 1 + random.Next(3) : random.Next(200) switch { 0 => 40_000, < 20 => 200, _ => 1 });
            if (replay == 0)
            {
                scenario.Edge.Network.RunFor(50);
                admitted = scenario.CallsPlaced;
            }
        }
        scenario.Edge.Network.RunFor(100_000);

        Assert.Equal(1, admitted);
        Assert.True(scenario.CallsPlaced == 1, $"seed {seed}: {scenario.CallsPlaced} calls");
        Assert.True(scenario.Edge.Media.Opened == 1, $"seed {seed}");
        Assert.True(scenario.Edge.Refusals.Count(refusal => refusal.Reason == "replayed_nonce") > 1_000, $"seed {seed}: no replay was found to be one");
    }

    /// <summary>
    /// What digest does not cover is the replayer's to change: branch, Call-ID, tags, sequence number, Contact, body.
    /// </summary>
    private static string Vary(string invite, Random random, int number)
    {
        var text = new StringBuilder(invite);
        var how = random.Next(64);
        if ((how & 1) != 0)
        {
            text.Replace("branch=z9hG4bKc1", $"branch=z9hG4bKr{number}");
        }
        if ((how & 2) != 0)
        {
            text.Replace("Call-ID: c1", $"Call-ID: r{number}");
        }
        if ((how & 4) != 0)
        {
            text.Replace("tag=c1", $"tag=r{number}");
        }
        if ((how & 8) != 0)
        {
            text.Replace("CSeq: 1 INVITE", $"CSeq: {number} INVITE");
        }
        if ((how & 16) != 0)
        {
            text.Replace("Contact: <sip:sipp@10.222.2.4>", "Contact: <sip:mallory@203.0.113.66>");
        }
        if ((how & 32) != 0)
        {
            text.Replace("10.222.2.4:5060;branch", $"203.0.113.{number % 200}:{5060 + (number % 50)};branch");
        }
        return text.ToString();
    }
}
