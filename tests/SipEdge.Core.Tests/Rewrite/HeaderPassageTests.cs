using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;

namespace SipEdge.Core.Tests.Rewrite;

public sealed class HeaderPassageTests
{
    // One of everything that says something about the side it comes from.
    private const string Inside =
        "Record-Route: <sip:inside.example;lr>\nX-Auth-EndpointSid: secret\nX-Auth-VoipToken : secret\n"
        + "Authorization: Digest username=\"secret\"\nProxy-Authorization: Digest username=\"secret\"\n"
        + "P-Charging-Vector: icid-value=inside\nP-Charging-Function-Addresses: ccf=inside\nP-Access-Network-Info: inside\n"
        + "P-Called-Party-ID: <sip:inside.example>\nHistory-Info: <sip:inside.example>;index=1\nX-Internal: inside\n"
        + "Call-Info: <http://inside.example>\nOrganization: inside\nGeolocation: inside\nPath: <sip:inside.example>\n"
        + "Warning: 399 inside.example \"x\"\nServer: inside\nRemote-Party-ID: <sip:inside.example>\n"
        + "Diversion: <sip:inside.example>\nIdentity: inside\nReply-To: <sip:inside.example>\nAlert-Info: <http://inside.example>\n"
        + "k: inside\nAllow: INSIDE\n";

    private const string Listed = "s: lunch\nPriority: urgent\nReason: Q.850;cause=16\n";

    [Theory]
    [InlineData(TrustMode.Untrusted)]
    [InlineData(TrustMode.Trusted)]
    public void Only_listed_headers_pass_from_leg_to_leg(TrustMode trust)
    {
        var sent = new OutgoingCall(Trunk(trust), from: Trunk(TrustMode.Trusted)).Send(OutgoingCall.Invite(Inside + Listed));
        Assert.EndsWith("\nSubject: lunch\nPriority: urgent\nReason: Q.850;cause=16\n", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("inside", sent, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret", sent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_sets_copies_and_removes()
    {
        var to = Trunk(TrustMode.Untrusted, Set("X-Customer", "acme; id=7"), Set("Priority", "normal"), Copy("x-internal"), Remove("Subject"));
        Assert.Equal(
            ["Reason: Q.850;cause=16", "X-Internal: inside", "X-Customer: acme; id=7", "Priority: normal"],
            Rest(new OutgoingCall(to).Send(OutgoingCall.Invite(Listed + Inside))));
    }

    [Fact]
    public void A_rule_finds_a_header_in_any_spelling()
    {
        var to = Trunk(TrustMode.Untrusted, Remove("SUBJECT"), Copy("referred-by"), Copy("X-INTERNAL"));
        Assert.Equal(
            ["Referred-By: <sip:a@inside.example>", "x-internal: 1", "X-Internal: 2"],
            Rest(new OutgoingCall(to).Send(OutgoingCall.Invite("s: lunch\nb: <sip:a@inside.example>\nx-internal: 1\nX-Internal: 2\n"))));
    }

    [Fact]
    public void The_sender_speaks_first_and_the_receiver_has_the_last_word()
    {
        var from = new TrunkOptions
        {
            Headers =
            [
                From(Copy("X-A")), From(Copy("X-B")), From(Remove("Subject")), From(Set("X-C", "from")), From(Set("X-D", "from")),
                From(Set("X-E", "from")), From(Remove("Priority")),
            ],
        };
        var to = Trunk(TrustMode.Untrusted, Remove("X-B"), Set("X-C", "to"), Remove("X-D"), Copy("Priority"), Copy("X-E"));
        Assert.Equal(
            ["X-A: 1", "X-E: from", "X-C: to"],
            Rest(new OutgoingCall(to, from).Send(
                OutgoingCall.Invite("X-A: 1\nX-B: 2\nX-C: 3\nX-E: 5\nSubject: lunch\nPriority: urgent\n"))));
    }

    [Fact]
    public void Of_two_rules_for_one_header_the_later_counts()
    {
        var to = Trunk(TrustMode.Untrusted, Set("X-A", "1"), Set("X-A", "2"), Remove("Subject"), Copy("Subject"), Set("X-B", "1"), Remove("X-B"));
        Assert.Equal(["Subject: lunch", "X-A: 2"], Rest(new OutgoingCall(to).Send(OutgoingCall.Invite("Subject: lunch\nX-A: 0\n"))));
    }

    [Fact]
    public void What_belongs_to_the_trust_domain_stays_there_whoever_copies_it()
    {
        var names = new[] { "P-Charging-Vector", "p-charging-function-addresses", "P-Anything", "History-Info" };
        var from = new TrunkOptions { Headers = [.. names.Select(name => From(Copy(name))), From(Set("P-Set", "1"))] };
        var invite = OutgoingCall.Invite(string.Concat(names.Select(name => $"{name}: <sip:inside.example>\n")));
        Assert.Empty(Rest(new OutgoingCall(Trunk(TrustMode.Untrusted), from).Send(invite)));
        Assert.Equal(5, Rest(new OutgoingCall(Trunk(TrustMode.Trusted), from).Send(invite)).Length);
    }

    [Fact]
    public void What_speaks_of_the_sender_stays_behind_when_he_is_private()
    {
        var names = new[] { "Subject", "Organization", "Call-Info", "Reply-To", "User-Agent", "Referred-By", "Identity" };
        var to = Trunk(TrustMode.Trusted, [.. names.Select(Copy)]);
        var lines = string.Concat(names.Where(name => name != "User-Agent").Select(name => $"{name}: bob\n"));
        Assert.Equal(names.Length, Rest(new OutgoingCall(to).Send(OutgoingCall.Invite(lines))).Length);
        Assert.Equal(["Privacy: id"], Rest(new OutgoingCall(to).Send(OutgoingCall.Invite(lines + "Privacy: id\n"))));
    }

    [Theory]
    [InlineData("Via")]
    [InlineData("v")]
    [InlineData("from")]
    [InlineData("To")]
    [InlineData("Call-ID")]
    [InlineData("CSeq")]
    [InlineData("m")]
    [InlineData("Route")]
    [InlineData("Record-Route")]
    [InlineData("Max-Forwards")]
    [InlineData("Content-Type")]
    [InlineData("c")]
    [InlineData("l")]
    [InlineData("e")]
    [InlineData("Content-Disposition")]
    [InlineData("Content-Anything")]
    [InlineData("Authorization")]
    [InlineData("Proxy-Authorization")]
    [InlineData("WWW-Authenticate")]
    [InlineData("Proxy-Authenticate")]
    [InlineData("x-auth-endpointsid")]
    [InlineData("X-Auth-VoipToken")]
    [InlineData("P-Asserted-Identity")]
    [InlineData("P-Preferred-Identity")]
    [InlineData("Remote-Party-ID")]
    [InlineData("Privacy")]
    [InlineData("Diversion")]
    [InlineData("Require")]
    [InlineData("Replaces")]
    [InlineData("Session-Expires")]
    public void No_rule_touches_what_the_edge_decides(string name)
    {
        foreach (var rule in new[] { Set(name, "x"), Copy(name), Remove(name), From(Copy(name)) })
        {
            var problem = Assert.Single(Problems(rule));
            Assert.Contains("is not for rules: ", problem.Message, StringComparison.Ordinal);
            Assert.StartsWith("trunks.carrier.headers[0].", problem.Path, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_configured_header_pair_is_out_of_reach_by_its_own_name()
    {
        var options = Options(Copy("X-Key")) with { Security = new SecurityOptions { TokenHeader = "x-key" } };
        Assert.Contains(TestOptions.Problems(options), problem => problem.Message.Contains("credentials", StringComparison.Ordinal));
        Assert.Empty(Problems(Copy("X-Key")));
    }

    [Theory]
    [InlineData("a\r\nVia: x")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u007fb")]
    public void A_value_is_one_line(string value) =>
        Assert.Contains("control characters", Assert.Single(Problems(Set("X-A", value))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("X A")]
    [InlineData("X:A")]
    [InlineData("X\r\nA")]
    [InlineData("")]
    public void A_name_is_a_token(string name) =>
        Assert.Contains("is not the name of a header", Assert.Single(Problems(Copy(name))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_rule_does_one_thing_and_setting_needs_a_value()
    {
        Assert.Single(Problems(new HeaderRuleOptions()));
        Assert.Single(Problems(new HeaderRuleOptions { Set = "X-A", Value = "1", Copy = "X-A" }));
        Assert.Single(Problems(new HeaderRuleOptions { Set = "X-A" }));
        Assert.Single(Problems(new HeaderRuleOptions { Copy = "X-A", Value = "1" }));
        Assert.Single(Problems(Copy("P-Charging-Vector")));
        Assert.Empty(Problems(Remove("P-Charging-Vector")));
    }

    private static HeaderRuleOptions Set(string name, string value) => new() { Set = name, Value = value };

    private static HeaderRuleOptions Copy(string name) => new() { Copy = name };

    private static HeaderRuleOptions Remove(string name) => new() { Remove = name };

    private static HeaderRuleOptions From(HeaderRuleOptions rule) => rule with { Direction = HeaderRuleDirection.From };

    private static TrunkOptions Trunk(TrustMode trust, params HeaderRuleOptions[] rules) =>
        new() { Identity = new IdentityOptions { Trust = trust }, Headers = [.. rules] };

    /// <summary>What follows the headers that every INVITE has.</summary>
    private static string[] Rest(string sent) =>
        sent[(sent.IndexOf("\nSession-Expires: ", StringComparison.Ordinal) + 1)..].Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];

    private static Problem[] Problems(HeaderRuleOptions rule) =>
        [.. TestOptions.Problems(Options(rule)).Where(problem => problem.Severity == ProblemSeverity.Error)];

    private static EdgeOptions Options(HeaderRuleOptions rule) =>
        TestOptions.Edge(("callers", new AclOptions { Addresses = [TestOptions.Address("192.0.2.20")] })) with
        {
            Trunks = TestOptions.Named(
                ("carrier", Trunk(TrustMode.Untrusted, rule) with { Gateways = [TestOptions.Gateway("one", "203.0.113.5")] })),
            Routes = [new RouteOptions { To = "carrier" }],
        };
}
