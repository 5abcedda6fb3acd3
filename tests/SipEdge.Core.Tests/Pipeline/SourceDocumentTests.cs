using SipEdge.Core.Tests.Network;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>The examples of the providers' own documents, through a whole edge.</summary>
public sealed class SourceDocumentTests
{
    private const string Pair = $"X-Auth-EndpointSid: {CredentialScenario.Sid}\r\nX-Auth-VoipToken: {CredentialScenario.Token}\r\n";
    private const string MyDomain = "mydomain.sip.messagebird.com";

    /// <summary>
    /// As printed, and with the headers that RFC 3261 §8.1.1 asks for beside it; the Via has no branch (RFC 2543).
    /// </summary>
    [Fact]
    public void X_07_the_example_INVITE_is_admitted_and_nothing_of_its_credentials_goes_any_further()
    {
        using var scenario = new CredentialScenario();
        var sipp = scenario.At("10.222.2.4:5060");
        sipp.Send(TransportKind.Udp, scenario.Edge.ToEdge.Remote,
            "INVITE sip:1202@carrierx.example.com SIP/2.0\r\nVia: SIP/2.0/UDP 10.222.2.4:5060\r\n"
            + "From: sipp <sip:sipp@10.222.2.4:5060>;tag=1\r\nTo: sut <sip:1202@carrierx.example.com>\r\n" + Pair
            + "Call-ID: 1@10.222.2.4\r\nCSeq: 1 INVITE\r\nContact: <sip:sipp@10.222.2.4>\r\nContent-Length: 0\r\n\r\n");
        scenario.Edge.Network.RunFor(1_000);

        Assert.Equal(1, scenario.CallsPlaced);
        Assert.StartsWith("SIP/2.0 200 ", sipp.Messages[^1], StringComparison.Ordinal);
        Assert.All(scenario.Outside.Concat(sipp.Messages), message =>
        {
            Assert.DoesNotContain("X-Auth", message, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(CredentialScenario.Sid, message, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(CredentialScenario.Token, message, StringComparison.OrdinalIgnoreCase);
        });
    }

    /// <summary>X-17: the printed example is abbreviated, not a grammar. A known source is told what it left out.</summary>
    [Fact]
    public void X_17_the_example_as_it_is_printed_is_400_with_the_name_of_what_is_missing()
    {
        using var scenario = new CredentialScenario();
        var sipp = scenario.At("10.222.2.4:5060");
        sipp.Send(TransportKind.Udp, scenario.Edge.ToEdge.Remote,
            "INVITE sip:1202@carrierx.example.com SIP/2.0\r\nVia: SIP/2.0/UDP 10.222.2.4:5060\r\n"
            + "From: sipp <sip:sipp@10.222.2.4:5060>;tag=1\r\nTo: sut <sip:1202@carrierx.example.com>\r\n" + Pair + "\r\n");
        scenario.Edge.Network.RunFor(1_000);

        Assert.StartsWith("SIP/2.0 400 ", Assert.Single(sipp.Messages), StringComparison.Ordinal);
        Assert.Matches("(?i)^SIP/2.0 400 [^\r]*(Call-ID|CSeq)", sipp.Messages[0]);
        Assert.Empty(scenario.Outside);
    }

    [Theory]
    [InlineData("")]
    [InlineData($"X-Auth-EndpointSid: {CredentialScenario.Sid}\r\n")]
    [InlineData($"X-Auth-VoipToken: {CredentialScenario.Token}\r\n")]
    [InlineData($"X-Auth-EndpointSid: {CredentialScenario.Sid}\r\nX-Auth-VoipToken: invalid\r\n")]
    public void X_12_an_invalid_token_or_a_missing_header_gets_401_or_407_with_a_challenge(string headers)
    {
        using var scenario = new CredentialScenario();
        var answer = scenario.Ask(scenario.At("10.222.2.4:5060"), headers);

        // Without any of the pair it is the digest of the other method that is asked for.
        var status = headers.Length == 0 ? 407 : 401;
        Assert.StartsWith($"SIP/2.0 {status} ", answer, StringComparison.Ordinal);
        Assert.Equal(status == 401, answer.Contains("\r\nWWW-Authenticate: Digest ", StringComparison.Ordinal));
        Assert.Equal(status == 407, answer.Contains("\r\nProxy-Authenticate: Digest ", StringComparison.Ordinal));
        Assert.Empty(scenario.Outside);
    }

    /// <summary>
    /// the token travels in clear text; every such use is counted, and the operator can see when it was last used.
    /// </summary>
    [Theory]
    [InlineData(TransportKind.Udp, 1)]
    [InlineData(TransportKind.Tcp, 1)]
    [InlineData(TransportKind.Tls, 0)]
    public void X_11_and_X_18_a_use_of_the_token_is_noted_and_one_in_clear_text_is_counted(TransportKind transport, int counted)
    {
        using var scenario = new CredentialScenario();
        using var measured = new MeasuredHere("sipedge.admission.cleartext_tokens");
        var sipp = scenario.At("10.222.2.4:5060");
        scenario.Ask(sipp, Pair, transport);
        scenario.Ask(sipp, Pair.Replace(CredentialScenario.Token, "wrong", StringComparison.Ordinal), transport);

        Assert.Equal((1, counted), (scenario.CallsPlaced, (int)measured.Sum));
        var token = Assert.Single(scenario.Edge.Model.Tokens);
        Assert.InRange(scenario.Edge.TokenUses.LastUsed(token)!.Value, SimulatedTime.Start, SimulatedTime.Start.AddHours(1));
    }

    /// <summary>X-06: the SID may be an account's name, the token its password.</summary>
    [Fact]
    public void X_06_and_X_10_a_right_digest_answer_is_admitted_beside_the_header_method()
    {
        using var scenario = new CredentialScenario();
        var phone = scenario.At("203.0.113.9:5060");
        Assert.StartsWith("SIP/2.0 200 ", scenario.Ask(phone, scenario.Digest("phone", "pp")), StringComparison.Ordinal);
        Assert.Equal(1, scenario.CallsPlaced);
        Assert.All(scenario.Outside, message => Assert.DoesNotContain("Authorization", message, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void M_08_where_an_address_and_a_password_are_entered_both_are_needed()
    {
        using var scenario = new CredentialScenario();
        var office = scenario.At("10.222.2.4:5060");
        var elsewhere = scenario.At("203.0.113.9:5060");
        var right = scenario.Digest("31000000", "pm", MyDomain, MyDomain);

        Assert.StartsWith("SIP/2.0 407 ", scenario.Ask(office, "", host: MyDomain), StringComparison.Ordinal);
        Assert.Equal("", scenario.Ask(elsewhere, right, host: MyDomain));
        Assert.StartsWith("SIP/2.0 407 ",
            scenario.Ask(office, scenario.Digest("31000000", "no", MyDomain, MyDomain), host: MyDomain), StringComparison.Ordinal);
        Assert.Equal(0, scenario.CallsPlaced);
        Assert.StartsWith("SIP/2.0 200 ", scenario.Ask(office, right, host: MyDomain), StringComparison.Ordinal);
        Assert.Equal(1, scenario.CallsPlaced);
    }

    /// <summary>M-13: the full domain is in the Request-URI, and only its own accounts may call.</summary>
    [Fact]
    public void M_13_the_account_of_another_domain_is_refused_like_a_user_that_does_not_exist()
    {
        using var scenario = new CredentialScenario();
        var theirs = "theirs.sip.messagebird.com";
        var caller = scenario.At("10.222.2.4:5060");
        var foreign = scenario.Ask(caller, scenario.Digest("31000000", "pm", theirs, theirs), host: theirs);
        var unknown = scenario.Ask(caller, scenario.Digest("nobody", "pm", theirs, theirs), host: theirs);
        var wrong = scenario.Ask(caller, scenario.Digest("other", "no", theirs, theirs), host: theirs);

        Assert.StartsWith("SIP/2.0 407 ", wrong, StringComparison.Ordinal);
        Assert.Equal(CredentialScenario.Shape(wrong), CredentialScenario.Shape(foreign));
        Assert.Equal(CredentialScenario.Shape(wrong), CredentialScenario.Shape(unknown));
        Assert.Equal(["unknown_user", "unknown_user", "wrong_password"], scenario.Edge.Refusals.Select(refusal => refusal.Reason));
        Assert.Empty(scenario.Outside);
        Assert.StartsWith("SIP/2.0 200 ",
            scenario.Ask(caller, scenario.Digest("other", "po", theirs, theirs), host: theirs), StringComparison.Ordinal);
    }

    /// <summary>M-10: a call to no subdomain of ours is nobody's.</summary>
    [Theory]
    [InlineData("sip.messagebird.com")]
    [InlineData("10.0.0.1")]
    public void M_10_a_call_that_names_no_domain_of_ours_is_not_looked_at(string host)
    {
        using var scenario = new CredentialScenario();
        Assert.Equal("", scenario.Ask(scenario.At("10.222.2.4:5060"), scenario.Digest("31000000", "pm", MyDomain, host), host: host));
        Assert.Equal("unknown_domain", Assert.Single(scenario.Edge.Refusals).Reason);
    }
}
