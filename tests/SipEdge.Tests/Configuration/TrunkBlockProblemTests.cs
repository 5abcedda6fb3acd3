using SipEdge.Configuration;

namespace SipEdge.Tests.Configuration;

/// <summary>What an operator is told about health, limits, groups, regions, registration and TLS of trunks: each thing once.</summary>
[Collection(nameof(ExampleFiles))]
public sealed class TrunkBlockProblemTests
{
    // Right as it stands; every test adds one line to one of its blocks.
    private const string Right = """
        version: 1
        listeners:
          - { name: udp, transport: udp, bind: "192.0.2.10:5060" }
          - { name: tls, transport: tls, bind: "192.0.2.10:5061", tls: own, client_auth: optional }
        tls:
          own: { self_signed: true }
        acls:
          office: { addresses: [198.51.100.0/24] }
        domains:
          example.net: { acls: [office] }
        default_domain: example.net
        trunks:
          secure:
            region: eu
            gateways:
              - { name: tls, address: 192.0.2.20, transport: tls, media: srtp_sdes, region: us }
              - { name: udp, address: 192.0.2.21 }
            health: { HEALTH }
            limits: { LIMITS }
            auth: { username: account, password: { env: PATH }, min_algorithm: sha_256, AUTH }
            register: { REGISTER }
            tls: { TLS }
            tls_rollout: { ROLLOUT }
            failover: { FAILOVER }
            SECURE
          other:
            gateways:
              - { name: only, address: 192.0.2.30, transport: tls, media: srtp_sdes }
            tls: { client_names: [sip.other.example] }
        groups:
          both: { trunks: [MEMBERS], GROUP }
        routes:
          - { to: both }
        """;

    private static readonly string[] Places = ["HEALTH", "LIMITS", "AUTH", "REGISTER", "TLS", "ROLLOUT", "FAILOVER", "SECURE", "GROUP"];

    [Fact]
    public void The_file_the_other_tests_start_from_is_right() => Assert.Empty(Check("GROUP", ""));

    [Theory]
    // health
    [InlineData("HEALTH", "interval: 2h",
        "f.yaml:18:25: error: trunks.secure.health.interval: 2h is out of range; expected 1s to 1h")]
    [InlineData("HEALTH", "interval: 5s",
        "f.yaml:18:5: error: trunks.secure.health.timeout: is longer than interval, so the next OPTIONS would go out before this one has failed; expected interval or less: 5s")]
    [InlineData("HEALTH", "timeout: 100ms",
        "f.yaml:18:24: error: trunks.secure.health.timeout: 100ms is out of range; expected 500ms to 32s")]
    [InlineData("HEALTH", "jitter: 16s",
        "f.yaml:18:23: error: trunks.secure.health.jitter: is more than half of interval; expected up to 15s")]
    [InlineData("HEALTH", "down_after: 0",
        "f.yaml:18:27: error: trunks.secure.health.down_after: 0 is out of range; expected 1 to 100")]
    [InlineData("HEALTH", "up_after: 101",
        "f.yaml:18:25: error: trunks.secure.health.up_after: 101 is out of range; expected 1 to 100")]
    [InlineData("HEALTH", "success: [200, 100]",
        "f.yaml:18:30: error: trunks.secure.health.success[1]: 100 is out of range; expected 200 to 699")]
    [InlineData("HEALTH", "succes: [200]",
        "f.yaml:18:15: error: trunks.secure.health.succes: unknown key 'succes'; expected one of interval, jitter, timeout, success, down_after, up_after; did you mean 'success'?")]
    // limits
    [InlineData("LIMITS", "max_calls: 0",
        "f.yaml:19:26: error: trunks.secure.limits.max_calls: 0 is out of range; expected 1 to 1000000")]
    [InlineData("LIMITS", "max_calls: 10, max_inbound: 20",
        "f.yaml:19:26: warning: trunks.secure.limits.max_calls: is less than one direction alone may have")]
    [InlineData("LIMITS", "calls_per_second: 100001",
        "f.yaml:19:33: error: trunks.secure.limits.calls_per_second: 100001 is out of range; expected 1 to 100000")]
    [InlineData("LIMITS", "full_status: 407",
        "f.yaml:19:28: error: trunks.secure.limits.full_status: 407 asks for credentials, which would not help; expected 503")]
    [InlineData("LIMITS", "full_status: 200",
        "f.yaml:19:28: error: trunks.secure.limits.full_status: 200 is out of range; expected 400 to 699")]
    [InlineData("LIMITS", "on_full: nxt",
        "f.yaml:19:24: error: trunks.secure.limits.on_full: 'nxt' is not known here; expected next, refuse; did you mean 'next'?")]
    [InlineData("LIMITS", "max_outbond: 3",
        "f.yaml:19:15: error: trunks.secure.limits.max_outbond: unknown key 'max_outbond'; expected one of messages_per_second, burst, max_calls, calls_per_second, kbit_per_second, full_status, max_inbound, max_outbound, on_full; did you mean 'max_outbound'?")]
    // auth and register
    [InlineData("AUTH", "realms: [\"\"]",
        "f.yaml:20:90: error: trunks.secure.auth.realms[0]: a realm has 1 to 255 printable characters")]
    [InlineData("AUTH", "require_tls_for_auth: true",
        "f.yaml:20:103: error: trunks.secure.auth.require_tls_for_auth: gateway 'udp' speaks udp: its challenges are not answered; expected transport: tls on every gateway")]
    [InlineData("AUTH", "when_refused: failover",
        "f.yaml:20:95: error: trunks.secure.auth.when_refused: 'failover' is not known here; expected refuse, fail_over; did you mean 'fail_over'?")]
    [InlineData("REGISTER", "expires: 30s",
        "f.yaml:21:26: error: trunks.secure.register.expires: 30s is out of range; expected 1m to 1d")]
    [InlineData("REGISTER", "retry: 20m",
        "f.yaml:21:5: error: trunks.secure.register.retry_max: 10m is out of range; expected 20m to 1d")]
    [InlineData("REGISTER", "retry_denied: 1s",
        "f.yaml:21:31: error: trunks.secure.register.retry_denied: 1s is out of range; expected 1m to 1d")]
    [InlineData("REGISTER", "registrar_domain: \"a b\"",
        "f.yaml:21:35: error: trunks.secure.register.registrar_domain: 'a b' is neither a host name nor an address")]
    [InlineData("REGISTER", "contact_user: \"a@b\"",
        "f.yaml:21:31: error: trunks.secure.register.contact_user: the user cannot stand in a URI; expected letters, digits and - _ . ! ~ * ' ( ) & = + $ , ; ? /; see contact_user, from_user")]
    [InlineData("REGISTER", "when_unregistered: fail",
        "f.yaml:21:36: error: trunks.secure.register.when_unregistered: 'fail' is not known here; expected fail_over, send_anyway")]
    [InlineData("REGISTER", "inbound_from: [elsewhere]",
        "f.yaml:21:32: error: trunks.secure.register.inbound_from[0]: 'elsewhere' is not an IP address")]
    [InlineData("REGISTER", "registrar: sip.carrier.example",
        "f.yaml:21:17: error: trunks.secure.register.registrar: unknown key 'registrar'; expected one of registrar_domain, contact_user, expires, retry, retry_max, retry_denied, when_unregistered, inbound_from")]
    // tls
    [InlineData("TLS", "require_client_name: true",
        "f.yaml:22:33: error: trunks.secure.tls.require_client_name: there is no name to ask for; expected client_names")]
    [InlineData("TLS", "client_names: [sip.OTHER.example]",
        "f.yaml:22:12: error: trunks.secure.tls.client_names: 'sip.other.example' is trunk 'other' already, by the word of the same authorities")]
    [InlineData("TLS", "client_names: [\"*.other.example\"]",
        "f.yaml:22:27: error: trunks.secure.tls.client_names[0]: '*.other.example' is not a host name; expected a name of its certificate; wildcards do not count in SIP (RFC 5922 §7.2)")]
    [InlineData("TLS", "client_certificate: onw",
        "f.yaml:22:32: error: trunks.secure.tls.client_certificate: there is no certificate 'onw'; did you mean 'own'?")]
    [InlineData("TLS", "pins: [abc]",
        "f.yaml:22:19: error: trunks.secure.tls.pins[0]: 'abc' is no pin; expected sha256/ and 44 characters of Base64: the SHA-256 of the key's SubjectPublicKeyInfo")]
    [InlineData("TLS", "ca: nothing.pem",
        "f.yaml:22:16: error: trunks.secure.tls.ca: /nothing.pem cannot be read: there is no such file")]
    [InlineData("TLS", "min_version: 1.1",
        "f.yaml:22:25: error: trunks.secure.tls.min_version: '1.1' is not known here; expected 1.2, 1.3; did you mean '1.2'?")]
    [InlineData("ROLLOUT", "percent: 101",
        "f.yaml:23:29: error: trunks.secure.tls_rollout.percent: 101 is out of range; expected 0 to 100")]
    [InlineData("ROLLOUT", "sources: [198.51.100.0/33]",
        "f.yaml:23:30: error: trunks.secure.tls_rollout.sources[0]: '33' is not a prefix length of 0 to 32 or a netmask; expected an address, or address/length")]
    [InlineData("ROLLOUT", "shadow: true, percent: 5",
        "f.yaml:23:28: warning: trunks.secure.tls_rollout.shadow: carries nobody's calls, so users, sources and percent do nothing")]
    [InlineData("ROLLOUT", "shaddow: true",
        "f.yaml:23:20: error: trunks.secure.tls_rollout.shaddow: unknown key 'shaddow'; expected one of users, sources, percent, shadow; did you mean 'shadow'?")]
    // failover
    [InlineData("FAILOVER", "retry: [603]",
        "f.yaml:24:25: error: trunks.secure.failover.retry[0]: 6xx says that no one else is to be asked (RFC 3261 §21.6)")]
    [InlineData("FAILOVER", "retry: [486]",
        "f.yaml:24:25: warning: trunks.secure.failover.retry[0]: 486 is an answer about the called user, whose telephone would ring again")]
    [InlineData("FAILOVER", "retry: [407]",
        "f.yaml:24:25: error: trunks.secure.failover.retry[0]: 407 is the edge's own business: a challenge, or what it cancelled")]
    [InlineData("FAILOVER", "stop: [480]",
        "f.yaml:24:24: warning: trunks.secure.failover.stop[0]: 480 is not in retry, so it stops anyway")]
    [InlineData("FAILOVER", "attempt_timeout: 2m",
        "f.yaml:24:34: error: trunks.secure.failover.attempt_timeout: 2m is out of range; expected 500ms to 1m")]
    // regions
    [InlineData("SECURE", "regions: [ue]",
        "f.yaml:25:15: error: trunks.secure.regions[0]: there is no gateway in region 'ue'; did you mean 'us'?")]
    [InlineData("SECURE", "regions: [eu, eu]",
        "f.yaml:25:19: error: trunks.secure.regions[1]: region 'eu' is there already")]
    [InlineData("SECURE", "region_bound: true",
        "f.yaml:25:19: error: trunks.secure.region_bound: calls that stay in a region need to be told which; expected one name in regions")]
    [InlineData("SECURE", "return_after: 2d",
        "f.yaml:25:19: error: trunks.secure.return_after: 2d is out of range; expected 0ms to 1d")]
    // groups
    [InlineData("GROUP", "regions: [asia]",
        "f.yaml:31:68: error: groups.both.regions[0]: there is no gateway in region 'asia'")]
    [InlineData("GROUP", "limits: { max_inbound: 3 }",
        "f.yaml:31:68: error: groups.both.limits.max_inbound: unknown key 'max_inbound'; expected one of max_calls, calls_per_second, kbit_per_second, full_status")]
    [InlineData("MEMBERS", "{ trunk: secure }, { trunk: othr }",
        "f.yaml:31:48: error: groups.both.trunks[1].trunk: there is no trunk 'othr'; did you mean 'other'?")]
    [InlineData("MEMBERS", "{ trunk: secure }, { trunk: secure }",
        "f.yaml:31:48: error: groups.both.trunks[1].trunk: trunk 'secure' is there already")]
    [InlineData("MEMBERS", "",
        "f.yaml:31:3: error: groups.both: a group needs at least one trunk; expected trunks")]
    [InlineData("MEMBERS", "{ trunk: secure, weight: 1001 }",
        "f.yaml:31:45: error: groups.both.trunks[0].weight: 1001 is out of range; expected 0 to 1000")]
    [InlineData("MEMBERS", "{ trunk: secure, wieght: 1 }",
        "f.yaml:31:37: error: groups.both.trunks[0].wieght: unknown key 'wieght'; expected one of trunk, priority, weight; did you mean 'weight'?")]
    public void Each_is_told_once_with_its_place(string place, string line, string expected) =>
        Assert.Equal(expected, string.Join('\n', Check(place, line)));

    private static List<string> Check(string place, string line)
    {
        var text = Right.Replace("[MEMBERS]", place == "MEMBERS" ? $"[{line}]" : "[{ trunk: secure }, { trunk: other }]", StringComparison.Ordinal);
        foreach (var other in Places)
        {
            text = text.Replace(other, other == place ? line : "", StringComparison.Ordinal);
        }
        return [.. ConfigurationFile.LoadText(text, "f.yaml", "/").Problems.Select(static problem => problem.ToString())];
    }
}
