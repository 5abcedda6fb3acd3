using SipEdge.Configuration;
using SipEdge.Core.Configuration;

namespace SipEdge.Tests.Configuration;

/// <summary>What an operator is told, as a file and the lines of <c>sipedge check</c>.</summary>
[Collection(nameof(ExampleFiles))]
public class ConfigurationProblemTests
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
          example.net: { acls: [phones, office], algorithms: [sha_256] }
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
    [InlineData("default_domain:", "defualt_domain:", "f.yaml:14:1: error: defualt_domain: unknown key 'defualt_domain'*did you mean 'default_domain'?")]
    [InlineData("bind: \"192.0.2.10:5060\"", "bnid: \"192.0.2.10:5060\"", "f.yaml:3:34: error: listeners[0].bnid: unknown key 'bnid'*did you mean 'bind'?")]
    [InlineData("transport: udp", "transport: upd", "f.yaml:3:29: error: listeners[0].transport: 'upd' is not known here; expected udp, tcp, tls; did you mean 'udp'?")]
    [InlineData("tls: own }", "tls: onw }", "f.yaml:4:64: error: listeners[1].tls: there is no certificate 'onw'; did you mean 'own'?")]
    [InlineData("acls: [phones, office]", "acls: [phones, offcie]", "f.yaml:13:33: error: domains.example.net.acls[1]: there is no ACL 'offcie'; did you mean 'office'?")]
    [InlineData("accounts: [anna]", "accounts: [hanna]", "f.yaml:10:24: error: acls.phones.accounts[0]: there is no account 'hanna'; did you mean 'anna'?")]
    [InlineData("{ to: pbx }", "{ to: pxb }", "f.yaml:20:11: error: routes[0].to: there is no trunk or group 'pxb'; did you mean 'pbx'?")]
    [InlineData("{ to: pbx }", "{ prefix: 1 }", "f.yaml:20:5: error: routes[0]: 'to' is missing")]
    [InlineData("{ to: pbx }", "pbx", "f.yaml:20:5: error: routes[0]: a single value where keys with values should be")]
    [InlineData("address: 192.0.2.20", "address: pbx.example.net/24", "f.yaml:18:29: error: trunks.pbx.gateways[0].address: 'pbx.example.net/24' is not an IP address; expected an IPv4 or IPv6 address, or a host name*")]
    [InlineData("address: 192.0.2.20", "address: 12.345.678.9", "f.yaml:18:29: error: trunks.pbx.gateways[0].address: '12.345.678.9' is not a valid IP address*")]
    [InlineData("  pbx:\n", "  pbx:\n    circuit: { failure_percent: 0 }\n", "*trunks.pbx.circuit.failure_percent: 0 is out of range; expected 1 to 100")]
    [InlineData("  pbx:\n", "  pbx:\n    circuit: { open: 10m }\n", "*trunks.pbx.circuit.open_max: is shorter than open; expected 10m or more")]
    [InlineData("  pbx:\n", "  pbx:\n    circuit: { trails: 3 }\n", "*trunks.pbx.circuit.trails: unknown key 'trails'*did you mean 'trials'?")]
    [InlineData("  pbx:\n", "  pbx:\n    prefer: lowest_rtt\n", "*trunks.pbx.prefer: nothing measures how far the gateways of trunk 'pbx' are; expected trunks.pbx.health, such as health: {}")]
    [InlineData("address: 192.0.2.20", "address: 192.0.2.20, port: 70000", "*70000 is out of range; expected 1 to 65535")]
    [InlineData("address: 192.0.2.20", "address: 192.0.2.20, port: many", "*'many' is not a whole number")]
    [InlineData("address: 192.0.2.20", "address: 192.0.2.20, active: yes", "*'yes' is neither true nor false*")]
    [InlineData("address: 192.0.2.20", "address: 192.0.2.20, scheme: sips, transport: udp", "*sips needs transport: tls")]
    [InlineData("address: 192.0.2.20", "address: 192.0.2.20, media: srtp_sdes", "*SDES puts the SRTP keys into the signalling*")]
    [InlineData("address: 192.0.2.20", "address: 192.0.2.0, prefix: /24", "*a gateway that is called has one address; expected direction: inbound")]
    [InlineData("address: 192.0.2.20", "address: 0.0.0.0, prefix: /0, direction: inbound", "*these addresses are all of IPv4*everyone may call*")]
    [InlineData("address: 192.0.2.20", "address: 192.0.2.20, transport: tls, port: 5060", "*warning: *TLS to port 5060*")]
    [InlineData("address: 192.0.2.20", "address: 192.0.2.20, transport: tcp", "*no listener can reach it; expected one for tcp over IPv4")]
    [InlineData("bind: \"192.0.2.10:5060\"", "bind: \"127.0.0.1:5060\"", "*no listener can reach it; expected one for udp over IPv4 that is not bound to loopback")]
    [InlineData("address: 192.0.2.20", "address: \"2001:db8::1\"", "*no listener can reach it; expected one for udp over IPv6")]
    [InlineData("[198.51.100.0/24]", "[0.0.0.0/0]", "f.yaml:11:13: error: acls.office.addresses: these addresses are all of IPv4, and no credential is required: everyone may call*")]
    [InlineData("[198.51.100.0/24]", "[\"::/0\"]", "*these addresses are all of IPv6*")]
    [InlineData("[198.51.100.0/24]", "[0.0.0.0/1, 128.0.0.0/1]", "*these addresses are all of IPv4*")]
    [InlineData("[198.51.100.0/24]", "[{ prefix: 0.0.0.0/0, port: 5060, transport: udp }]", "*these addresses are all of IPv4*")]
    [InlineData("[198.51.100.0/24]", "[{ prefix: 198.51.100.1, port: 5060 }]", "*warning: *a source port says nothing over TCP and TLS*")]
    [InlineData("[198.51.100.0/24]", "[198.51.100.1/24]", "*the network is 198.51.100.0/24*")]
    [InlineData("[198.51.100.0/24]", "[198.51.100.0/24], require: credential", "*credential needs accounts or tokens")]
    [InlineData("[198.51.100.0/24]", "[198.51.100.0/24], allow_any_source: true", "*any source is allowed only where the credential alone admits*")]
    [InlineData("[198.51.100.0/24]", "[198.51.100.0/24], accounts: [anna], require: ip", "*warning: *never asked for*")]
    [InlineData("office: { addresses: [198.51.100.0/24] }", "office: {}", "*warning: *the ACL lists nothing*")]
    [InlineData("example.net: {", "example_net: {", "*'example_net' is not a host name*")]
    [InlineData("default_domain: example.net", "default_domain: example.com", "*there is no domain 'example.com'; did you mean 'example.net'?")]
    [InlineData("default_domain: example.net", "unknown_domain: default_domain", "*default_domain is not set")]
    [InlineData("default_domain: example.net", "", "*warning: *of trunk 'pbx' they are unknown; expected default_domain: example.net")]
    [InlineData("{ env: PATH }", "hunter2", "f.yaml:8:21: error: accounts.anna.password: a secret does not stand in the configuration itself; expected { file: path }, { env: VARIABLE } or { credential: name }")]
    [InlineData("{ env: PATH }", "{ evn: PATH }", "*there is no kind of secret 'evn'*did you mean 'env'?")]
    [InlineData("{ env: PATH }", "{ env: SIPEDGE_NO_SUCH_VARIABLE }", "*accounts.anna.password: env SIPEDGE_NO_SUCH_VARIABLE is not set")]
    [InlineData("{ env: PATH }", "{ file: no/such/file }", "*file /no/such/file cannot be read: there is no such file")]
    [InlineData("{ env: PATH }", "{ credential: ../etc/passwd }", "*is not the name of a credential*")]
    [InlineData("anna: { password: { env: PATH } }", "anna: { ha1: { md5: { env: PATH } } }", "*env PATH does not hold an HA1 of this algorithm; expected 32 hex digits")]
    [InlineData("anna: { password: { env: PATH } }", "anna:", "*an account needs a password or ha1 values*")]
    [InlineData("default_domain: example.net", "default_domain: example.net\nunknown_source: 404", "*'404' is not known here; expected drop, 403, 401*")]
    [InlineData("address: 192.0.2.20", "address: 192.0.2.20, listener: udq", "*there is no listener 'udq'; did you mean 'udp'?")]
    [InlineData("address: 192.0.2.20", "address: 192.0.2.20, listener: tls", "*listener 'tls' speaks tls; expected udp")]
    [InlineData("own: { self_signed: true }", "own: { certificate: no.pem, key: no.key }", "*tls.own.certificate: /no.pem cannot be read: there is no such file")]
    [InlineData("own: { self_signed: true }", "own: { certificate: no.pem }", "*certificate and key are both needed*")]
    [InlineData("  pbx:", "\tpbx:", "f.yaml:15:*error: *tab*")]
    [InlineData("version: 1", "version: 2", "f.yaml:1:10: error: version: this release reads version 1; expected 1")]
    [InlineData("version: 1", "loops: 1", "*'version' is missing")]
    [InlineData("default_domain: example.net", "default_domain: example.net\ndefault_domain: other.net", "f.yaml:15:1: error: 'default_domain' is set already in line 14")]
    [InlineData("192.0.2.10:5060\"", "0.0.0.0:5060\"", "*0.0.0.0 is every address; peers need one to answer to*")]
    [InlineData("192.0.2.10:5060\"", "192.0.2.10:5061\"", "*warning: *clear text on port 5061*")]
    [InlineData("192.0.2.10:5060\"", "192.0.2.10:99999\"", "*'99999' is not a port of 1 to 65535*")]
    [InlineData("192.0.2.10:5060\"", "192.0.2.10:12000\"", "*this port lies within media.port_min to media.port_max")]
    [InlineData("routes:", "timers: { t1: 500 }\nroutes:", "*500s is out of range*")]
    [InlineData("routes:", "timers: { t1: soon }\nroutes:", "*'soon' is not a duration*")]
    [InlineData("routes:", "security: { sid_header: Via }\nroutes:", "*Via is a header of SIP itself*")]
    [InlineData("routes:", "media: { port_min: 10001 }\nroutes:", "*RTP takes even ports*")]
    [InlineData("routes:", "records: all\nroutes:", "*records: a single value where keys with values should be")]
    [InlineData("routes:", "gruops: {}\nroutes:", "*unknown key 'gruops'*")]
    [InlineData("{ name: a, address: 192.0.2.20 }", "{ name: a, address: 192.0.2.20 }\n    identity: { pai: set }", "*an asserted identity does not go to an untrusted peer*")]
    [InlineData("{ to: pbx }", "{ to: pbx }\n  - { to: echo }", "f.yaml:21:5: error: routes[1]: routes[0] takes the same calls*")]
    [InlineData("{ to: pbx }", "{ to: pbx, prefix: 020-123 }", "*this prefix matches nothing")]
    [InlineData("pbx:", "echo:", "*'echo' is the built-in target*")]
    public void What_is_wrong_is_told_with_its_place(string old, string by, string expected)
    {
        var told = Check(Spoil(old, by));
        Assert.True(told.Exists(line => Matches(line, expected)), $"expected {expected}\nbut was told\n{string.Join('\n', told)}");
        Assert.DoesNotContain(told, line => line.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("listeners: [", "f.yaml:2:1: error:*")]
    [InlineData("version: 1\n\tlisteners: []", "f.yaml:*error:*")]
    [InlineData("", "f.yaml:1:1: error: the file is empty")]
    [InlineData("- a", "f.yaml:1:1: error: keys with values are expected, not a list")]
    [InlineData("a: *nothing", "f.yaml:1:4: error: there is no anchor 'nothing' above")]
    [InlineData("a: &x {b: *x}", "*error: there is no anchor 'x' above")]
    [InlineData("? [a]\n: b", "*a key is a single value")]
    [InlineData("version: !!int 1", "*tags are not used here")]
    [InlineData("version: 1\n---\nversion: 1", "f.yaml:2:1: error: one document is expected, and here a second one starts")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "*nested too deeply")]
    [InlineData("version: [1\nlisteners: []\n\n# a comment\nroutes:\n  - from_trunk: a\n", "f.yaml:1:*error:*not closed")]
    public void What_is_no_YAML_of_ours_is_told_with_its_place(string text, string expected)
    {
        var told = Check(text);
        Assert.True(told.Exists(line => Matches(line, expected)), string.Join('\n', told));
    }

    [Fact]
    public void Aliases_cannot_blow_a_file_up()
    {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range(1, 12).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        Assert.Contains(Check(text), line => line.EndsWith("aliases make this too large", StringComparison.Ordinal));
    }

    [Fact]
    public void An_anchor_may_be_used_again() => Assert.Empty(Check(Spoil(
        "{ name: a, address: 192.0.2.20 }", "&a { name: a, address: 192.0.2.20 }\n  other: { gateways: [{ name: a, address: 192.0.2.21 }] }")
        .Replace("- { to: pbx }", "- { to: pbx }\n  - { to: other, prefix: 9 }", StringComparison.Ordinal)));

    [Fact]
    public void A_missing_key_is_complained_about_once()
    {
        var told = Check(Spoil(", bind: \"192.0.2.10:5060\"", ""));
        Assert.Equal("f.yaml:3:5: error: listeners[0]: 'bind' is missing", Assert.Single(told, line => line.Contains("listeners[0]", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_keys_that_are_offered_instead_are_each_named_once()
    {
        var problem = Assert.Single(ConfigurationFile.LoadText(Spoil("routes:", "x: 1\nroutes:"), "f.yaml", "/").Problems);
        var offered = problem.Expected!["one of ".Length..].Split(", ");
        Assert.Equal(offered.Distinct(), offered);
    }

    [Fact]
    public void All_problems_come_at_once_in_one_go()
    {
        var told = Check("""
            version: 1
            listners: []
            listeners:
              - { name: udp, bind: nowhere }
            acls:
              a: { addresses: [0.0.0.0/0] }
            trunks:
              t: { gateways: [{ name: g, address: x..y, port: 0 }] }
            """);
        foreach (var part in new[] { "listners", "listeners[0].bind", "acls.a.addresses", "gateways[0].address", "gateways[0].port", "domains" })
        {
            Assert.Contains(told, line => line.Contains(part, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Two_trunks_cannot_have_one_address_without_something_to_tell_them_apart()
    {
        const string Other = "trunks:\n  other: { gateways: [{ name: a, address: 192.0.2.20 }] }\n";
        var told = Check(Spoil("trunks:\n", Other).Replace("- { to: pbx }", "- { to: pbx }\n  - { to: other, prefix: 9 }", StringComparison.Ordinal));
        Assert.Contains(told, line => line.Contains("192.0.2.20/32 is trunk", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("port: 5070, transport: udp", "port: 5080, transport: udp", true)]
    [InlineData("port: 5070", "port: 5080", false)] // over TCP nothing tells them apart
    [InlineData("transport: udp", "transport: tcp", true)]
    [InlineData("local_port: 5060", "local_port: 5061", true)]
    [InlineData("port: 5070, transport: udp", "transport: udp", false)]
    public void What_tells_two_trunks_apart(string first, string second, bool apart)
    {
        var text = Spoil("  office: { addresses: [198.51.100.0/24] }", $$"""
              office: { addresses: [198.51.100.0/24] }
              one: { trunk: pbx, addresses: [{ prefix: 203.0.113.1, {{first}} }] }
              two: { trunk: other, addresses: [{ prefix: 203.0.113.0/24, {{second}} }] }
            """).Replace("acls: [phones, office]", "acls: [phones, office, one, two]", StringComparison.Ordinal)
            .Replace("trunks:\n", "trunks:\n  other: { gateways: [{ name: a, address: 192.0.2.21 }] }\n", StringComparison.Ordinal);
        Assert.Equal(apart, !Check(text).Exists(line => line.Contains("error", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_file_that_is_not_there_is_one_clear_problem()
    {
        var loaded = ConfigurationFile.Load("/no/such/sipedge.yaml");
        Assert.Equal("/no/such/sipedge.yaml: error: cannot be read: there is no such file", Assert.Single(loaded.Problems).ToString());
        Assert.False(loaded.Usable);
    }

    [Fact]
    public void A_file_that_has_no_end_is_one_clear_problem() =>
        Assert.Equal("/dev/zero: error: the file is larger than 32 MB", Assert.Single(ConfigurationFile.Load("/dev/zero").Problems).ToString());

    [Fact]
    public void A_certificate_and_key_that_do_not_belong_together_are_refused()
    {
        using var files = new ExampleFiles();
        ExampleFiles.WriteCertificate(Path.Combine(files.Folder, "tls", "other"));
        File.Copy(Path.Combine(files.Folder, "tls", "other.key"), Path.Combine(files.Folder, "tls", "sip.example.net.key"), overwrite: true);
        var problem = Assert.Single(ConfigurationFile.Load(Path.Combine(files.Folder, "sipedge.yaml")).Problems);
        Assert.Equal((ProblemSeverity.Error, "tls.public.key"), (problem.Severity, problem.Path));
    }

    [Theory]
    [InlineData(-1, "expired on")]
    [InlineData(5, "expires on")]
    public void A_certificate_about_to_expire_is_a_warning(int days, string expected)
    {
        using var files = new ExampleFiles();
        ExampleFiles.WriteCertificate(Path.Combine(files.Folder, "tls", "sip.example.net"), days);
        var loaded = ConfigurationFile.Load(Path.Combine(files.Folder, "sipedge.yaml"));
        var problem = Assert.Single(loaded.Problems);
        Assert.Contains(expected, problem.Message);
        Assert.True(loaded.Usable);
    }

    [Fact]
    public void A_secret_that_everybody_can_read_is_a_warning()
    {
        using var files = new ExampleFiles();
        File.SetUnixFileMode(Path.Combine(files.Folder, "secrets", "phone-101"), (UnixFileMode)0b110_100_100);
        var problem = Assert.Single(ConfigurationFile.Load(Path.Combine(files.Folder, "sipedge.yaml")).Problems);
        Assert.Equal((ProblemSeverity.Warning, "accounts.phone-101.password"), (problem.Severity, problem.Path));
    }

    /// <summary>'*' stands for anything.</summary>
    private static bool Matches(string line, string pattern)
    {
        var at = 0;
        var parts = pattern.Split('*');
        for (var i = 0; i < parts.Length; i++)
        {
            var found = line.IndexOf(parts[i], at, StringComparison.Ordinal);
            if (found < 0 || (i == 0 && found != 0))
            {
                return false;
            }
            at = found + parts[i].Length;
        }
        return parts[^1].Length == 0 || line.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}
