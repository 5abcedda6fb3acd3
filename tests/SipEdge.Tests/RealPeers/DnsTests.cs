using System.Globalization;
using SipEdge.Admin;
using SipEdge.Core.Configuration;
using SipEdge.Hosting;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Resolution;
using SipEdge.Sip.Transport;
using SipEdge.Tests.Cli;
using SipEdge.Tests.Hosting;

namespace SipEdge.Tests.RealPeers;

/// <summary>Names against a real DNS server.</summary>
public sealed class DnsTests
{
    [PeerFact("dnsmasq")]
    public async Task Servers_come_by_NAPTR_and_SRV_with_their_addresses()
    {
        using var directory = new ScratchDirectory();
        await using var dns = await DnsmasqProcess.Start(
            directory, "192.0.2.1 a.carrier.test\n192.0.2.2 b.carrier.test\n2001:db8::2 b.carrier.test\n",
            "--naptr-record=carrier.test,20,10,s,SIP+D2U,,_sip._udp.carrier.test",
            "--naptr-record=carrier.test,10,10,s,SIPS+D2T,,_sips._tcp.carrier.test",
            "--srv-host=_sips._tcp.carrier.test,a.carrier.test,5061,10,30",
            "--srv-host=_sips._tcp.carrier.test,b.carrier.test,5071,20,0",
            "--srv-host=_sip._udp.carrier.test,a.carrier.test,5060,10,0");
        var host = new SipHost("carrier.test", null, null, UriScheme.Sip, Reach.All);

        Assert.Equal(
            ["Tls 192.0.2.1:5061 10/30", "Tls 192.0.2.2:5071 20/0", "Tls [2001:db8::2]:5071 20/0"],
            await Resolve(dns, host));
        Assert.Equal(["Udp 192.0.2.1:5060 10/0"], await Resolve(dns, host with { Transport = TransportKind.Udp }));
        Assert.Equal(["Udp 192.0.2.1:5060 10/0"], await Resolve(dns, host with { Reach = Reach.UdpOverIpv4 }));
    }

    [PeerFact("dnsmasq")]
    public async Task An_answer_that_does_not_fit_comes_over_TCP()
    {
        using var directory = new ScratchDirectory();
        await using var dns = await DnsmasqProcess.Start(directory, string.Concat(Enumerable.Range(1, 120).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"192.0.2.{i} large.test\n"))));

        var places = await Resolve(dns, new SipHost("large.test", 5060, null, UriScheme.Sip, Reach.UdpOverIpv4));

        Assert.Equal(SipPlanner.MostPlaces, places.Length);
        Assert.Equal(places.Length, places.Distinct().Count());
    }

    [PeerFact("dnsmasq")]
    public async Task A_server_that_is_silent_is_passed_over()
    {
        using var directory = new ScratchDirectory();
        await using var dns = await DnsmasqProcess.Start(directory, "192.0.2.1 a.test\n");
        var lookup = Lookup("192.0.2.53", Address(dns)); // TEST-NET: nobody answers

        var plan = await lookup.ResolveAsync(new SipHost("a.test", 5060, null, UriScheme.Sip, Reach.UdpOverIpv4), default);

        Assert.Equal("192.0.2.1:5060", Assert.Single(plan.Places).Address.ToString());
        Assert.Equal(1, lookup.Client.Failures);
    }

    [PeerFact("dnsmasq")]
    public async Task A_caller_is_known_by_his_name_when_it_moves_and_when_DNS_goes_away()
    {
        using var directory = new ScratchDirectory();
        var dns = await DnsmasqProcess.Start(directory, "192.0.2.77 office.test\n");
        try
        {
            await using var edge = await RunningEdge.StartAsync($$"""
                trunks:
                  office:
                    gateways: [{ name: one, address: office.test, port: 5060, transport: udp }]
                dns: { servers: ["{{Address(dns)}}"], timeout: 500ms, attempts: 1, min_ttl: 1s }
                """);
            using var admin = new AdminClient(edge.Socket);
            Assert.Equal("192.0.2.77:5060", Assert.Single((await Name()).Places).Address);
            Assert.Contains(" 403 ", await edge.InviteAsync(), StringComparison.Ordinal);

            await dns.Change("127.0.0.1 office.test\n");
            await TestBed.Until(
                async () => (await Name()).Places[0].Address == "127.0.0.1:5060", TestBed.Patience, () => "the name to change");
            // In force a moment later. A stranger who asked all the time would be banned.
            await TestBed.Until(
                async () => !(await edge.InviteAsync()).Contains(" 403 ", StringComparison.Ordinal), TestBed.Patience,
                () => "the caller to be let in");

            await dns.DisposeAsync();
            await TestBed.Until(
                async () => (await Name()).Error is not null, TestBed.Patience, () => "the name to be told as stale");
            Assert.Equal("127.0.0.1:5060", Assert.Single((await Name()).Places).Address);
            Assert.DoesNotContain(" 403 ", await edge.InviteAsync(), StringComparison.Ordinal);

            async Task<NameReport> Name() =>
                Assert.Single((await admin.GetAsync("status", AdminJson.Default.StatusReport, default)).Names);
        }
        finally
        {
            await dns.DisposeAsync();
        }
    }

    [PeerFact("dnsmasq")]
    public async Task A_reload_does_not_wait_for_new_names_and_takes_them_when_they_arrive()
    {
        using var directory = new ScratchDirectory();
        using var silent = new System.Net.Sockets.UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var port = ((System.Net.IPEndPoint)silent.Client.LocalEndPoint!).Port;
        var settings = string.Create(
            CultureInfo.InvariantCulture,
            $$"""dns: { servers: ["127.0.0.1:{{port}}"], timeout: 30s, attempts: 1, start_wait: 30s }""");
        await using var edge = await RunningEdge.StartAsync(settings);
        var without = await File.ReadAllTextAsync(edge.ConfigFile);
        await File.WriteAllTextAsync(edge.ConfigFile, without + """

            trunks:
              office:
                gateways: [{ name: one, address: office.test, port: 5060, transport: udp }]
            """);
        using var admin = new AdminClient(edge.Socket);

        var report = await admin.PostAsync("reload", AdminJson.Default.ReloadReport, default).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(report.Applied);
        Assert.EndsWith("Names are being looked up: office.test.", report.Message, StringComparison.Ordinal);
        Assert.Empty(Assert.Single((await admin.GetAsync("status", AdminJson.Default.StatusReport, default)).Names).Places);

        await using var dns = await DnsmasqProcess.Start(directory, "127.0.0.1 office.test\n");
        await File.WriteAllTextAsync(
            edge.ConfigFile,
            (await File.ReadAllTextAsync(edge.ConfigFile)).Replace($":{port}\"", $":{dns.Port}\"", StringComparison.Ordinal)
                .Replace("office.test", "desk.office.test", StringComparison.Ordinal));
        await dns.Change("127.0.0.1 desk.office.test\n");
        await admin.PostAsync("reload", AdminJson.Default.ReloadReport, default).WaitAsync(TimeSpan.FromSeconds(10));
        await TestBed.Until(
            async () => !(await edge.InviteAsync()).Contains(" 403 ", StringComparison.Ordinal), TestBed.Patience,
            () => "the caller to be let in");
    }

    private static string Address(DnsmasqProcess dns) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{dns.Port}");

    private static NameLookup Lookup(params string[] servers) => new(
        new DnsOptions { Servers = [.. servers], Timeout = TimeSpan.FromMilliseconds(500), Attempts = 1 }, TimeProvider.System);

    private static async Task<string[]> Resolve(DnsmasqProcess dns, SipHost host) =>
        [.. (await Lookup(Address(dns)).ResolveAsync(host, default)).Places.Select(place =>
            $"{place.Transport} {place.Address} {place.Priority}/{place.Weight}")];
}
