using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Rewrite;

public sealed class IdentityRewriterTests
{
    [Theory]
    [InlineData("<tel:+19524563516>;tag=a", "<sip:+19524563516@192.0.2.10>")]
    [InlineData("<urn:service:sos>;tag=a", "\"Anonymous\" <sip:anonymous@anonymous.invalid>")]
    [InlineData("<sip:@>;tag=a", "\"Anonymous\" <sip:anonymous@anonymous.invalid>")]
    [InlineData("Bob <sips:bob@in.example>;tag=a", "Bob <sip:bob@192.0.2.10>")]
    public void From_names_the_caller_at_the_edge_or_nobody(string from, string sent) =>
        Assert.Equal([$"From: {sent};tag=t1"], new OutgoingCall(new TrunkOptions()).Lines(OutgoingCall.Invite("", from), "From"));

    [Fact]
    public void The_trunks_account_does_not_hide_the_caller_unless_that_is_asked_for() => Assert.Equal(
        ["From: \"Bob\" <sip:+3987654321@192.0.2.10>;tag=t1"],
        Call(new IdentityOptions { FromUser = "acct" }).Lines(OutgoingCall.Invite(), "From"));

    [Fact]
    public void Trust_may_differ_by_direction()
    {
        var invite = OutgoingCall.Invite("P-Asserted-Identity: <sip:100@in.example>\n");
        var believes = Trusts(inbound: true, outbound: false);
        var tells = Trusts(inbound: false, outbound: true);
        Assert.Equal(["P-Asserted-Identity: <sip:100@192.0.2.10>"], new OutgoingCall(tells, from: believes).Lines(invite, "P-Asserted-Identity"));
        Assert.Empty(new OutgoingCall(tells, from: tells).Lines(invite, "P-Asserted-Identity"));
        Assert.Empty(new OutgoingCall(believes, from: believes).Lines(invite, "P-Asserted-Identity"));
    }

    [Theory]
    [InlineData(IdentityForm.AsReceived, "<sip:100@in.example>", "<sip:100@192.0.2.10>")]
    [InlineData(IdentityForm.AsReceived, "<tel:+31(20)123-45>", "<tel:+312012345>")]
    [InlineData(IdentityForm.Sip, "\"B\" <tel:+31-20-12345>", "\"B\" <sip:+312012345@192.0.2.10;user=phone>")]
    [InlineData(IdentityForm.Sip, "<tel:*21#;phone-context=in.example>", "<sip:*21%23@192.0.2.10;user=phone>")]
    [InlineData(IdentityForm.Tel, "\"B\" <sip:+31.20.12345;npdi@in.example>", "\"B\" <tel:+312012345>")]
    [InlineData(IdentityForm.Tel, "<sip:bob@in.example>", "<sip:bob@192.0.2.10>")]
    [InlineData(IdentityForm.Tel, "<sip:100@in.example>", "<sip:100@192.0.2.10>")]
    [InlineData(IdentityForm.Tel, "<sip:+31bob@in.example>", "<sip:+31bob@192.0.2.10>")]
    [InlineData(IdentityForm.Both, "<sip:+312012345@in.example>", "<sip:+312012345@192.0.2.10>", "<tel:+312012345>")]
    [InlineData(IdentityForm.Both, "<tel:+312012345>", "<sip:+312012345@192.0.2.10;user=phone>", "<tel:+312012345>")]
    [InlineData(IdentityForm.Both, "<sip:bob@in.example>", "<sip:bob@192.0.2.10>")]
    public void An_identity_takes_the_form_that_the_trunk_wants(IdentityForm form, string asserted, params string[] sent) => Assert.Equal(
        sent.Select(value => $"P-Asserted-Identity: {value}"),
        new OutgoingCall(With(new IdentityOptions { Trust = TrustMode.Trusted, Form = form }), from: Trusted())
            .Lines(OutgoingCall.Invite($"P-Asserted-Identity: {asserted}\n"), "P-Asserted-Identity"));

    [Fact]
    public void Every_header_has_the_number_as_its_trunk_wants_it_there()
    {
        var to = With(new IdentityOptions
        {
            Trust = TrustMode.Trusted,
            Form = IdentityForm.Both,
            Send = [IdentityHeader.Pai, IdentityHeader.Ppi, IdentityHeader.Rpid],
        }) with
        {
            Numbers = new NumberOptions
            {
                Country = "31",
                NationalPrefix = "0",
                InternationalPrefix = "00",
                Out = new NumberFormatOptions
                {
                    From = NumberFormat.National,
                    Asserted = NumberFormat.E164Plain,
                    Preferred = NumberFormat.International,
                    RemoteParty = NumberFormat.National,
                },
            },
        };
        var from = Trusted() with
        {
            Numbers = new NumberOptions
            {
                Country = "31",
                NationalPrefix = "0",
                In = new NumberFormatOptions { From = NumberFormat.National, Asserted = NumberFormat.National },
            },
        };
        Assert.Equal(
            [
                "From: \"Bob\" <sip:0207654321@192.0.2.10>;tag=t1",
                "P-Asserted-Identity: <sip:31201234567@192.0.2.10>",
                "P-Asserted-Identity: <tel:+31201234567>",
                "P-Preferred-Identity: <sip:0031201234567@192.0.2.10>",
                "P-Preferred-Identity: <tel:+31201234567>",
                "Remote-Party-ID: <sip:0201234567@192.0.2.10>;party=calling;screen=yes;privacy=off",
            ],
            new OutgoingCall(to, from).Lines(
                OutgoingCall.Invite("P-Asserted-Identity: <sip:020-1234567;cpc=payphone@in.example>\n", "\"Bob\" <sip:020-7654321@in.example>;tag=a"),
                "From", "P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID"));
    }

    [Theory]
    [InlineData("<sip:alice@anywhere.example>", "<sip:alice@192.0.2.10>")]
    [InlineData("\"Alice\" <sip:alice@anywhere.example>", "\"Alice\" <sip:alice@192.0.2.10>")]
    [InlineData("<sip:ceo@anywhere.example>", "<sip:alice@192.0.2.10>")]
    [InlineData("<tel:+31201234567>", "<sip:alice@192.0.2.10>")]
    [InlineData("garbage", "<sip:alice@192.0.2.10>")]
    public void What_an_account_prefers_counts_when_it_is_its_own(string preferred, string asserted) => Assert.Equal(
        [$"P-Asserted-Identity: {asserted}"],
        new OutgoingCall(With(new IdentityOptions { Trust = TrustMode.Trusted, Pai = AssertedIdentityMode.Set }), account: "alice")
            .Lines(OutgoingCall.Invite($"P-Preferred-Identity: {preferred}\n"), "P-Asserted-Identity", "P-Preferred-Identity"));

    [Theory]
    [InlineData("P-Preferred-Identity: <sip:+31201234567@a.example>\n", "<sip:+31201234567@192.0.2.10>")]
    [InlineData("P-Preferred-Identity: <sip:+31209999999@a.example>\n", "<sip:+3987654321@192.0.2.10>")]
    [InlineData("", "<sip:+3987654321@192.0.2.10>")]
    public void An_account_with_numbers_is_asserted_as_the_one_it_prefers_or_shows(string lines, string asserted) => Assert.Equal(
        [$"P-Asserted-Identity: {asserted}"],
        new OutgoingCall(
            With(new IdentityOptions { Trust = TrustMode.Trusted, Pai = AssertedIdentityMode.Set }), null, "alice", "+3120123456*", "+3987654321")
            .Lines(OutgoingCall.Invite(lines), "P-Asserted-Identity"));

    [Fact]
    public void A_forced_number_stands_in_every_place_whatever_the_caller_says()
    {
        var to = With(new IdentityOptions
        {
            Trust = TrustMode.Trusted,
            Form = IdentityForm.Both,
            Send = [IdentityHeader.Pai, IdentityHeader.Rpid],
        });
        var invite = OutgoingCall.Invite("P-Asserted-Identity: \"CEO\" <sip:+31209999999@in.example>\n");
        string[] names = ["From", "P-Asserted-Identity", "Remote-Party-ID", "Privacy"];
        Assert.Equal(
            [
                "From: \"Bob\" <sip:+31201111111@192.0.2.10>;tag=t1",
                "P-Asserted-Identity: <sip:+31201111111@192.0.2.10>",
                "P-Asserted-Identity: <tel:+31201111111>",
                "Remote-Party-ID: <sip:+31201111111@192.0.2.10>;party=calling;screen=yes;privacy=off",
            ],
            new OutgoingCall(to, Trusted()) { Forced = "+31201111111"u8.ToArray() }.Lines(invite, names));
        var hidden = new OutgoingCall(to, Trusted()) { Forced = "+31201111111"u8.ToArray() }
            .Lines(invite.Replace("User-Agent: Inside/1.0", "Privacy: id", StringComparison.Ordinal), names);
        Assert.StartsWith("From: \"Anonymous\"", hidden[0], StringComparison.Ordinal);
        Assert.Equal("P-Asserted-Identity: <sip:+31201111111@192.0.2.10>", hidden[1]);
    }

    [Fact]
    public void A_display_name_that_runs_over_a_line_break_stays_behind() => Assert.Equal(
        ["From: <sip:bob@192.0.2.10>;tag=t1"],
        new OutgoingCall(new TrunkOptions()).Lines(
            OutgoingCall.Invite("", "\"Bob\n X-Auth-VoipToken: secret\" <sip:bob@in.example>;tag=a"), "From"));

    [Fact]
    public void An_account_of_any_name_makes_a_whole_uri() => Assert.Equal(
        ["P-Asserted-Identity: <sip:j%20d%40e%C3%A9@192.0.2.10>"],
        new OutgoingCall(With(new IdentityOptions { Trust = TrustMode.Trusted, Pai = AssertedIdentityMode.Set }), account: "j d@eé")
            .Lines(OutgoingCall.Invite(), "P-Asserted-Identity"));

    [Theory]
    [InlineData("<sip:100@in.example>;party=calling;screen=yes;privacy=off", "<sip:100@192.0.2.10>", "")]
    [InlineData("\"B\" <sip:100@in.example>;privacy=name", "<sip:100@192.0.2.10>", "")]
    [InlineData("\"B\" <sip:100@in.example>;privacy=full;screen=yes", "\"B\" <sip:100@192.0.2.10>", "id")]
    [InlineData("<sip:100@in.example>;privacy=URI", "<sip:100@192.0.2.10>", "id")]
    [InlineData("<sip:100@in.example>;screen=no", "", "")]
    [InlineData("<sip:100@in.example>;party=called", "", "")]
    [InlineData("<sip:9@in.example>;party=called, <sip:100@in.example>;party=calling", "<sip:100@192.0.2.10>", "")]
    public void A_remote_party_id_is_an_assertion_where_it_is_accepted(string rpid, string asserted, string privacy)
    {
        var from = With(new IdentityOptions { Trust = TrustMode.Trusted, Accept = [IdentityHeader.Pai, IdentityHeader.Rpid] });
        var invite = OutgoingCall.Invite($"Remote-Party-ID: {rpid}\n");
        var call = new OutgoingCall(Trusted(), from);
        Assert.Equal(asserted.Length > 0 ? [$"P-Asserted-Identity: {asserted}"] : [], call.Lines(invite, "P-Asserted-Identity"));
        Assert.Equal(privacy.Length > 0 ? [$"Privacy: {privacy}"] : [], call.Lines(invite, "Privacy"));
        Assert.Empty(new OutgoingCall(Trusted(), Trusted()).Lines(invite, "P-Asserted-Identity", "Remote-Party-ID", "Privacy"));
        Assert.Empty(new OutgoingCall(Trusted(), new TrunkOptions()).Lines(invite, "P-Asserted-Identity", "Remote-Party-ID", "Privacy"));
    }

    [Fact]
    public void P_asserted_identity_counts_before_what_is_accepted_besides() => Assert.Equal(
        ["P-Asserted-Identity: <sip:1@192.0.2.10>", "Remote-Party-ID: <sip:1@192.0.2.10>;party=calling;screen=yes;privacy=off"],
        new OutgoingCall(
            With(new IdentityOptions { Trust = TrustMode.Trusted, Send = [IdentityHeader.Pai, IdentityHeader.Rpid] }),
            from: With(new IdentityOptions
            {
                Trust = TrustMode.Trusted,
                Accept = [IdentityHeader.Pai, IdentityHeader.Ppi, IdentityHeader.Rpid],
            }))
            .Lines(
                OutgoingCall.Invite(
                    "Remote-Party-ID: <sip:3@in.example>\nP-Preferred-Identity: <sip:2@in.example>\nP-Asserted-Identity: <sip:1@in.example>\n"),
                "P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID"));

    [Fact]
    public void A_privacy_nobody_knows_stops_the_call_only_when_it_is_critical()
    {
        var call = new OutgoingCall(new TrunkOptions());
        Assert.Equal(ReasonCode.PrivacyUnknown, call.Refusal(OutgoingCall.Invite("Privacy: cloak;critical\n")));
        Assert.Null(call.Refusal(OutgoingCall.Invite("Privacy: cloak\n")));
        Assert.Null(call.Refusal(OutgoingCall.Invite("Privacy: id;critical;session\n")));
    }

    [Fact]
    public void A_header_name_with_a_space_is_no_asserted_identity_and_no_message() => Assert.Equal(
        ParseStatus.BadHeader,
        SipParser.Parse(
            OutgoingCall.Bytes(OutgoingCall.Invite("P-Asserted Identity: tel:+19524563516\n")), new HeaderSlot[SipParser.MaxHeaders],
            ParseLimits.Default, out _));

    private static OutgoingCall Call(IdentityOptions to) => new(With(to));

    private static TrunkOptions Trusts(bool inbound, bool outbound) => With(new IdentityOptions
    {
        TrustInbound = inbound ? TrustMode.Trusted : TrustMode.Untrusted,
        TrustOutbound = outbound ? TrustMode.Trusted : TrustMode.Untrusted,
    });

    private static TrunkOptions Trusted() => With(new IdentityOptions { Trust = TrustMode.Trusted });

    private static TrunkOptions With(IdentityOptions identity) => new() { Identity = identity };
}
