using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Generated;

/// <summary>Configurations of every kind an operator might write, valid or not.</summary>
internal static class GeneratedEdge
{
    /// <summary>A token and the one before it that has expired at noon of 2026-11-21, which is when the callers call.</summary>
    private const string Expired = " since 2026-11-20T10:00:00Z\nold-{0} until 2026-11-21T10:00:00Z";

    private const string Overlapping = " since 2026-11-20T10:00:00Z\nold-{0} until 2026-11-22T10:00:00Z";

    private static readonly string[] Prefixes =
    [
        "10.0.0.0/8", "198.51.100.0/24", "192.0.2.20", "2001:db8::/32", "0.0.0.0/1", "::/2", "198.51.100.7", "203.0.113.0/24",
        "0.0.0.0/0", "128.0.0.0/1",
    ];

    public static EdgeOptions Options(Draw draw)
    {
        var acls = Enumerable.Range(0, draw.Next(4)).Select(i => ($"acl-{i}", Acl(draw, i))).ToArray();
        var trunks = Enumerable.Range(0, draw.Next(3)).Select(i => ($"trunk-{i}", Trunk(draw, i))).ToArray();
        var edge = TestOptions.Edge(acls);
        return edge with
        {
            Listeners = [.. edge.Listeners.Select(one =>
                one.Transport == TransportKind.Tls ? one with { ClientAuth = ClientAuth.Optional } : one)],
            Accounts = TestOptions.Named(
                ("anna", new AccountOptions { Password = TestOptions.Password("pa") }),
                ("bert", new AccountOptions { Password = TestOptions.Password("pb") })),
            Trunks = TestOptions.Named(trunks),
            Media = new MediaOptions { Policy = draw.Once(8) ? GeneratedMedia.Policy(draw) : new MediaPolicyOptions() },
            Domains = TestOptions.Named(("example.net", Domain(draw, acls.Length)), ("example.org", Domain(draw, acls.Length))),
            DefaultDomain = draw.Pick("example.net", "example.org", null),
            UnknownDomain = draw.Pick<UnknownDomainPolicy>(),
            UnknownSource = draw.Pick<UnknownSourcePolicy>(),
            Security = new SecurityOptions { PresentButWrong = draw.Pick<WrongCredentialPolicy>() },
        };
    }

    public static bool IsValid(EdgeOptions options) =>
        TestOptions.Problems(options).All(problem => problem.Severity != ProblemSeverity.Error);

    /// <summary>
    /// Whether the documents say that calls from this address are let in for the address alone. Read from the options and
    /// without any of the code that decides: whatever the domain, port and transport, such a caller is no stranger.
    /// </summary>
    public static bool AddressIsEnough(EdgeOptions options, UInt128 address) =>
        options.Acls.Values.Any(acl => AsksForNoCredential(acl) && acl.Addresses.Any(entry => entry.Direction != GatewayDirection.Outbound
            && AddressPrefix.TryParse(entry.Prefix, out var prefix, out _) && prefix.Contains(address)))
        || options.Trunks.Any(trunk => options.Acls.Values.All(acl => acl.Trunk != trunk.Key) && trunk.Value.Gateways.Any(gateway =>
            gateway.Active && gateway.Direction != GatewayDirection.Outbound && Covers(gateway, address)));

    /// <summary>Everything a stranger may claim: names that exist, secrets that do not, or do no more.</summary>
    public static string[] Lies(Draw draw, Admission.Caller caller)
    {
        var headers = new List<string>();
        var letter = draw.Pick("a", "b", "c");
        if (draw.Once(2))
        {
            headers.Add($"X-Auth-EndpointSid{draw.Pick("", " ", "\t")}: {draw.Pick($"sid-{letter}", $"sid-{letter}", "")}");
        }
        if (draw.Once(2))
        {
            headers.Add($"x-auth-voiptoken: {draw.Pick("secret", "secret-", $"expired-{letter}", "", $"secret-{letter},secret-{letter}")}");
        }
        if (draw.Once(2))
        {
            headers.Add(caller.Digest(
                draw.Pick("anna", "bert", "nobody"), draw.Pick("", "secret", "(none)"),
                draw.Pick("example.net", "example.org", "other"), draw.Once(2) ? "made-up" : null, 1 + draw.Next(2),
                draw.Once(2) ? "sip:2@example.net" : null, draw.Pick<DigestAlgorithm>(),
                draw.Pick("Authorization", "Proxy-Authorization"), draw.Once(2)));
        }
        return [.. headers];
    }

    private static bool AsksForNoCredential(AclOptions acl) =>
        acl.Require is RequireMode.Any or RequireMode.Ip || (acl.Require is null && acl.Accounts.IsEmpty && acl.Tokens.IsEmpty);

    private static bool Covers(GatewayOptions gateway, UInt128 address)
    {
        var text = gateway.Prefix is null ? gateway.Address : $"{gateway.Address}/{gateway.Prefix.TrimStart('/')}";
        return AddressPrefix.TryParse(text, out var prefix, out _) && prefix.Contains(address);
    }

    private static DomainOptions Domain(Draw draw, int acls) => new()
    {
        Acls = [.. Enumerable.Range(0, acls).Where(_ => draw.Next(3) < 2).Select(i => $"acl-{i}")],
        Trunks = draw.Once(2) ? [] : null,
        Challenge = draw.Pick<ChallengeMode>(),
        Algorithms = draw.Once(2) ? [DigestAlgorithm.Md5] : [DigestAlgorithm.Sha512_256, DigestAlgorithm.Sha256],
        RequireTlsForAuth = draw.Once(4),
    };

    private static AclOptions Acl(Draw draw, int index) => new()
    {
        Addresses = [.. Enumerable.Range(0, draw.Next(3)).Select(_ => Address(draw))],
        Accounts = draw.Once(2) ? [draw.Pick("anna", "bert")] : [],
        Tokens = draw.Once(2) ? [Token(draw, (char)('a' + index))] : [],
        Require = draw.Once(2) ? draw.Pick<RequireMode>() : null,
        AllowAnySource = draw.Once(4),
        AllowCleartextToken = draw.Once(2),
        Trunk = draw.Once(4) ? "trunk-0" : null,
    };

    private static AddressOptions Address(Draw draw) => TestOptions.Address(
        draw.Pick(Prefixes), draw.Once(4) ? 5060 : null, draw.Once(4) ? 5060 : null,
        draw.Once(4) ? draw.Pick<TransportKind>() : null) with
    {
        Direction = draw.Pick(GatewayDirection.Both, GatewayDirection.Inbound, GatewayDirection.Outbound),
    };

    /// <summary>What is before the first blank is the token, "secret-a"; the name of the reference is its content.</summary>
    private static TokenOptions Token(Draw draw, char letter)
    {
        var content = draw.Pick(
            "secret-{0}", "secret-{0}" + Expired.Replace("old-", "expired-", StringComparison.Ordinal), "secret-{0}" + Overlapping);
        return new TokenOptions
        {
            Sid = $"sid-{letter}",
            Token = TestOptions.Password(content.Replace("{0}", letter.ToString(), StringComparison.Ordinal)),
        };
    }

    private static TrunkOptions Trunk(Draw draw, int index) => Peer(draw, index) with
    {
        Media = draw.Once(6) ? GeneratedMedia.Policy(draw) : new MediaPolicyOptions(),
        Tls = draw.Once(3) ? Certified(draw, index) : null,
    };

    private static TrunkTlsOptions Certified(Draw draw, int index) => new()
    {
        ClientNames = draw.Once(4) ? [] : [$"trunk-{index}.example"],
        RequireClientName = draw.Once(4),
    };

    /// <summary>A certificate that proves nothing here: no name, one of nobody, or one that was verified for another trunk.</summary>
    public static TlsSession? UselessCertificate(Draw draw)
    {
        var claimed = draw.Pick("trunk-0.example", "trunk-1.example", "nobody.example");
        PeerName[] verified = draw.Pick<PeerName[]>(
            [], [new("trunk-9", claimed)], [new("trunk-0", "trunk-1.example")], [new("trunk-1", "trunk-0.example")],
            [new("trunk-0", "nobody.example"), new("trunk-1", "")]);
        return draw.Once(3) ? null : new TlsSession("TLSv1.3", "TLS_AES_128_GCM_SHA256", claimed, [.. verified]);
    }

    private static GatewayOptions Spoken(Draw draw, GatewayOptions gateway) =>
        draw.Once(6) ? GeneratedMedia.Gateway(draw, gateway) : gateway;

    private static TrunkOptions Peer(Draw draw, int index) => TestOptions.Trunk([.. Enumerable.Range(0, 1 + draw.Next(2)).Select(i =>
        Spoken(draw, TestOptions.Gateway($"g{i}", $"192.0.2.{20 + index + (10 * i)}")) with
        {
            Direction = draw.Pick(GatewayDirection.Both, GatewayDirection.Inbound, GatewayDirection.Outbound),
            Active = !draw.Once(4),
            Transport = draw.Pick<TransportKind>(),
        })
        .Concat(draw.Once(3) ? [Network(draw)] : [])]);

    private static GatewayOptions Network(Draw draw)
    {
        var (address, length) = draw.Pick(("198.51.100.0", "/24"), ("203.0.113.0", "255.255.255.0"), ("128.0.0.0", "/1"), ("::", "0"));
        return TestOptions.Gateway("network", address) with { Prefix = length, Direction = GatewayDirection.Inbound };
    }
}
