using System.Globalization;
using System.Text.Json;
using SipEdge.Tests.Cli;

namespace SipEdge.Tests.RealPeers;

/// <summary>Calls to a gateway that is a name in DNS (dnsmasq), and what is behind it (SIPp, kamailio).</summary>
public sealed class NamedGatewayTests
{
    private const string Name = "carrier.test";

    [PeerFact("dnsmasq", "sipp")]
    public Task A_silent_first_address_of_SRV_is_followed_by_the_second() => Failover("udp", tcp: false, "attempt_timeout");

    [PeerFact("dnsmasq", "sipp")]
    public Task A_closed_port_of_the_first_address_of_SRV_is_followed_by_the_second() => Failover("tcp", tcp: true, "connection_refused");

    [PeerFact("dnsmasq", "kamailio", "sipp")]
    public async Task Through_NAPTR_and_SRV_the_certificate_is_for_the_name_that_is_configured()
    {
        var (call, reason) = await OverTls(Name);
        Assert.Equal(("answered", "answered"), (call.Text("outcome"), reason));
        Assert.Equal(Name, call.GetProperty("callee").Text("tls_name"));
    }

    [PeerFact("dnsmasq", "kamailio", "sipp")]
    public async Task A_certificate_for_a_name_that_came_out_of_DNS_counts_for_nothing()
    {
        var (call, reason) = await OverTls($"a.{Name}");
        Assert.Equal(("failed", "tls_name_mismatch"), (call.Text("outcome"), reason));
    }

    private static async Task Failover(string transport, bool tcp, string why)
    {
        await using var bed = new TestBed();
        using var zone = new ScratchDirectory();
        await using var dns = await DnsmasqProcess.Start(
            zone, $"{bed.Callee} a.{Name}\n{bed.SecondCallee} b.{Name}\n",
            $"--srv-host=_sip._{transport}.{Name},a.{Name},5070,10,0",
            $"--srv-host=_sip._{transport}.{Name},b.{Name},5080,20,0");
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Carrier = ["failover: { attempt_timeout: 1s }"],
            Gateways = [$"{{ name: main, address: {Name}, transport: {transport}, direction: outbound }}"],
            More = Dns(dns),
        });
        var answering = await SippProcess.Answer(bed, "answer", new SippSettings(bed.SecondCallee) { Port = 5080, Tcp = tcp, Calls = 2 });
        var caller = new SippSettings(bed.Caller) { Hold = TimeSpan.FromMilliseconds(200) };
        await SippProcess.Call(bed, "call", caller, bed.Target).Succeeds();
        await SippProcess.Call(bed, "call", caller with { Port = 5070 }, bed.Target).Succeeds();
        await answering.Succeeds();
        Assert.Contains($"INVITE sip:1000@{Name} SIP/2.0", answering.Messages, StringComparison.Ordinal);

        var calls = await edge.StopAndReadRecords();
        var (dead, live) = ($"{bed.Callee}:5070", $"{bed.SecondCallee}:5080");
        Assert.Equal([dead, live], Addresses(calls[0], "attempts"));
        Assert.Equal(why, calls[0].GetProperty("attempts")[0].Text("reason"));
        Assert.Equal([live], Addresses(calls[1], "attempts"));
        Assert.Equal([dead], Addresses(calls[1], "skipped"));
        Assert.Equal("target_failed_recently", calls[1].GetProperty("skipped")[0].Text("reason"));
    }

    private static async Task<(JsonElement Call, string? Reason)> OverTls(string certified)
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        using var zone = new ScratchDirectory();
        await using var dns = await DnsmasqProcess.Start(
            zone, $"{bed.Callee} a.{Name}\n",
            $"--naptr-record={Name},10,10,s,SIPS+D2T,,_sips._tcp.{Name}", $"--srv-host=_sips._tcp.{Name},a.{Name},5061,10,0");
        await new KamailioCarrier(bed.Callee, bed.Edge)
        {
            AsksCalls = false,
            Transport = "tls",
            Tls = new KamailioTls(authority.Issue(certified, bed.Callee), authority.File),
        }.Start(bed);
        var (certificate, key, _) = authority.Issue(EdgeConfiguration.Domain, bed.Edge);
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Tls = (certificate, key),
            AuthorityFile = authority.File,
            Gateways = [$"{{ name: main, address: {Name}, direction: outbound, media: rtp }}"],
            More = Dns(dns),
        });
        var caller = new SippSettings(bed.Caller) { Number = "+31600000021", Hold = TimeSpan.FromMilliseconds(200) };
        if (certified == Name)
        {
            var telephone = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Address(21)));
            await SippProcess.Call(bed, "call", caller, bed.Target).Succeeds();
            await telephone.Succeeds();
        }
        else
        {
            await SippProcess.Call(bed, "call-refused", caller.With(("code", "503")), bed.Target).Succeeds();
        }

        var call = Assert.Single(await edge.StopAndReadRecords());
        return (call, Assert.Single(call.GetProperty("attempts").EnumerateArray()).Text("reason"));
    }

    private static string Dns(DnsmasqProcess dns) => string.Create(
        CultureInfo.InvariantCulture, $"dns: {{ servers: [\"127.0.0.1:{dns.Port}\"], timeout: 500ms, attempts: 2 }}");

    private static string[] Addresses(JsonElement call, string what) =>
        [.. call.GetProperty(what).EnumerateArray().Select(static one => one.Text("address")!)];
}
