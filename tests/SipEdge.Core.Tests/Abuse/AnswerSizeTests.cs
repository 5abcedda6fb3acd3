using System.Collections.Immutable;
using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Abuse;

/// <summary>What a stranger is answered over UDP, in bytes: whoever forges a source gains nothing by asking the edge.</summary>
public sealed class AnswerSizeTests
{
    private const string Garbage = "garbage";

    [Theory]
    [InlineData("INVITE", 900, 2)] // as phones send it, with a description
    [InlineData("REGISTER", 400, 2)]
    [InlineData("INVITE", 150, 1)] // the preferred algorithm alone
    [InlineData("REGISTER", 150, 1)]
    [InlineData("OPTIONS", 150, 1)]
    [InlineData("INVITE", 0, 0)] // nothing at all: it would be half as long again
    [InlineData("REGISTER", 0, 1)]
    [InlineData("OPTIONS", 0, 0)]
    [InlineData("ACK", 400, 0)]
    [InlineData("CANCEL", 400, 0)]
    [InlineData(Garbage, 900, 0)]
    public void A_challenge_is_about_as_long_as_the_question(string method, int padding, int challenges)
    {
        using var scenario = Scenario();
        var (sent, answers) = Ask(scenario, method, padding);

        Assert.Equal(challenges, answers.Sum(answer => Count(answer, "-Authenticate: ")));
        var most = challenges > 1 ? sent * 1.2 : sent * 1.5;
        Assert.True(answers.Sum(answer => answer.Length) <= most, $"{sent} bytes drew {answers.Sum(answer => answer.Length)}");
        Assert.True(answers.Length <= 1, "it came again");
        Assert.Equal(0, scenario.Edge.Status().Transactions);
    }

    [Theory]
    [InlineData("BYE", 0)]
    [InlineData("INVITE", 0)]
    [InlineData("OPTIONS", 0)]
    [InlineData("ACK", 0)]
    [InlineData("BYE", 600)]
    public void A_made_up_tag_draws_no_more_than_the_question_either(string method, int padding)
    {
        using var scenario = Scenario();
        var (sent, answers) = Ask(scenario, method, padding, toTag: ";tag=0123456789");

        Assert.True(answers.Length <= 1, "it came again");
        Assert.True(answers.Sum(answer => answer.Length) <= sent * 1.5, $"{sent} bytes drew {answers.Sum(answer => answer.Length)}");
    }

    [Fact]
    public void A_forbidden_stranger_hears_so_once_in_few_bytes()
    {
        using var scenario = new EdgeScenario(change: options => options with { UnknownSource = UnknownSourcePolicy.Forbid });
        var (sent, answers) = Ask(scenario, "INVITE", 0);

        Assert.StartsWith("SIP/2.0 403 ", Assert.Single(answers), StringComparison.Ordinal);
        Assert.True(answers[0].Length <= sent * 1.5);
    }

    [Fact]
    public void What_was_not_answered_is_recorded_without_a_status()
    {
        using var scenario = Scenario(realm: new string('r', 128));
        var (_, answers) = Ask(scenario, "INVITE", 0, more: "Authorization: Digest algorithm=none\r\n");

        Assert.Empty(answers);
        var refusal = Assert.Single(scenario.Refusals);
        Assert.Equal((0, "algorithm_not_offered"), (refusal.Status, refusal.Reason));
    }

    [Fact]
    public void Over_a_connection_and_to_a_proven_source_everything_is_offered()
    {
        using var scenario = Scenario();
        scenario.Abuse.Proven(AbuseFixture.Udp("10.0.0.9"), scenario.Now);
        var (_, answers) = Ask(scenario, "INVITE", 0);

        Assert.Equal(2, Count(Assert.Single(answers), "-Authenticate: "));
    }

    /// <summary>Everybody may call with a password; two algorithms are offered.</summary>
    private static EdgeScenario Scenario(string? realm = null) => new(change: options => options with
    {
        Accounts = TestOptions.Named(("alice", new AccountOptions { Password = TestOptions.Password("alice") })),
        Acls = options.Acls.Add("phones", new AclOptions { Accounts = ["alice"] }),
        Domains = ImmutableSortedDictionary<string, DomainOptions>.Empty.Add(
            "edge.example", new DomainOptions { Acls = ["callers", "phones"], Realm = realm }),
    });

    private static (int Sent, string[] Answers) Ask(EdgeScenario scenario, string method, int padding, string toTag = "", string more = "")
    {
        var stranger = new SimulatedPhone("mallory", SocketEndpoint.FromIpv4(0x0A000009, 5060), scenario.Network, 9);
        var text = method == Garbage
            ? new string('x', padding)
            : $"{method} sip:1@edge.example SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK{method}\r\nMax-Forwards: 70\r\n"
                + $"From: <sip:x@example.net>;tag=a\r\nTo: <sip:1@edge.example>{toTag}\r\nCall-ID: {method}@example.net\r\n"
                + $"CSeq: 1 {method}\r\nContact: <sip:x@10.0.0.9>\r\n{more}"
                + (padding > 0 ? $"Subject: {new string('s', padding)}\r\n" : "") + "Content-Length: 0\r\n\r\n";
        stranger.Node.Send(scenario.ToEdge, Encoding.ASCII.GetBytes(text), 0);
        scenario.Network.RunFor(60_000);
        return (text.Length, [.. stranger.Messages]);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
