using SipEdge.Configuration;

namespace SipEdge.Tests.Configuration;

/// <summary>What an operator is told about trunk security, credentials in clear text, and calls that lead nowhere.</summary>
[Collection(nameof(ExampleFiles))]
public class PolicyProblemTests
{
    // Right as it stands; every test spoils it in one place.
    private const string Right = """
        version: 1
        listeners:
          - { name: udp, transport: udp, bind: "192.0.2.10:5060" }
          - { name: tls, transport: tls, bind: "192.0.2.10:5061", tls: own }
        tls:
          own: { self_signed: true }
        accounts:
          anna: { password: { env: PATH } }
        acls:
          phones: { accounts: [anna] }
          office: { addresses: [198.51.100.0/24] }
        domains:
          example.net: { acls: [phones, office], require_tls_for_auth: true }
        default_domain: example.net
        trunks:
          pbx:
            gateways:
              - { name: a, address: 192.0.2.20 }
        routes:
          - { to: pbx }
        """;

    private static List<string> Check(string text) =>
        [.. ConfigurationFile.LoadText(text, "f.yaml", "/").Problems.Select(problem => problem.ToString())];

    private static string Spoil(string old, string by)
    {
        Assert.Contains(old, Right);
        return Right.Replace(old, by, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_the_other_tests_start_from_is_right() => Assert.Empty(Check(Right));

    [Theory]
    // Credentials.
    [InlineData(", require_tls_for_auth: true", "",
        "f.yaml:13:3: warning: domains.example.net.algorithms: MD5 is offered over UDP and TCP: whoever reads an answer can try passwords on it, billions a second; expected require_tls_for_auth: true, or algorithms: [sha_256]")]
    [InlineData("transport: tls, bind: \"192.0.2.10:5061\", tls: own", "transport: tcp, bind: \"192.0.2.10:5060\"",
        "f.yaml:13:64: warning: domains.example.net.require_tls_for_auth: no listener speaks TLS, so nobody can show a credential")]
    // Transport and audio together.
    [InlineData("    gateways:", "    security: secure\n    gateways:",
        "f.yaml:19:9: error: trunks.pbx.gateways[0].transport: the trunk is secure, and this gateway speaks udp; expected transport: tls, or security: mixed")]
    [InlineData("address: 192.0.2.20 }", "address: 192.0.2.20, transport: tls }\n    security: secure",
        "f.yaml:18:9: error: trunks.pbx.gateways[0].media: the trunk is secure, and this gateway's audio is not encrypted; expected media: srtp_sdes or srtp_dtls, or security: mixed")]
    [InlineData("address: 192.0.2.20 }", "address: 192.0.2.20, transport: tls }\n    security: insecure",
        "f.yaml:18:52: error: trunks.pbx.gateways[0].transport: the trunk is insecure, and this gateway has TLS; expected security: secure or mixed")]
    [InlineData("address: 192.0.2.20 }", "address: 192.0.2.20, media: srtp_sdes, insecure_sdes_ok: true }\n    security: insecure",
        "f.yaml:18:48: error: trunks.pbx.gateways[0].media: the trunk is insecure, and this gateway has SRTP; expected media: rtp, or security: secure or mixed")]
    [InlineData("address: 192.0.2.20 }", "address: 192.0.2.20, transport: tls }",
        "f.yaml:18:9: warning: trunks.pbx.gateways[0].media: TLS hides who calls whom, but the audio of these calls is not encrypted; expected media: srtp_sdes or srtp_dtls, or security: mixed on the trunk")]
    [InlineData("address: 192.0.2.20 }", "address: 192.0.2.20, media: srtp_sdes, insecure_sdes_ok: true }",
        "f.yaml:18:77: warning: trunks.pbx.gateways[0].insecure_sdes_ok: the SRTP keys are sent in clear text: whoever reads the signalling can hear these calls; expected transport: tls")]
    [InlineData("    gateways:", "    security: safe\n    gateways:",
        "f.yaml:17:15: error: trunks.pbx.security: 'safe' is not known here; expected secure, insecure, mixed")]
    // Calls that lead nowhere.
    [InlineData("{ to: pbx }", "{ to: pbx, from_acl: office }",
        "f.yaml:16:3: warning: trunks.pbx: calls may come from this trunk, but no route takes them: they get 404; expected a route with from_trunk: pbx, or one without conditions")]
    [InlineData("default_domain:", "  other.net: { acls: [phones], algorithms: [sha_256], trunks: [] }\nroutes: [{ to: pbx, domain: example.net }]\ndefault_domain:",
        "f.yaml:14:3: warning: domains.other.net: no route takes the calls to this domain: they get 404; expected a route with domain: other.net, or one without conditions")]
    // Callers.
    [InlineData("accounts: [anna] }", "accounts: [anna], policy: nigth }",
        "f.yaml:10:39: error: acls.phones.policy: there is no policy 'nigth'")]
    [InlineData("accounts: [anna] }", "accounts: [anna], caller_id: own }",
        "f.yaml:10:42: error: acls.phones.caller_id: 'own' is not known here; expected any, owned")]
    [InlineData("accounts: [anna] }", "accounts: [anna], caller_id: { force: anna } }",
        "f.yaml:10:51: error: acls.phones.caller_id.force: 'anna' is not a number; expected digits, with or without a + in front")]
    [InlineData("accounts: [anna] }", "accounts: [anna], caller_id: { froce: 1 } }",
        "f.yaml:10:44: error: acls.phones.caller_id.froce: unknown key 'froce'; expected one of force; did you mean 'force'?")]
    [InlineData("accounts: [anna] }", "accounts: [anna], caller_id: owned }",
        "f.yaml:10:42: error: acls.phones.caller_id: nobody owns a number here, so every call is refused; expected owned_numbers")]
    [InlineData("accounts: [anna] }", "accounts: [anna], owned_numbers: [\"+3120*\"] }",
        "f.yaml:10:31: warning: acls.phones.owned_numbers: no caller_id rule asks who owns a number, so these change nothing; expected caller_id: owned")]
    [InlineData("accounts: [anna] }", "accounts: [anna], caller_id: owned, owned_numbers: [\"+3120x\"] }",
        "f.yaml:10:65: error: acls.phones.owned_numbers[0]: '+3120x': a number has no letters; expected a number, +3120*, or 3000-3099")]
    [InlineData("[198.51.100.0/24] }", "[198.51.100.0/24], from_matches_account: true }",
        "f.yaml:11:65: error: acls.office.from_matches_account: the ACL lists no account that From could match; expected accounts")]
    [InlineData("    gateways:", "    reason_header: true\n    gateways:",
        "f.yaml:17:20: error: trunks.pbx.reason_header: reason codes are told to trusted trunks only; expected identity: { trust: trusted }")]
    [InlineData("routes:", "policies:\n  p: {}\nroutes:",
        "f.yaml:20:3: warning: policies.p: no account, ACL or trunk refers to this policy, so it decides nothing")]
    public void What_is_wrong_is_told_with_its_place(string old, string by, string expected)
    {
        var told = Check(Spoil(old, by));
        Assert.True(told.Contains(expected), $"expected {expected}\nbut was told\n{string.Join('\n', told)}");
    }

    [Theory]
    [InlineData("{ hours: [{ from: \"8:00\" }], time_zone: UTC }",
        "f.yaml:22:24: error: policies.p.hours[0].from: '8:00' is not a time of day; expected 00:00 to 24:00")]
    [InlineData("{ hours: [{ from: \"08:00\", to: \"08:00\" }], time_zone: UTC }",
        "f.yaml:22:37: error: policies.p.hours[0].to: the window ends when it begins; expected 24:00 for the whole day, or another time")]
    [InlineData("{ hours: [{ from: \"24:00\", to: \"00:00\" }], time_zone: UTC }",
        "f.yaml:22:24: error: policies.p.hours[0].from: no window begins when the day has ended; expected 00:00, and the next day")]
    [InlineData("{ hours: [{ days: [mon, thr] }], time_zone: UTC }",
        "f.yaml:22:30: error: policies.p.hours[0].days[1]: 'thr' is not known here; expected mon, tue, wed, thu, fri, sat, sun; did you mean 'thu'?")]
    [InlineData("{ hours: [{ to: \"08:00\" }] }",
        "f.yaml:22:3: error: policies.p: hours are read on the clock of a time zone; expected time_zone: Europe/Amsterdam, or UTC")]
    [InlineData("{ hours: [{ to: \"08:00\" }], time_zone: Europe/Amsterdm }",
        "f.yaml:22:45: error: policies.p.time_zone: there is no time zone 'Europe/Amsterdm' on this machine; expected an IANA name, as Europe/Amsterdam; they come with the package tzdata; did you mean 'Europe/Amsterdam'?")]
    [InlineData("{ time_zone: UTC }",
        "f.yaml:22:19: error: policies.p.time_zone: a time zone without hours decides nothing; expected hours")]
    [InlineData("{ to: pxb }",
        "f.yaml:22:12: error: policies.p.to: there is no trunk or group 'pxb'; did you mean 'pbx'?")]
    [InlineData("{ reject_status: 302 }",
        "f.yaml:22:23: error: policies.p.reject_status: 302 is out of range; expected 400 to 699")]
    [InlineData("{ reject_status: 407 }",
        "f.yaml:22:23: error: policies.p.reject_status: 407 asks for credentials, which would not help; expected 403")]
    [InlineData("{ reject_text: \"a\\r\\nVia: b\" }",
        "f.yaml:22:21: error: policies.p.reject_text: 1 to 128 characters in one line")]
    [InlineData("{ privacy: refuse }",
        "f.yaml:22:17: error: policies.p.privacy: 'refuse' is not known here; expected any, refuse_anonymous")]
    public void What_is_wrong_with_a_policy_is_told_with_its_place(string policy, string expected)
    {
        var told = Check(Spoil("accounts: [anna] }", "accounts: [anna], policy: p }") + $"\npolicies:\n  p: {policy}\n");
        Assert.True(told.Contains(expected), $"expected {expected}\nbut was told\n{string.Join('\n', told)}");
        Assert.Single(told);
    }

    [Theory]
    [InlineData("address: 192.0.2.20 }", "address: 192.0.2.20, transport: tls }\n    security: mixed")]
    [InlineData("address: 192.0.2.20 }", "address: 192.0.2.20, transport: tls, media: srtp_sdes }\n    security: secure")]
    [InlineData("address: 192.0.2.20 }", "address: 192.0.2.20 }\n    security: insecure")]
    [InlineData("{ to: pbx }", "{ to: pbx, from_acl: office }\n  - { to: echo, from_trunk: pbx }")]
    [InlineData("require_tls_for_auth: true", "algorithms: [sha_256]")]
    public void What_was_said_explicitly_draws_no_complaint(string old, string by) => Assert.Empty(Check(Spoil(old, by)));

    [Fact]
    public void An_entry_over_UDP_for_a_secure_trunk_is_told()
    {
        var told = Check(Spoil("office: { addresses: [198.51.100.0/24] }",
            "office: { trunk: pbx, addresses: [{ prefix: 192.0.2.20, transport: udp }] }")
            .Replace("address: 192.0.2.20 }", "address: 192.0.2.20, transport: tls, media: srtp_sdes }\n    security: secure",
                StringComparison.Ordinal));
        Assert.Equal("f.yaml:11:70: warning: acls.office.addresses[0].transport: trunk 'pbx' is secure, so its calls over udp get 403; "
            + "expected transport: tls", Assert.Single(told));
    }
}
