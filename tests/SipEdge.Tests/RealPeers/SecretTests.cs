using System.Text.RegularExpressions;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// What proves who is calling stays between the caller and the edge: not at the next hop, not in a log, not in a record.
/// </summary>
public sealed partial class SecretTests
{
    [PeerFact("sipp")]
    public async Task Tokens_and_digest_answers_go_no_further_than_the_edge()
    {
        await using var bed = new TestBed();
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Accounts = { ["alice"] = "marker-password" },
            Secrets = { ["PBX_TOKEN"] = "marker-token" },
            Acls = new()
            {
                ["phones"] = "{ accounts: [ alice ] }",
                ["pbx"] = "{ tokens: [ { sid: marker-sid, token: { env: PBX_TOKEN } } ], allow_cleartext_token: true }",
            },
        });
        var callees = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee) { Calls = 2 });
        var said = new List<string>();

        await Call("call", "X-Auth-EndpointSid: marker-sid\n      X-Auth-VoipToken: marker-token", "");
        await Call("call-digest", "", "marker-password");
        await Call("call-refused", "X-Auth-EndpointSid: marker-sid\n      X-Auth-VoipToken: marker-wrong-token", "");
        await Call("call-digest-refused", "", "marker-wrong-password");
        await callees.Succeeds();
        var records = await edge.StopAndReadRecords();
        Assert.Equal(4, records.Length);

        var digests = said.SelectMany(text => DigestAnswer().Matches(text))
            .SelectMany(match => match.Groups.Values.Skip(1)).Select(group => group.Value).ToArray();
        Assert.NotEmpty(digests);
        string[] secrets = ["marker-password", "marker-token", "marker-wrong", .. digests];
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, callees.Messages);
            Assert.DoesNotContain(secret, edge.Log);
            Assert.DoesNotContain(records, record => record.GetRawText().Contains(secret, StringComparison.Ordinal));
        }

        Assert.DoesNotContain("X-Auth-", callees.Messages, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Authorization", callees.Messages, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("marker-sid", callees.Messages);
        Assert.Contains("INVITE sip:1000@", callees.Messages);

        async Task Call(string scenario, string headers, string password)
        {
            var settings = new SippSettings(bed.Caller)
            {
                User = "alice",
                Password = password,
                Hold = TimeSpan.FromMilliseconds(100),
            };
            var code = scenario == "call-refused" ? "401" : "407";
            var calling = SippProcess.Call(bed, scenario, settings.With(("headers", headers), ("code", code)), bed.Target);
            await calling.Succeeds();
            said.Add(calling.Messages);
        }
    }

    // The parts of an Authorization header that only its sender and the edge should ever see.
    [GeneratedRegex("cnonce=\"([^\"]+)\".*response=\"([0-9a-f]{32})\"")]
    private static partial Regex DigestAnswer();
}
