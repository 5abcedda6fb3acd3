using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Admission;

/// <summary>
/// Over many configurations: whatever valid file an operator writes, a caller whose address is in no entry and who has no
/// right token and no right password is not admitted. The oracle here knows nothing of how the policy decides.
/// </summary>
public class NoWayInTests
{
    private const string Stranger = "203.0.113.66:5060";

    private static readonly string[] Prefixes =
        ["10.0.0.0/8", "198.51.100.0/24", "192.0.2.20", "2001:db8::/32", "0.0.0.0/1", "::/2", "198.51.100.7", "0.0.0.0/0", "128.0.0.0/1"];

    [Fact]
    public void No_valid_configuration_admits_a_stranger()
    {
        var seed = Environment.GetEnvironmentVariable("SIPEDGE_SEED") is { } text ? int.Parse(text) : Random.Shared.Next();
        var random = new Random(seed);
        var valid = 0;
        for (var round = 0; round < 3_000; round++)
        {
            var options = Generate(random);
            if (TestOptions.Problems(options).Any(problem => problem.Severity == ProblemSeverity.Error))
            {
                continue;
            }
            valid++;
            var caller = new Caller(ModelCompiler.Compile(options, TestOptions.SecretsOf(options), ConfigPositions.None));
            for (var attempt = 0; attempt < 8; attempt++)
            {
                Attempt(random, options, caller, $"seed {seed}, round {round}");
            }
        }
        Assert.True(valid > 300, $"seed {seed}: only {valid} valid configurations");
    }

    /// <summary>Without this, the test above would also pass if nobody were ever admitted.</summary>
    [Fact]
    public void The_same_configurations_admit_those_they_should()
    {
        var random = new Random(1);
        int byAddress = 0, byToken = 0, byDigest = 0;
        for (var round = 0; round < 2_000; round++)
        {
            var options = Generate(random);
            if (TestOptions.Problems(options).Any(problem => problem.Severity == ProblemSeverity.Error))
            {
                continue;
            }
            var caller = new Caller(ModelCompiler.Compile(options, TestOptions.SecretsOf(options), ConfigPositions.None))
            {
                From = "198.51.100.7:5060",
                Transport = TransportKind.Tls,
            };
            byAddress += caller.Decide().Reason == ReasonCode.AddressAdmitted ? 1 : 0;
            byToken += caller.Decide("X-Auth-EndpointSid: sid-a", "X-Auth-VoipToken: secret-a").Reason == ReasonCode.TokenAdmitted ? 1 : 0;
            byDigest += caller.Decide(caller.Digest("anna", "pa")).Reason == ReasonCode.DigestAdmitted ? 1 : 0;
        }
        Assert.True(byAddress > 20 && byToken > 20 && byDigest > 20, $"{byAddress} {byToken} {byDigest}");
    }

    private static void Attempt(Random random, EdgeOptions options, Caller caller, string where)
    {
        caller.From = random.Next(4) switch
        {
            0 => "[2001:db9::66]:5060",
            1 => "198.51.100.7:5080",
            2 => "127.0.0.1:5060",
            _ => Stranger,
        };
        caller.Transport = (TransportKind)random.Next(3);
        caller.Method = Pick(random, "INVITE", "MESSAGE", "OPTIONS", "REGISTER", "ACK", "SUBSCRIBE");
        caller.Uri = Pick(random, "sip:1@example.net", "sip:1@example.org", "sip:1@192.0.2.10", "sip:1@nowhere.example", "tel:+311");
        if (Listed(options, caller))
        {
            return;
        }
        var headers = Lies(random, caller);
        var decision = caller.Decide(headers);
        Assert.True(decision.Verdict != AdmissionVerdict.Admit,
            $"{where}: {caller.Method} {caller.Uri} from {caller.From} over {caller.Transport} was admitted "
            + $"({decision.Reason}, {decision.Acl}) with {string.Join(" | ", headers)}\n{options}");
    }

    /// <summary>Any entry anywhere that holds the address, whatever its port or domain: then the caller is no stranger.</summary>
    private static bool Listed(EdgeOptions options, Caller caller)
    {
        var address = caller.Flow.Remote.Address;
        return options.Acls.Values.SelectMany(acl => acl.Addresses)
            .Any(entry => AddressPrefix.TryParse(entry.Prefix, out var prefix, out _) && prefix.Contains(address))
            || options.Trunks.Values.SelectMany(trunk => trunk.Gateways)
                .Any(gateway => SocketEndpoint.TryParseHost(System.Text.Encoding.ASCII.GetBytes(gateway.Address), 0, out var at)
                    && at.Address == address);
    }

    /// <summary>Everything a stranger may claim: names that exist, secrets that do not.</summary>
    private static string[] Lies(Random random, Caller caller)
    {
        var headers = new List<string>();
        if (random.Next(2) == 0)
        {
            headers.Add($"X-Auth-EndpointSid: {Pick(random, "sid-a", "sid-b", "sid-c", "")}");
        }
        if (random.Next(2) == 0)
        {
            headers.Add($"X-Auth-VoipToken: {Pick(random, "secret", "secret-", "secret-ab", "")}");
        }
        if (random.Next(2) == 0)
        {
            headers.Add(caller.Digest(
                Pick(random, "anna", "bert", "nobody"), Pick(random, "", "secret", "(none)"),
                Pick(random, "example.net", "example.org", "other"), random.Next(2) == 0 ? "made-up" : null, random.Next(1, 3),
                random.Next(2) == 0 ? "sip:2@example.net" : null, (DigestAlgorithm)random.Next(3),
                Pick(random, "Authorization", "Proxy-Authorization"), random.Next(2) == 0));
        }
        return [.. headers];
    }

    private static EdgeOptions Generate(Random random)
    {
        var acls = Enumerable.Range(0, random.Next(0, 4)).Select(i => ($"acl-{i}", Acl(random, i))).ToArray();
        var trunks = Enumerable.Range(0, random.Next(0, 3)).Select(i => ($"trunk-{i}", Trunk(random, i))).ToArray();
        return TestOptions.Edge(acls) with
        {
            Accounts = TestOptions.Named(
                ("anna", new AccountOptions { Password = TestOptions.Password("pa") }),
                ("bert", new AccountOptions { Password = TestOptions.Password("pb") })),
            Trunks = TestOptions.Named(trunks),
            Domains = TestOptions.Named(("example.net", Domain(random, acls.Length)), ("example.org", Domain(random, acls.Length))),
            DefaultDomain = Pick(random, "example.net", "example.org", null),
            UnknownDomain = (UnknownDomainPolicy)random.Next(3),
            UnknownSource = (UnknownSourcePolicy)random.Next(3),
            Security = new SecurityOptions { PresentButWrong = (WrongCredentialPolicy)random.Next(2) },
        };
    }

    private static DomainOptions Domain(Random random, int acls) => new()
    {
        Acls = [.. Enumerable.Range(0, acls).Where(_ => random.Next(3) > 0).Select(i => $"acl-{i}")],
        Trunks = random.Next(2) == 0 ? null : [],
        Challenge = (ChallengeMode)random.Next(3),
        Algorithms = random.Next(2) == 0 ? [DigestAlgorithm.Md5] : [DigestAlgorithm.Sha512_256, DigestAlgorithm.Sha256],
    };

    private static AclOptions Acl(Random random, int index) => new()
    {
        Addresses = [.. Enumerable.Range(0, random.Next(3)).Select(_ => TestOptions.Address(
            Pick(random, Prefixes), random.Next(4) == 0 ? 5060 : null, random.Next(4) == 0 ? 5060 : null,
            random.Next(4) == 0 ? (TransportKind)random.Next(3) : null))],
        Accounts = random.Next(2) == 0 ? [] : [Pick(random, "anna", "bert")],
        Tokens = random.Next(2) == 0 ? [] :
            [new TokenOptions { Sid = $"sid-{(char)('a' + index)}", Token = TestOptions.Password($"secret-{(char)('a' + index)}") }],
        Require = random.Next(2) == 0 ? null : (RequireMode)random.Next(4),
        AllowAnySource = random.Next(4) == 0,
        AllowCleartextToken = random.Next(2) == 0,
        Trunk = random.Next(4) == 0 ? "trunk-0" : null,
    };

    private static TrunkOptions Trunk(Random random, int index) => TestOptions.Trunk(
        TestOptions.Gateway("a", $"192.0.2.{20 + index}") with { Direction = (GatewayDirection)random.Next(1, 4) });

    private static T Pick<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];
}
