using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Admission;

/// <summary>
/// A domain with require_tls_for_auth: over UDP and TCP nobody is asked for a credential, and none is looked at.
/// </summary>
public class CleartextCredentialsTests
{
    private static Caller Call(TransportKind transport, UnknownSourcePolicy unknown = UnknownSourcePolicy.Drop)
    {
        var options = TestOptions.Edge(
            ("phones", new AclOptions { Accounts = ["anna"] }),
            ("endpoint", new AclOptions
            {
                Tokens = [new TokenOptions { Sid = "sid-1", Token = TestOptions.Password("secret-1") }],
                AllowCleartextToken = true,
            }),
            ("office", new AclOptions { Addresses = [TestOptions.Address("10.0.0.0/8")] })) with
        {
            Accounts = TestOptions.Named(("anna", new AccountOptions { Password = TestOptions.Password("pa") })),
            UnknownSource = unknown,
        };
        return new Caller(TestOptions.Compile(options with
        {
            Domains = options.Domains.SetItem("example.net", options.Domains["example.net"] with { RequireTlsForAuth = true }),
        }))
        {
            Transport = transport,
        };
    }

    private static (AdmissionVerdict, ReasonCode, int) Outcome(in AdmissionDecision decision) =>
        (decision.Verdict, decision.Reason, decision.Status);

    [Theory]
    [InlineData(TransportKind.Udp)]
    [InlineData(TransportKind.Tcp)]
    public void In_clear_text_right_and_wrong_credentials_and_none_get_the_same_refusal(TransportKind transport)
    {
        var refused = (AdmissionVerdict.Refuse, ReasonCode.CredentialsCleartext, 403);
        var caller = Call(transport);
        Assert.Equal(refused, Outcome(caller.Decide()));
        Assert.Equal(refused, Outcome(caller.Decide(caller.Digest("anna", "pa"))));
        Assert.Equal(refused, Outcome(caller.Decide(caller.Digest("anna", "wrong"))));
        Assert.Equal(refused, Outcome(caller.Decide("Authorization: Digest broken")));
        Assert.Equal(refused, Outcome(caller.Decide("X-Auth-EndpointSid: sid-1", "X-Auth-VoipToken: secret-1")));
        Assert.Equal(refused, Outcome(caller.Decide("X-Auth-EndpointSid: sid-1", "X-Auth-VoipToken: wrong")));
        Assert.Equal(refused, Outcome(caller.Decide("X-Auth-VoipToken: secret-1")));
    }

    [Fact]
    public void Over_TLS_nothing_changes()
    {
        var caller = Call(TransportKind.Tls);
        Assert.Equal((AdmissionVerdict.Challenge, ReasonCode.CredentialsMissing, 407), Outcome(caller.Decide()));
        Assert.Equal(ReasonCode.DigestAdmitted, caller.Decide(caller.Digest("anna", "pa")).Reason);
        Assert.Equal(ReasonCode.WrongPassword, caller.Decide(caller.Digest("anna", "wrong")).Reason);
        Assert.Equal(ReasonCode.TokenAdmitted, caller.Decide("X-Auth-EndpointSid: sid-1", "X-Auth-VoipToken: secret-1").Reason);
    }

    [Fact]
    public void A_right_answer_in_clear_text_uses_up_nothing_and_is_still_good_over_TLS()
    {
        var caller = Call(TransportKind.Udp);
        var answer = caller.Digest("anna", "pa");
        Assert.Equal(ReasonCode.CredentialsCleartext, caller.Decide(answer).Reason);
        caller.Transport = TransportKind.Tls;
        Assert.Equal(ReasonCode.DigestAdmitted, caller.Decide(answer).Reason);
    }

    [Fact]
    public void An_address_that_admits_by_itself_still_does()
    {
        var caller = Call(TransportKind.Udp);
        caller.From = "10.0.0.1:5060";
        Assert.Equal(ReasonCode.AddressAdmitted, caller.Decide().Reason);
    }

    [Fact]
    public void Where_strangers_are_challenged_the_challenge_is_held_back_too() => Assert.Equal(
        (AdmissionVerdict.Refuse, ReasonCode.CredentialsCleartext, 403),
        Outcome(Call(TransportKind.Udp, UnknownSourcePolicy.Challenge).Decide()));

    [Fact]
    public void The_trail_names_the_rule()
    {
        var trail = new Trail();
        var caller = Call(TransportKind.Udp);
        caller.Decide(caller.Request(), trail);
        var step = Assert.Single(trail.Steps, step => step.Outcome == StepOutcome.Refused);
        Assert.Contains("require_tls_for_auth", step.Text, StringComparison.Ordinal);
    }
}
