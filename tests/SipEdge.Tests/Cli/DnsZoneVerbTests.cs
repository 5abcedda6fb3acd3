using System.Globalization;
using System.Net;
using SipEdge.Cli;
using SipEdge.Core.Configuration;
using SipEdge.Hosting;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Resolution;
using SipEdge.Tests.Hosting;
using SipEdge.Tests.RealPeers;

namespace SipEdge.Tests.Cli;

public sealed class DnsZoneVerbTests : IDisposable
{
    private const string Configuration = """
        version: 1
        listeners:
          - { name: udp, transport: udp, bind: "192.0.2.10:5060" }
          - { name: tls, transport: tls, bind: "192.0.2.10:5061", tls: own }
          - { name: six, transport: udp, bind: "[2001:db8::10]:5060" }
          - { name: tls-six, transport: tls, bind: "[2001:db8::10]:5061", tls: own }
        tls: { own: { self_signed: true } }
        acls: { office: { addresses: [198.51.100.0/24] } }
        domains: { sip.example.test: { acls: [office] } }
        routes: [{ to: echo }]
        media: { ipv4: { address: 192.0.2.10 }, ipv6: { address: "2001:db8::10" } }
        """;

    private static readonly string[] Sites =
        ["--site", "eu=192.0.2.10,2001:db8::10", "--site", "us=198.51.100.10", "--site", "apac=203.0.113.10"];

    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public async Task One_site_is_what_the_listeners_tell()
    {
        var run = await ZoneAsync();

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            ; sip.example.test
            sip.example.test. 300 IN NAPTR 10 10 "s" "SIPS+D2T" "" _sips._tcp.sip.example.test.
            sip.example.test. 300 IN NAPTR 20 10 "s" "SIP+D2U" "" _sip._udp.sip.example.test.
            _sips._tcp.sip.example.test. 300 IN SRV 10 100 5061 sip.example.test.
            _sip._udp.sip.example.test. 300 IN SRV 10 100 5060 sip.example.test.
            sip.example.test. 300 IN A 192.0.2.10
            sip.example.test. 300 IN AAAA 2001:db8::10

            """.ReplaceLineEndings("\n"), run.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_listener_that_peers_cannot_reach_is_told_and_can_be_left_out()
    {
        var inside = Configuration.Replace("192.0.2.10:5060", "10.0.0.10:5060", StringComparison.Ordinal);

        Assert.Contains("listener udp: 10.0.0.10 is reached from inside only", (await ZoneAsync(inside)).Error, StringComparison.Ordinal);
        var left = await ZoneAsync(inside, "--listener", "tls");
        Assert.Empty(left.Error);
        Assert.DoesNotContain("_udp", left.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listeners_at_different_addresses_have_names_of_their_own()
    {
        var run = await ZoneAsync(Configuration.Replace("192.0.2.10:5060", "192.0.2.20:5060", StringComparison.Ordinal));

        Assert.Contains("_sip._udp.sip.example.test. 300 IN SRV 10 100 5060 udp.sip.example.test.", run.Output, StringComparison.Ordinal);
        Assert.Contains("udp.sip.example.test. 300 IN A 192.0.2.20", run.Output, StringComparison.Ordinal);
        Assert.Contains("tls.sip.example.test. 300 IN A 192.0.2.10", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Families_with_different_ports_have_names_of_their_own()
    {
        var six = Configuration.Replace("[2001:db8::10]:5060", "[2001:db8::10]:5070", StringComparison.Ordinal);

        var one = (await ZoneAsync(six)).Output;
        Assert.Contains("_sip._udp.sip.example.test. 300 IN SRV 10 100 5070 v6.sip.example.test.", one, StringComparison.Ordinal);
        Assert.Contains("v6.sip.example.test. 300 IN AAAA 2001:db8::10", one, StringComparison.Ordinal);
        var several = (await ZoneAsync(six, Sites)).Output;
        Assert.Contains("_sip._udp.us.sip.example.test. 300 IN SRV 20 100 5070 eu-v6.sip.example.test.", several, StringComparison.Ordinal);
        Assert.Contains("eu-v6.sip.example.test. 300 IN AAAA 2001:db8::10", several, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_no_listener_could_hear_is_left_out_and_told()
    {
        var run = await ZoneAsync(Configuration, ["--listener", "udp", .. Sites]);

        Assert.DoesNotContain("AAAA", run.Output, StringComparison.Ordinal);
        Assert.Contains("site eu: 2001:db8::10 is left out", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--site", "eu")]
    [InlineData("--site", "eu=nowhere")]
    [InlineData("--site", "eu=1")]
    [InlineData("--site", "e_u=192.0.2.1")]
    [InlineData("--site", "eu=192.0.2.1,192.0.2.1")]
    [InlineData("--domain", "not a name")]
    [InlineData("--ttl", "0")]
    public async Task What_DNS_could_not_hold_is_refused(params string[] arguments)
    {
        var run = await ZoneAsync(Configuration, arguments);

        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(arguments[0], run.Error, StringComparison.Ordinal);
    }

    [PeerFact("unbound")]
    public async Task A_peer_finds_its_region_first_and_the_others_after_it()
    {
        var run = await ZoneAsync(Configuration, Sites);
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        await using var bed = new TestBed();
        var port = await StartUnboundAsync(bed, run.Output);
        var lookup = new NameLookup(
            new DnsOptions { Servers = [string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}")] }, TimeProvider.System);

        // The transport is the first of the NAPTR records that the caller speaks.
        Assert.Equal(
            ["Tls 192.0.2.10:5061 10", "Tls [2001:db8::10]:5061 10", "Tls 203.0.113.10:5061 20", "Tls 198.51.100.10:5061 20"],
            await ResolveAsync("sip.example.test", Reach.All));
        Assert.Equal(
            ["Udp 198.51.100.10:5060 10", "Udp 203.0.113.10:5060 20", "Udp 192.0.2.10:5060 20"],
            await ResolveAsync("us.sip.example.test", Reach.UdpOverIpv4));
        Assert.StartsWith("Tls 203.0.113.10:5061 10", (await ResolveAsync("apac.sip.example.test", Reach.TlsOverIpv4))[0], StringComparison.Ordinal);

        async Task<string[]> ResolveAsync(string name, Reach reach) =>
            [.. (await lookup.ResolveAsync(new SipHost(name, null, null, UriScheme.Sip, reach), default)).Places
                .Select(static place => $"{place.Transport} {place.Address} {place.Priority}")];
    }

    [PeerFact("dnsmasq")]
    public async Task A_check_that_resolves_shows_each_name_with_its_places_or_why_it_has_none()
    {
        await using var dns = await DnsmasqProcess.Start(_scratch, "192.0.2.77 office.test\n");
        var run = await CheckAsync($$"""
            {{Configuration}}
            trunks:
              office: { gateways: [{ name: one, address: office.test, port: 5060, transport: udp }] }
              gone: { gateways: [{ name: one, address: gone.test, port: 5060, transport: udp }] }
            dns: { servers: ["127.0.0.1:{{dns.Port}}"] }
            """);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Matches(@"office\.test:5060 +trunks\.office\.gateways\[0\] +udp 192\.0\.2\.77:5060", run.Output);
        Assert.Matches(@"gone\.test:5060 +trunks\.gone\.gateways\[0\] +there is no such name", run.Output);

        var json = await CheckAsync(await File.ReadAllTextAsync(_scratch.File("sipedge.yaml")), "--json");
        Assert.Contains("{\"name\":\"office.test:5060\",\"path\":\"trunks.office.gateways[0]\",\"places\":[{\"address\":\"192.0.2.77:5060\"",
            json.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _scratch.Dispose();

    private async Task<int> StartUnboundAsync(TestBed bed, string zone)
    {
        var port = RunningEdge.FreePort();
        var records = zone.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => line[0] != ';')
            .Select(static line => $"  local-data: '{line}'");
        var config = bed.PathOf("unbound.conf");
        await File.WriteAllTextAsync(config, $"""
            server:
              interface: 127.0.0.1@{port}
              do-daemonize: no
              chroot: ""
              username: ""
              pidfile: ""
              use-syslog: no
              directory: "{bed.Folder}"
              module-config: "iterator"
              local-zone: "sip.example.test." static
            {string.Join('\n', records)}
            """);
        var unbound = bed.Own(ChildProcess.Start("unbound", ["-c", config, "-d"], bed.Folder));
        await TestBed.UntilListening(new IPEndPoint(IPAddress.Loopback, port), tcp: true, unbound);
        return port;
    }

    private Task<Sipedge.Outcome> ZoneAsync(string configuration = Configuration, params string[] arguments) =>
        Sipedge.RunAsync(["dns-zone", "--config", _scratch.Write("sipedge.yaml", configuration), .. arguments]);

    private Task<Sipedge.Outcome> CheckAsync(string configuration, params string[] arguments) =>
        Sipedge.RunAsync(["check", "--resolve", "--config", _scratch.Write("sipedge.yaml", configuration), .. arguments]);
}
