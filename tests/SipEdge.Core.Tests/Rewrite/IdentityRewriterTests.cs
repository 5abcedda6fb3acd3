using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Rewrite;

public sealed class IdentityRewriterTests
{
    private const string Bob = "\"Bob\" <sip:+3987654321@pbx.inside.example:5070;user=phone>;tag=a";

    [Fact]
    public void From_keeps_name_and_number_and_shows_the_edge_as_its_host() =>
        Assert.Equal("From: \"Bob\" <sip:+3987654321@203.0.113.5>;tag=t1\r\n", From(Bob, new IdentityRules()));

    [Fact]
    public void A_trunk_decides_user_host_and_display() => Assert.Equal(
        "From: \"Acme\" <sip:31201234567@acme.example>;tag=t1\r\n",
        From(Bob, new IdentityRules
        {
            FromUser = "31201234567"u8.ToArray(),
            FromHost = "acme.example"u8.ToArray(),
            FromDisplay = "\"Acme\""u8.ToArray(),
        }));

    [Fact]
    public void A_sips_gateway_hears_a_sips_from() =>
        Assert.Equal("From: \"Bob\" <sips:+3987654321@203.0.113.5>;tag=t1\r\n", From(Bob, new IdentityRules(), UriScheme.Sips));

    [Fact]
    public void An_anonymous_caller_stays_anonymous() => Assert.Equal(
        "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=t1\r\n",
        From("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=a", new IdentityRules()));

    [Fact]
    public void A_tel_caller_becomes_a_user_at_the_edge() =>
        Assert.Equal("From: <sip:+19524563516@203.0.113.5>;tag=t1\r\n", From("<tel:+19524563516>;tag=a", new IdentityRules()));

    [Theory]
    [InlineData("<urn:service:sos>;tag=a")]
    [InlineData("<sip:@>;tag=a")]
    public void A_from_that_is_no_identity_is_not_passed_on(string from) =>
        Assert.Equal("From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=t1\r\n", From(from, new IdentityRules()));

    [Fact]
    public void What_a_trusted_caller_asserts_reaches_a_trusted_trunk_one_of_each_kind() => Assert.Equal(
        "P-Asserted-Identity: \"bob\" <sip:3987654321@203.0.113.5>\r\nP-Asserted-Identity: <tel:+19524563516>\r\n",
        Asserted(
            "P-Asserted-Identity: \"bob\" <sip:3987654321@inside.example>, <sip:second@inside.example>\r\n"
            + "P-Asserted-Identity: <tel:+19524563516>\r\n",
            callerTrusted: true,
            new IdentityRules { Trusted = true, Pai = AssertedIdentityMode.Pass }));

    [Fact]
    public void What_an_untrusted_caller_asserts_reaches_nobody() => Assert.Empty(Asserted(
        "P-Asserted-Identity: <sip:ceo@inside.example>\r\n", callerTrusted: false,
        new IdentityRules { Trusted = true, Pai = AssertedIdentityMode.Pass }));

    [Fact]
    public void Nothing_asserted_leaves_the_trust_domain() => Assert.Empty(Asserted(
        "P-Asserted-Identity: <sip:bob@inside.example>\r\n", callerTrusted: true,
        new IdentityRules { Pai = AssertedIdentityMode.Remove }));

    [Theory]
    [InlineData("id")]
    [InlineData("none;ID")]
    [InlineData("header")]
    public void Privacy_keeps_an_identity_from_an_untrusted_trunk_even_where_it_would_be_sent(string privacy) => Assert.Empty(Asserted(
        $"Privacy: {privacy}\r\nP-Asserted-Identity: <sip:bob@inside.example>\r\n", callerTrusted: true,
        new IdentityRules { Pai = AssertedIdentityMode.Set }));

    [Fact]
    public void Privacy_does_not_keep_it_from_a_trusted_one() => Assert.NotEmpty(Asserted(
        "Privacy: id\r\nP-Asserted-Identity: <sip:bob@inside.example>\r\n", callerTrusted: true,
        new IdentityRules { Trusted = true, Pai = AssertedIdentityMode.Pass }));

    [Fact]
    public void Set_asserts_the_callers_number_where_nothing_was_asserted() => Assert.Equal(
        "P-Asserted-Identity: <sip:+3987654321@203.0.113.5>\r\n",
        Asserted("", callerTrusted: false, new IdentityRules { Pai = AssertedIdentityMode.Set }));

    private static string From(string from, IdentityRules rules, UriScheme scheme = UriScheme.Sip)
    {
        var invite = Invite(from, "");
        var writer = new SipWriter(new byte[1024]);
        IdentityRewriter.WriteFrom(ref writer, invite, rules, scheme, "203.0.113.5:5060"u8, "t1"u8);
        Assert.False(writer.Failed);
        return Encoding.ASCII.GetString(writer.Written);
    }

    private static string Asserted(string headers, bool callerTrusted, IdentityRules rules)
    {
        var invite = Invite(Bob, headers);
        var writer = new SipWriter(new byte[1024]);
        var trunk = new TrunkModel
        {
            Name = "pbx",
            Gateways = [],
            Outbound = [],
            Identity = new IdentityRules { Trusted = callerTrusted },
        };
        var admission = new AdmissionDecision(AdmissionVerdict.Admit, ReasonCode.AddressAdmitted, 200, Trunk: trunk);
        IdentityRewriter.WriteAssertedIdentity(ref writer, invite, admission, rules, UriScheme.Sip, "203.0.113.5:5060"u8);
        Assert.False(writer.Failed);
        return Encoding.ASCII.GetString(writer.Written);
    }

    private static SipMessageView Invite(string from, string headers)
    {
        var text = "INVITE sip:3123456789@edge.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
            + $"From: {from}\r\nTo: <sip:3123456789@edge.example>\r\nCall-ID: c1\r\nCSeq: 1 INVITE\r\n{headers}Content-Length: 0\r\n\r\n";
        SipParser.Parse(Encoding.ASCII.GetBytes(text), new HeaderSlot[SipParser.MaxHeaders], ParseLimits.Default, out var view);
        return view;
    }
}
