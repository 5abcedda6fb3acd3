using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>
/// every way to write a header pair so that two readers might see two different ones. Each is sent by somebody whom only
/// the pair could let in, and by somebody whose address is enough; whatever becomes of it, no node hears anything of it.
/// </summary>
public sealed class HeaderPairTricksTests
{
    private const string Sid = $"X-Auth-EndpointSid: {CredentialScenario.Sid}\r\n";
    private const string Token = $"X-Auth-VoipToken: {CredentialScenario.Token}\r\n";
    private const string S = CredentialScenario.Sid;
    private const string T = CredentialScenario.Token;

    /// <summary>Name, header lines, what the stranger gets (0: silence), what is recorded.</summary>
    public static TheoryData<string, string, int, string> Tricks => new()
    {
        { "as it should be", Sid + Token, 200, "" },
        { "white space before the colon", $"X-Auth-EndpointSid : {S}\r\nX-Auth-VoipToken   : {T}\r\n", 200, "" },
        { "a tab before the colon", $"X-Auth-EndpointSid\t: {S}\r\nX-Auth-VoipToken\t:{T}\r\n", 200, "" },
        { "another case", $"x-auth-endpointsid:{S}\r\nX-AUTH-VOIPTOKEN:{T}\r\n", 200, "" },
        { "the token before the SID", Token + Sid, 200, "" },
        { "folded before the value", $"{Sid}X-Auth-VoipToken:\r\n {T}\r\n", 200, "" },
        { "folded within the value", $"{Sid}X-Auth-VoipToken: your-voip-\r\n token-here\r\n", 401, "token_wrong" },
        { "a folded second header", $"{Sid}Subject: a\r\n X-Auth-VoipToken: {T}\r\n", 401, "token_incomplete" },
        { "twice the same", Sid + Token + Token, 401, "token_incomplete" },
        { "twice the SID", Sid + Sid + Token, 401, "token_incomplete" },
        { "right and then wrong", $"{Sid}{Token}X-Auth-VoipToken: other\r\n", 401, "token_incomplete" },
        { "wrong and then right", $"{Sid}X-Auth-VoipToken: other\r\n{Token}", 401, "token_incomplete" },
        { "two spellings at once", $"{Sid}{Token}x-auth-voiptoken : other\r\n", 401, "token_incomplete" },
        { "a list of tokens", $"{Sid}X-Auth-VoipToken: {T},{T}\r\n", 401, "token_incomplete" },
        { "a list of SIDs", $"X-Auth-EndpointSid: {S}, other\r\n{Token}", 401, "token_incomplete" },
        { "a list with nothing after it", $"{Sid}X-Auth-VoipToken: {T},\r\n", 401, "token_incomplete" },
        { "an empty token", $"{Sid}X-Auth-VoipToken:\r\n", 401, "token_incomplete" },
        { "an empty SID", $"X-Auth-EndpointSid:  \r\n{Token}", 401, "token_incomplete" },
        { "an empty one before the right one", $"{Sid}X-Auth-VoipToken:\r\n{Token}", 401, "token_incomplete" },
        { "only the SID", Sid, 401, "token_incomplete" },
        { "only the token", Token, 401, "token_incomplete" },
        { "the token under a compact-looking name", $"{Sid}x: {T}\r\n", 401, "token_incomplete" },
        { "underscores", $"X_Auth_EndpointSid: {S}\r\nX_Auth_VoipToken: {T}\r\n", 407, "" },
        { "one name with underscores", $"{Sid}X_Auth_VoipToken: {T}\r\n", 401, "token_incomplete" },
        { "quoted", $"{Sid}X-Auth-VoipToken: \"{T}\"\r\n", 401, "token_wrong" },
        { "with a parameter", $"{Sid}X-Auth-VoipToken: {T};a=b\r\n", 401, "token_wrong" },
        { "escaped", $"{Sid}X-Auth-VoipToken: your%2Dvoip-token-here\r\n", 401, "token_wrong" },
        { "a prefix of the token", $"{Sid}X-Auth-VoipToken: your-voip-token\r\n", 401, "token_wrong" },
        { "the SID in another case", $"X-Auth-EndpointSid: {S.ToUpperInvariant()}\r\n{Token}", 401, "token_wrong" },
        { "exchanged", $"X-Auth-EndpointSid: {T}\r\nX-Auth-VoipToken: {S}\r\n", 401, "token_wrong" },
        { "NUL in the name", $"{Sid}X-Auth-VoipToken\0: {T}\r\n", 0, "" },
        { "NUL in the value", $"{Sid}X-Auth-VoipToken: {T}\0x\r\n", 0, "" },
        { "a bare line feed between them", $"X-Auth-EndpointSid: {S}\nX-Auth-VoipToken: {T}\r\n", 0, "" },
        { "a bare carriage return between them", $"X-Auth-EndpointSid: {S}\rX-Auth-VoipToken: {T}\r\n", 0, "" },
        { "white space within the name", $"{Sid}X-Auth- VoipToken: {T}\r\n", 0, "" },
        { "white space before the name, which makes it part of Contact", $" X-Auth-EndpointSid: {S}\r\n{Token}", 0, "" },
        { "no colon", $"{Sid}X-Auth-VoipToken {T}\r\n", 0, "" },
        { "after the end of the headers", $"{Sid}Content-Length: 0\r\n\r\n{Token}", 401, "token_incomplete" },
        { "both after the end of the headers", $"Content-Length: 0\r\n\r\n{Sid}{Token}", 407, "" },
    };

    [Theory]
    [MemberData(nameof(Tricks))]
    public void Only_a_pair_that_everybody_reads_alike_lets_a_stranger_in(string name, string headers, int status, string reason)
    {
        using var scenario = new CredentialScenario();
        var answer = scenario.Ask(scenario.At("203.0.113.9:5060"), headers);

        Assert.True(status == 0 ? answer.Length == 0 : answer.StartsWith($"SIP/2.0 {status} ", StringComparison.Ordinal), $"{name}: {answer}");
        Assert.Equal(status == 200 ? 1 : 0, scenario.CallsPlaced);
        Assert.True(reason.Length == 0 || scenario.Edge.Refusals.Single().Reason == reason, $"{name}: {string.Join(' ', scenario.Edge.Refusals)}");
        AssertNothingLeaves(scenario, name, answer);
    }

    /// <summary>
    /// Present but wrong fails from a trusted address as well, unless the operator says otherwise; then it is left out.
    /// </summary>
    [Theory]
    [MemberData(nameof(Tricks))]
    public void From_a_trusted_address_nothing_of_it_goes_on_either(string name, string headers, int status, string reason)
    {
        foreach (var policy in Enum.GetValues<WrongCredentialPolicy>())
        {
            using var scenario = new CredentialScenario(
                options => options with { Security = options.Security with { PresentButWrong = policy } });
            var trusted = scenario.At("10.0.0.5:5060");
            var answer = scenario.Ask(trusted, headers);

            var malformed = status == 0;
            var placed = !malformed && (policy == WrongCredentialPolicy.Continue || reason.Length == 0);
            Assert.True(scenario.CallsPlaced == (placed ? 1 : 0), $"{name}, {policy}: {answer}");
            Assert.True(!malformed || answer.StartsWith("SIP/2.0 400 ", StringComparison.Ordinal), $"{name}, {policy}: {answer}");
            AssertNothingLeaves(scenario, name, answer);
        }
    }

    [Fact]
    public void A_pair_in_the_body_is_no_pair_and_does_not_pass_as_a_description()
    {
        using var scenario = new CredentialScenario();
        foreach (var (address, status) in new[] { ("203.0.113.9:5060", 407), ("10.0.0.5:5060", 400) })
        {
            var answer = scenario.Ask(scenario.At(address), "", body: Sid + Token);
            Assert.StartsWith($"SIP/2.0 {status} ", answer, StringComparison.Ordinal);
            AssertNothingLeaves(scenario, "in the body", answer);
        }
        Assert.Equal(0, scenario.CallsPlaced);
    }

    private static void AssertNothingLeaves(CredentialScenario scenario, string name, string answer)
    {
        foreach (var message in scenario.Outside.Append(answer))
        {
            foreach (var trace in (string[])["X-Auth", "X_Auth", "VoipToken", S, T, "voip-token"])
            {
                Assert.False(message.Contains(trace, StringComparison.OrdinalIgnoreCase), $"{name}: {trace} in\n{message}");
            }
        }
    }
}
