using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;

namespace SipEdge.Core.Tests.Rewrite;

/// <summary>
/// Whole INVITE in, whole INVITE out: request line and headers as a gateway gets them, but for Via and the body's.
/// </summary>
public sealed class OutgoingInviteTests
{
    private const string Asserted =
        "P-Asserted-Identity: \"Bob\" <sip:3987654321@pbx.inside.example>\nP-Asserted-Identity: <tel:+1-952-456-3516>\n";

    [Fact]
    public void A_plain_trunk_hears_the_number_from_the_edge_and_nothing_of_the_inside() => Assert.Equal(
        """
        INVITE sip:31201234567@203.0.113.5 SIP/2.0
        Max-Forwards: 69
        From: "Bob" <sip:+3987654321@192.0.2.10>;tag=t1
        To: <sip:31201234567@203.0.113.5>
        Call-ID: c1
        CSeq: 1 INVITE
        Contact: <sip:192.0.2.10:5060>
        Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK
        Supported: timer
        Session-Expires: 1800
        Subject: lunch

        """,
        new OutgoingCall(new TrunkOptions()).Send(OutgoingCall.Invite("Subject: lunch\n" + Asserted)));

    [Fact]
    public void A_trusted_trunk_is_told_what_a_trusted_pbx_asserts() => Assert.Equal(
        """
        INVITE sip:31201234567@203.0.113.5 SIP/2.0
        Max-Forwards: 69
        From: "Bob" <sip:+3987654321@192.0.2.10>;tag=t1
        To: <sip:31201234567@203.0.113.5>
        Call-ID: c1
        CSeq: 1 INVITE
        Contact: <sip:192.0.2.10:5060>
        Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK
        Supported: timer
        Session-Expires: 1800
        P-Asserted-Identity: "Bob" <sip:3987654321@192.0.2.10>
        P-Asserted-Identity: <tel:+19524563516>

        """,
        new OutgoingCall(Trusted(), from: Trusted()).Send(OutgoingCall.Invite(Asserted)));

    // The example of the anonymous call: both identities inside the trust domain, none of them outside it.
    private const string AnonymousBob = "\"Anonymous\" <sip:Anonymous@anonymous.invalid>;tag=12345";

    [Fact]
    public void An_anonymous_call_carries_both_identities_inside_the_trust_domain() => Assert.Equal(
        """
        INVITE sip:31201234567@203.0.113.5 SIP/2.0
        Max-Forwards: 69
        From: "Anonymous" <sip:anonymous@anonymous.invalid>;tag=t1
        To: <sip:31201234567@203.0.113.5>
        Call-ID: c1
        CSeq: 1 INVITE
        Contact: <sip:192.0.2.10:5060>
        Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK
        Supported: timer
        Session-Expires: 1800
        P-Asserted-Identity: "Bob" <sip:3987654321@192.0.2.10>
        P-Asserted-Identity: <tel:+19524563516>
        Privacy: id

        """,
        new OutgoingCall(Trusted(), from: Trusted()).Send(OutgoingCall.Invite(Asserted, AnonymousBob)));

    [Theory]
    [InlineData(UntrustedIdentityMode.Never)]
    [InlineData(UntrustedIdentityMode.WhenNotPrivate)]
    public void And_none_of_them_outside_it(UntrustedIdentityMode mode) => Assert.Equal(
        """
        INVITE sip:31201234567@203.0.113.5 SIP/2.0
        Max-Forwards: 69
        From: "Anonymous" <sip:anonymous@anonymous.invalid>;tag=t1
        To: <sip:31201234567@203.0.113.5>
        Call-ID: c1
        CSeq: 1 INVITE
        Contact: <sip:192.0.2.10:5060>
        Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK
        Supported: timer
        Session-Expires: 1800

        """,
        new OutgoingCall(With(new IdentityOptions { SendPaiUntrusted = mode }), from: Trusted())
            .Send(OutgoingCall.Invite("Subject: it is Bob\n" + Asserted, AnonymousBob)));

    [Fact]
    public void A_carrier_that_wants_its_account_in_from_finds_the_caller_in_p_preferred_identity() => Assert.Equal(
        """
        INVITE sip:31201234567@203.0.113.5 SIP/2.0
        Max-Forwards: 69
        From: "Acme" <sip:acct42@acme.example>;tag=t1
        To: <sip:31201234567@203.0.113.5>
        Call-ID: c1
        CSeq: 1 INVITE
        Contact: <sip:192.0.2.10:5060>
        Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK
        Supported: timer
        Session-Expires: 1800
        P-Preferred-Identity: <sip:+3987654321@acme.example>

        """,
        new OutgoingCall(With(new IdentityOptions
        {
            FromUser = "acct42",
            FromUserForInvite = true,
            FromHost = "acme.example",
            FromDisplay = "Acme",
            Pai = AssertedIdentityMode.Set,
            SendPaiUntrusted = UntrustedIdentityMode.WhenNotPrivate,
            Send = [IdentityHeader.Ppi],
        })).Send(OutgoingCall.Invite()));

    [Fact]
    public void An_account_is_asserted_to_a_trusted_carrier_whatever_the_phone_claims() => Assert.Equal(
        """
        INVITE sip:31201234567@203.0.113.5 SIP/2.0
        Max-Forwards: 69
        From: "Bob" <sip:+3987654321@192.0.2.10>;tag=t1
        To: <sip:31201234567@203.0.113.5>
        Call-ID: c1
        CSeq: 1 INVITE
        Contact: <sip:192.0.2.10:5060>
        Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK
        Supported: timer
        Session-Expires: 1800
        P-Asserted-Identity: <sip:alice@192.0.2.10>

        """,
        new OutgoingCall(With(new IdentityOptions { Trust = TrustMode.Trusted, Pai = AssertedIdentityMode.Set }), account: "alice")
            .Send(OutgoingCall.Invite(Asserted)));

    [Fact]
    public void A_restricted_trunk_shows_nobody_and_a_trusted_one_still_learns_who() => Assert.Equal(
        """
        INVITE sip:31201234567@203.0.113.5 SIP/2.0
        Max-Forwards: 69
        From: "Anonymous" <sip:anonymous@anonymous.invalid>;tag=t1
        To: <sip:31201234567@203.0.113.5>
        Call-ID: c1
        CSeq: 1 INVITE
        Contact: <sip:192.0.2.10:5060>
        Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK
        Supported: timer
        Session-Expires: 1800
        P-Asserted-Identity: "Bob" <sip:3987654321@192.0.2.10>
        P-Asserted-Identity: <tel:+19524563516>
        Privacy: id

        """,
        new OutgoingCall(
            With(new IdentityOptions { Trust = TrustMode.Trusted, Presentation = PresentationMode.Restricted }), from: Trusted())
            .Send(OutgoingCall.Invite("Subject: lunch\n" + Asserted)));

    [Fact]
    public void A_trunk_that_speaks_remote_party_id_gets_that_alone_with_its_privacy() => Assert.Equal(
        """
        INVITE sip:31201234567@203.0.113.5 SIP/2.0
        Max-Forwards: 69
        From: "Anonymous" <sip:anonymous@anonymous.invalid>;tag=t1
        To: <sip:31201234567@203.0.113.5>
        Call-ID: c1
        CSeq: 1 INVITE
        Contact: <sip:192.0.2.10:5060>
        Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK
        Supported: timer
        Session-Expires: 1800
        Remote-Party-ID: "Bob" <sip:3987654321@192.0.2.10>;party=calling;screen=yes;privacy=full
        Privacy: id;critical

        """,
        new OutgoingCall(
            With(new IdentityOptions { Trust = TrustMode.Trusted, Send = [IdentityHeader.Rpid] }), from: Trusted())
            .Send(OutgoingCall.Invite("Privacy: user;critical\n" + Asserted)));

    [Theory]
    [InlineData(null, "192.0.2.10:5060")]
    [InlineData(ContactHost.PublicIp, "192.0.2.10:5060")]
    [InlineData(ContactHost.BindIp, "192.0.2.10:5060")]
    [InlineData(ContactHost.Fqdn, "example.net:5060")]
    public void Contact_shows_the_host_that_the_trunk_wants(ContactHost? host, string contact) => Assert.Equal(
        [$"Contact: <sip:{contact}>"],
        new OutgoingCall(new TrunkOptions { ContactHost = host }).Lines(OutgoingCall.Invite(), "Contact"));

    [Theory]
    [InlineData("10.0.0.1:5062", "sip.example.org:5070", ContactHost.PublicIp, "203.0.113.77:5070")]
    [InlineData("10.0.0.1:5062", "sip.example.org:5070", ContactHost.Fqdn, "sip.example.org:5070")]
    [InlineData("10.0.0.1:5062", "sip.example.org:5070", ContactHost.BindIp, "10.0.0.1:5062")]
    [InlineData("10.0.0.1:5062", "198.51.100.1", ContactHost.PublicIp, "198.51.100.1:5062")]
    [InlineData("10.0.0.1:5062", "198.51.100.1", ContactHost.Fqdn, "example.net:5062")]
    [InlineData("0.0.0.0:5062", "198.51.100.1", ContactHost.BindIp, null)]
    [InlineData("[2001:db8::1]:5062", "sip.example.org", ContactHost.PublicIp, null)]
    [InlineData("[2001:db8::1]:5062", null, ContactHost.BindIp, "[2001:db8::1]:5062")]
    public void A_listener_has_several_names(string bind, string? advertise, ContactHost host, string? contact)
    {
        var listener = new ListenerOptions { Name = "udp", Bind = bind, Advertise = advertise };
        var options = TestOptions.Edge() with
        {
            Listeners = [listener],
            Media = new MediaOptions { Ipv4 = new MediaAddressOptions { Address = "10.0.0.1", Advertise = "203.0.113.77" } },
            Trunks = TestOptions.Named(("t", new TrunkOptions
            {
                Gateways = [TestOptions.Gateway("one", "203.0.113.5") with { Listener = "udp" }],
                ContactHost = host,
            })),
        };
        Assert.Equal(contact, ContactText.Find(options, listener, host));
        Assert.Equal(contact is null, TestOptions.Problems(options).Any(problem => problem.Path == "trunks.t.contact_host"));
    }

    [Fact]
    public void A_request_uri_that_is_too_long_for_the_gateway_is_a_refusal_not_a_cut()
    {
        var longest = OutgoingCall.Invite().Replace("sip:31201234567@edge.example SIP", $"sip:{new string('9', 520)}@edge.example SIP", StringComparison.Ordinal);
        Assert.Equal(ReasonCode.Malformed, new OutgoingCall(new TrunkOptions()).Refusal(longest));
    }

    [Fact]
    public void Writing_it_allocates_nothing()
    {
        var call = new OutgoingCall(
            With(new IdentityOptions
            {
                Trust = TrustMode.Trusted,
                Pai = AssertedIdentityMode.Set,
                Form = IdentityForm.Both,
                Send = [IdentityHeader.Pai, IdentityHeader.Ppi, IdentityHeader.Rpid],
            }),
            from: With(new IdentityOptions { Trust = TrustMode.Trusted, Accept = [IdentityHeader.Rpid] }),
            account: "alice");
        var bytes = OutgoingCall.Bytes(OutgoingCall.Invite("Privacy: user;critical\nP-Preferred-Identity: <sip:alice@a.example>\n" + Asserted));
        Allocations.AssertNone(() => call.Write(bytes, out _, out _));
    }

    private static TrunkOptions Trusted() => With(new IdentityOptions { Trust = TrustMode.Trusted });

    private static TrunkOptions With(IdentityOptions identity) => new() { Identity = identity };
}
