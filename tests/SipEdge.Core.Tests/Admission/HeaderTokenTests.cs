using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Admission;

public class HeaderTokenTests
{
    private const string Sid = "X-Auth-EndpointSid: sid-1";
    private const string Token = "X-Auth-VoipToken: secret-1";

    // A token from one subnet; and, beside it, addresses that are trusted alone.
    private static readonly AclOptions Endpoint = new()
    {
        Addresses = [TestOptions.Address("198.51.100.0/24")],
        Tokens = [new TokenOptions { Sid = "sid-1", Token = TestOptions.Password("secret-1") }],
    };

    private static readonly AclOptions Office = new() { Addresses = [TestOptions.Address("10.0.0.0/8")] };

    private static Caller Call(AclOptions endpoint, SecurityOptions? security = null) => new(TestOptions.Compile(
        TestOptions.Edge(("endpoint", endpoint), ("office", Office)) with { Security = security ?? new SecurityOptions() }))
    {
        Transport = TransportKind.Tls,
    };

    [Fact]
    public void A_right_pair_from_its_subnet_is_admitted()
    {
        var decision = Call(Endpoint).Decide(Sid, Token);
        Assert.Equal((AdmissionVerdict.Admit, ReasonCode.TokenAdmitted, "endpoint"), (decision.Verdict, decision.Reason, decision.Acl!.Name));
    }

    [Theory]
    [InlineData("x-auth-endpointsid : sid-1", "X-AUTH-VOIPTOKEN:secret-1")]
    [InlineData("X-Auth-EndpointSid:   sid-1  ", "X-Auth-VoipToken:\tsecret-1")]
    public void Names_are_compared_without_case_and_white_space(string sid, string token) =>
        Assert.Equal(ReasonCode.TokenAdmitted, Call(Endpoint).Decide(sid, token).Reason);

    [Fact]
    public void Header_names_can_be_configured()
    {
        var caller = Call(Endpoint, new SecurityOptions { SidHeader = "X-Telnyx-Sid", TokenHeader = "X-Telnyx-Token" });
        Assert.Equal(ReasonCode.TokenAdmitted, caller.Decide("X-Telnyx-Sid: sid-1", "X-Telnyx-Token: secret-1").Reason);
        Assert.Equal(ReasonCode.CredentialsMissing, caller.Decide(Sid, Token).Reason);
    }

    public static TheoryData<string[]> Incomplete => new()
    {
        new[] { Sid },
        new[] { Token },
        new[] { Sid, Sid, Token },
        new[] { Sid, Token, Token },
        new[] { Sid, Token, "x-auth-voiptoken : other" },
        new[] { "X-Auth-EndpointSid: sid-1, sid-1", Token },
        new[] { Sid, "X-Auth-VoipToken: secret-1,secret-1" },
        new[] { "X-Auth-EndpointSid:", Token },
        new[] { Sid, "X-Auth-VoipToken: " },
    };

    [Theory]
    [MemberData(nameof(Incomplete))]
    public void A_pair_that_is_not_exactly_one_of_each_gets_401_with_a_challenge(string[] headers)
    {
        var caller = Call(Endpoint);
        var decision = caller.Decide(headers);
        Assert.Equal((AdmissionVerdict.Challenge, ReasonCode.TokenIncomplete, 401), (decision.Verdict, decision.Reason, decision.Status));
        Assert.StartsWith("WWW-Authenticate: Digest realm=\"example.net\"", caller.Challenge(decision));
    }

    [Theory]
    [InlineData(Sid, "X-Auth-VoipToken: secret-2")]
    [InlineData("X-Auth-EndpointSid: sid-2", Token)]
    [InlineData(Sid, "X-Auth-VoipToken: secret-11")]
    [InlineData(Sid, "X-Auth-VoipToken: SECRET-1")]
    public void A_wrong_pair_gets_401_whatever_is_wrong_in_it(string sid, string token)
    {
        var decision = Call(Endpoint).Decide(sid, token);
        Assert.Equal((AdmissionVerdict.Challenge, ReasonCode.TokenWrong, 401), (decision.Verdict, decision.Reason, decision.Status));
    }

    [Fact]
    public void A_wrong_pair_fails_even_from_a_trusted_address()
    {
        var caller = Call(Endpoint with { AllowAnySource = true, Require = RequireMode.Credential });
        caller.From = "10.1.1.1:5061";
        Assert.Equal(AdmissionVerdict.Admit, caller.Decide().Verdict);
        Assert.Equal(ReasonCode.TokenWrong, caller.Decide(Sid, "X-Auth-VoipToken: no").Reason);
        Assert.Equal(ReasonCode.TokenIncomplete, caller.Decide(Sid).Reason);
    }

    [Fact]
    public void A_wrong_pair_may_be_overlooked_when_the_operator_says_so()
    {
        var caller = Call(
            Endpoint with { AllowAnySource = true, Require = RequireMode.Credential },
            new SecurityOptions { PresentButWrong = WrongCredentialPolicy.Continue });
        Assert.Equal(AdmissionVerdict.Challenge, caller.Decide(Sid, "X-Auth-VoipToken: no").Verdict);
        caller.From = "10.1.1.1:5061";
        Assert.Equal(ReasonCode.AddressAdmitted, caller.Decide(Sid, "X-Auth-VoipToken: no").Reason);
    }

    [Theory]
    [InlineData("secret-1")]
    [InlineData("wrong")]
    public void From_a_wrong_subnet_the_answer_is_403_whether_the_token_is_right_or_not(string token)
    {
        var caller = Call(Endpoint);
        caller.From = "203.0.113.5:5061";
        var decision = caller.Decide(Sid, $"X-Auth-VoipToken: {token}");
        Assert.Equal((AdmissionVerdict.Refuse, ReasonCode.AddressRestricted, 403), (decision.Verdict, decision.Reason, decision.Status));
    }

    [Fact]
    public void Another_ACLs_subnet_does_not_help_a_right_token()
    {
        var elsewhere = new AclOptions
        {
            Addresses = [TestOptions.Address("203.0.113.0/24")],
            Tokens = [new TokenOptions { Sid = "sid-2", Token = TestOptions.Password("secret-2") }],
        };
        var caller = new Caller(TestOptions.Compile(TestOptions.Edge(("endpoint", Endpoint), ("elsewhere", elsewhere))))
        {
            Transport = TransportKind.Tls,
            From = "203.0.113.5:5061",
        };
        Assert.Equal((AdmissionVerdict.Refuse, ReasonCode.AddressRestricted), (caller.Decide(Sid, Token).Verdict, caller.Decide(Sid, Token).Reason));
        Assert.Equal(ReasonCode.TokenWrong, caller.Decide(Sid, "X-Auth-VoipToken: no").Reason);
    }

    [Theory]
    [InlineData(TransportKind.Udp)]
    [InlineData(TransportKind.Tcp)]
    public void A_token_over_a_clear_transport_is_refused_unless_allowed(TransportKind transport)
    {
        var caller = Call(Endpoint);
        caller.Transport = transport;
        var decision = caller.Decide(Sid, Token);
        Assert.Equal((AdmissionVerdict.Refuse, ReasonCode.TokenCleartext, 403), (decision.Verdict, decision.Reason, decision.Status));

        caller = Call(Endpoint with { AllowCleartextToken = true });
        caller.Transport = transport;
        Assert.Equal(ReasonCode.TokenAdmitted, caller.Decide(Sid, Token).Reason);
    }

    [Fact]
    public void The_address_alone_does_not_satisfy_an_ACL_that_asks_for_both()
    {
        var decision = Call(Endpoint).Decide();
        Assert.Equal((AdmissionVerdict.Challenge, ReasonCode.CredentialsMissing, 401), (decision.Verdict, decision.Reason, decision.Status));
    }

    [Fact]
    public void Any_source_may_use_a_token_only_where_that_is_allowed()
    {
        var caller = Call(Endpoint with { Require = RequireMode.Credential });
        caller.From = "203.0.113.5:5061";
        Assert.Equal(ReasonCode.AddressRestricted, caller.Decide(Sid, Token).Reason);

        caller = Call(Endpoint with { Require = RequireMode.Credential, AllowAnySource = true });
        caller.From = "203.0.113.5:5061";
        Assert.Equal(ReasonCode.TokenAdmitted, caller.Decide(Sid, Token).Reason);
    }

    [Fact]
    public void Headers_mean_nothing_to_a_domain_without_tokens()
    {
        var caller = new Caller(TestOptions.Compile(TestOptions.Edge(("office", Office)))) { From = "10.1.1.1:5060" };
        Assert.Equal(ReasonCode.AddressAdmitted, caller.Decide(Sid).Reason);
    }
}
