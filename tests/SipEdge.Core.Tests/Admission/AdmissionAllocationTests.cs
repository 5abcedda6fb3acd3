using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Admission;

public class AdmissionAllocationTests
{
    private static readonly EdgeModel Model = TestOptions.Compile(TestOptions.Edge(
        ("office", new AclOptions { Addresses = [TestOptions.Address("10.0.0.0/8")] }),
        ("phones", new AclOptions { Accounts = ["anna"] }),
        ("endpoint", new AclOptions
        {
            Tokens = [new TokenOptions { Sid = "sid-1", Token = TestOptions.Password("secret-1") }],
            AllowCleartextToken = true,
        })) with
    {
        Accounts = TestOptions.Named(("anna", new AccountOptions { Password = TestOptions.Password("pa") })),
    });

    public static TheoryData<string, ReasonCode> Cases => new()
    {
        { "address", ReasonCode.AddressAdmitted },
        { "none", ReasonCode.CredentialsMissing },
        { "token", ReasonCode.TokenAdmitted },
        { "wrong token", ReasonCode.TokenWrong },
        { "digest", ReasonCode.DigestAdmitted },
        { "wrong password", ReasonCode.WrongPassword },
        { "unknown user", ReasonCode.UnknownUser },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Deciding_and_routing_allocate_nothing(string name, ReasonCode expected)
    {
        var caller = new Caller(Model);
        if (name == "address")
        {
            caller.From = "10.0.0.1:5060";
        }
        var nonce = caller.Nonce("example.net");
        // One request per run: a nonce count is good for one use.
        var requests = Enumerable.Range(1, Allocations.MostRuns).Select(count => caller.Request(name switch
        {
            "token" => ["X-Auth-EndpointSid: sid-1", "X-Auth-VoipToken: secret-1"],
            "wrong token" => ["X-Auth-EndpointSid: sid-1", "X-Auth-VoipToken: no"],
            "digest" => [caller.Digest("anna", "pa", nonce: nonce, count: count)],
            "wrong password" => [caller.Digest("anna", "no", nonce: nonce)],
            "unknown user" => [caller.Digest("nobody", "no", nonce: nonce)],
            _ => [],
        })).ToArray();
        var arrival = caller.Arrival;
        var judge = caller.Judge;
        var next = 0;
        Allocations.AssertNone(() =>
        {
            Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
            SipParser.Parse(requests[next++], slots, ParseLimits.Default, out var view);
            var decision = AdmissionPolicy.Decide(view, arrival, Model, judge);
            Assert.True(decision.Reason == expected);
            Assert.True(SipEdge.Core.Routing.RouteSelector.Select(view, decision, Model, default).IsEcho);
        });
    }

    [Fact]
    public void Writing_a_challenge_allocates_nothing()
    {
        var caller = new Caller(Model);
        var decision = caller.Decide();
        var buffer = new byte[2048];
        Allocations.AssertNone(() =>
        {
            var writer = new SipWriter(buffer);
            AdmissionPolicy.WriteChallenge(ref writer, decision, caller.Nonces, caller.Now);
            Assert.True(writer.Length > 0);
        });
    }
}
