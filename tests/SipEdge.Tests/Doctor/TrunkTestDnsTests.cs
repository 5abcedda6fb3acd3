using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SipEdge.Cli;
using SipEdge.Doctor;
using SipEdge.Sip.Messages;
using SipEdge.Tests.RealPeers;

namespace SipEdge.Tests.Doctor;

/// <summary>Faults of names, with dnsmasq as the server.</summary>
public sealed class TrunkTestDnsTests : FaultBench
{
    [PeerFact("dnsmasq")]
    public async Task A_name_that_is_not_there_is_told()
    {
        await using var dns = await DnsmasqProcess.Start(Scratch, "");

        await Fails("dns", TestFault.NameUnknown, "no name no.such.test", "spelling", Named("no.such.test"), top: Dns(dns.Port));
    }

    [PeerFact("dnsmasq")]
    public async Task A_name_without_an_address_is_told()
    {
        await using var dns = await DnsmasqProcess.Start(Scratch, "", "--txt-record=empty.test,nothing");

        await Fails("dns", TestFault.NameWithoutAddress, "empty.test exists", "host name", Named("empty.test"), top: Dns(dns.Port));
    }

    [PeerFact("dnsmasq")]
    public async Task A_service_that_DNS_denies_is_told()
    {
        await using var dns = await DnsmasqProcess.Start(Scratch, "127.0.0.1 denied.test\n", "--srv-host=_sip._udp.denied.test");

        await Fails("dns", TestFault.ServiceDenied, "does not offer SIP", "trunk probe", Named("denied.test"), top: Dns(dns.Port));
    }

    [PeerFact("dnsmasq")]
    public async Task A_name_that_leads_to_a_dead_port_fails_above_DNS()
    {
        var record = string.Create(CultureInfo.InvariantCulture, $"--srv-host=_sip._udp.dead.test,sip.dead.test,{ClosedPort()}");
        await using var dns = await DnsmasqProcess.Start(Scratch, "127.0.0.1 sip.dead.test\n", record);

        await Fails("reachability", TestFault.PortClosed, "nothing listens", "port", Named("dead.test"), top: Dns(dns.Port));
        var run = await RunAsync(Named("dead.test"), top: Dns(dns.Port));
        Assert.Contains(Steps(run), static step => step is { Layer: "dns", Outcome: "ok" }
            && step.Evidence.StartsWith("SRV _sip._udp.dead.test: 127.0.0.1:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_DNS_server_that_says_nothing_is_told()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)silent.LocalEndPoint!).Port;

        await Fails("dns", TestFault.DnsUnanswered, "did not answer in time", "dns.servers", Named("peer.test"), top: Dns(port));
    }

    [PeerFact("dnsmasq")]
    public async Task A_name_over_UDP_that_works_is_followed_to_the_end()
    {
        await using var peer = SipStub.Udp(static request => [SipStub.Answer(request, 200)]);
        var record = string.Create(CultureInfo.InvariantCulture, $"--srv-host=_sip._udp.good.test,sip.good.test,{peer.Port}");
        await using var dns = await DnsmasqProcess.Start(Scratch, "127.0.0.1 sip.good.test\n", record);

        var run = await RunAsync(Named("good.test"), top: Dns(dns.Port));

        Assert.True(run.ExitCode == ExitCode.Success, run.Output);
        Assert.Equal("sip:good.test", Assert.Single(peer.Requests).RequestUri);
    }

    [PeerFact("dnsmasq")]
    public async Task Gateways_behind_a_proxy_are_asked_through_it_by_their_own_names()
    {
        await using var peer = SipStub.Udp(
            static request => [SipStub.Answer(request, request.Method == SipMethod.Invite ? 486 : 200)]);
        var record = string.Create(CultureInfo.InvariantCulture, $"--srv-host=_sip._udp.proxy.test,sip.proxy.test,{peer.Port}");
        await using var dns = await DnsmasqProcess.Start(Scratch, "127.0.0.1 sip.proxy.test\n", record);

        var run = await RunAsync(
            $"{Named("one.test")}, {{ name: other, address: 127.0.0.9, transport: udp }}",
            "outbound_proxy: proxy.test", top: Dns(dns.Port), arguments: ["--call", "100"]);

        Assert.True(run.Output.Length > 0, run.Error);
        Assert.Single(Steps(run), static step => step is { Layer: "dns", Outcome: "ok" });
        Assert.Equal(
            ["OPTIONS sip:one.test", "INVITE sip:100@one.test", "OPTIONS sip:127.0.0.9"],
            peer.Requests.Where(static request => request.Method is SipMethod.Options or SipMethod.Invite)
                .Select(static request => $"{Encoding.ASCII.GetString(SipMethods.Name(request.Method))} {request.RequestUri}"));
    }

    private static string Named(string name) => $"{{ name: main, address: {name}, transport: udp }}";

    private static string Dns(int port) => string.Create(CultureInfo.InvariantCulture,
        $"dns: {{ servers: [\"127.0.0.1:{port}\"], timeout: 500ms, attempts: 1 }}");
}
