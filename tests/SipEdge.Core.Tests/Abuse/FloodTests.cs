using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Abuse;

/// <summary>Floods on the simulated network: what a whole edge makes of them while it carries calls.</summary>
public sealed class FloodTests
{
    private ushort _port = 6_000;

    [Fact]
    public void A_strangers_flood_is_banned_and_the_call_goes_on()
    {
        using var scenario = new EdgeScenario();
        scenario.Caller.HangUpAfter = 5_000;
        scenario.Call();
        Flood(scenario, 0x0A000009, 3_000, "");
        scenario.RunToTheEnd();

        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
        Assert.Equal(20, scenario.Refusals.Count); // twenty unknown sources are a ban
        var ban = Assert.Single(scenario.AbuseRecords, record => record.Event == "ban_begun");
        Assert.Equal(("10.0.0.9", "unknown_source", 20), (ban.Source, ban.Reason, ban.Evidence));
        Assert.Equal(2_980, scenario.Abuse.Counts.DroppedBanned);
    }

    [Fact]
    public void A_flood_in_the_trunks_name_bans_nobody_and_the_trunk_still_calls()
    {
        using var scenario = new EdgeScenario();
        Flood(scenario, 0x0A000002, 5_000, "garbage\r\n\r\n");
        scenario.Caller.HangUpAfter = 1_000;
        scenario.Call();
        scenario.RunToTheEnd();

        Assert.Equal("caller_hung_up", scenario.OnlyCall.Reason);
        Assert.Empty(scenario.Abuse.Bans(scenario.Now));
        Assert.Equal("known_source_misbehaves", Assert.Single(scenario.AbuseRecords).Event);
    }

    [Fact]
    public void A_scanner_hears_nothing_and_is_recorded_as_what_it_is()
    {
        using var scenario = new EdgeScenario(change: options => options with { UnknownSource = UnknownSourcePolicy.Challenge });
        var scanner = Flood(scenario, 0x0A000009, 5, Options("User-Agent: friendly-scanner\r\n", 9));
        scenario.Network.RunFor(1_000);

        Assert.Empty(scanner.Messages);
        Assert.Equal(["scanner", "scanner"], scenario.Refusals.Select(refusal => refusal.Reason));
        Assert.Equal("scanner", Assert.Single(scenario.AbuseRecords).Reason);
        Assert.Equal(3, scenario.Abuse.Counts.DroppedBanned);
    }

    [Fact]
    public void Passwords_are_guessed_eleven_times_and_no_more()
    {
        using var scenario = new EdgeScenario(change: options => options with
        {
            Accounts = TestOptions.Named(("alice", new AccountOptions { Password = TestOptions.Password("alice") })),
            Acls = options.Acls.Add("phones", new AclOptions { Accounts = ["alice"] }),
            Domains = TestOptions.Named(("edge.example", new DomainOptions { Acls = ["callers", "phones"] })),
        });
        var nonce = Nonce(Flood(scenario, 0x0A000009, 1, Options($"Subject: {new string('s', 300)}\r\n", 0)));
        for (var guess = 1; guess <= 50; guess++)
        {
            // Half of them for a user that does not exist: to guess names costs what to guess passwords does.
            Flood(scenario, 0x0A000009, 1, Options(
                $"Proxy-Authorization: Digest username=\"{(guess % 2 == 0 ? "alice" : "bob")}\", realm=\"edge.example\", nonce=\"{nonce}\", "
                + $"uri=\"sip:1@edge.example\", response=\"{guess:x64}\", algorithm=SHA-256, qop=auth, nc=00000001, cnonce=\"c\"\r\n", guess));
        }
        scenario.Network.RunFor(1_000);

        // One more than ten: in the second that they took, a little of the score decayed.
        Assert.Equal(11, scenario.Refusals.Count(refusal => refusal.Reason is "wrong_password" or "unknown_user"));
        Assert.Equal(39, scenario.Abuse.Counts.DroppedBanned);
    }

    /// <summary>
    /// Sends a datagram many times in the name of an address; an empty one stands for a different INVITE each time.
    /// </summary>
    private Flooder Flood(EdgeScenario scenario, uint from, int times, string text)
    {
        var flooder = new Flooder(scenario, from, _port++);
        for (var sent = 0; sent < times; sent++)
        {
            flooder.Send(scenario, text.Length > 0 ? text : Invite(sent));
            if (sent % 50 == 49)
            {
                scenario.Network.RunFor(10);
            }
        }
        scenario.Network.RunFor(100);
        return flooder;
    }

    private static string Nonce(Flooder flooder)
    {
        var answer = Assert.Single(flooder.Messages);
        var start = answer.IndexOf("nonce=\"", StringComparison.Ordinal) + 7;
        return answer[start..answer.IndexOf('"', start)];
    }

    private static string Invite(int number) => Request("INVITE", "", number);

    private static string Options(string headers, int number) => Request("OPTIONS", headers, number);

    private static string Request(string method, string headers, int number) =>
        $"{method} sip:1@edge.example SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9:5060;rport;branch=z9hG4bK{method}{number}\r\nMax-Forwards: 70\r\n"
        + $"From: <sip:x@example.net>;tag=a\r\nTo: <sip:1@edge.example>\r\nCall-ID: flood-{number}@example.net\r\nCSeq: 1 {method}\r\n"
        + $"Contact: <sip:x@10.0.0.9>\r\n{headers}Content-Length: 0\r\n\r\n";

    /// <summary>Somebody who writes any source address into a datagram, and hears what is sent to his own.</summary>
    private sealed class Flooder : ILoopHandler
    {
        private readonly SimulatedNode _node;

        public Flooder(EdgeScenario scenario, uint address, ushort port)
        {
            _node = scenario.Network.AddNode(SocketEndpoint.FromIpv4(address, port));
            _node.Handler = this;
        }

        public List<string> Messages { get; } = [];

        public void Send(EdgeScenario scenario, string text) => _node.Send(scenario.ToEdge, Encoding.ASCII.GetBytes(text), 0);

        public void OnMessage(ReadOnlySpan<byte> message, in Flow flow, long now) => Messages.Add(Encoding.ASCII.GetString(message));

        public void OnSendFailed(long token, in Flow flow, FlowFailure failure, long now)
        {
        }

        public void OnFlowClosed(in Flow flow, FlowFailure failure, long now)
        {
        }

        public long OnTick(long now) => long.MaxValue;
    }
}
