using System.Net;
using SipEdge.Sip.Resolution;

namespace SipEdge.Sip.Tests.Resolution;

public sealed class ResolvConfTests
{
    [Fact]
    public void Servers_search_and_patience_are_read()
    {
        var settings = ResolvConf.Read("""
            # made by hand
            domain ignored.example
            search svc.cluster.local cluster.local
            nameserver 192.0.2.53
            nameserver 2001:db8::53
            nameserver not-an-address
            options ndots:5 timeout:1 attempts:3 rotate
            """);

        Assert.Equal(["192.0.2.53:53", "[2001:db8::53]:53"], settings.Servers.Select(server => server.ToString()));
        Assert.Equal("svc.cluster.local cluster.local", string.Join(' ', settings.Search));
        Assert.Equal((TimeSpan.FromSeconds(1), 3), (settings.Timeout, settings.Attempts));
    }

    [Fact]
    public void Without_a_server_it_is_this_machine() =>
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 53), Assert.Single(ResolvConf.Read("").Servers));

    [Fact]
    public void What_the_hosts_file_names_is_not_asked_for_in_DNS()
    {
        var hosts = HostsFile.Read("""
            127.0.0.1 localhost
            192.0.2.7   PBX.example.net pbx # ours
            2001:db8::7 pbx.example.net
            broken
            """);

        Assert.Equal("192.0.2.7:0", Address(hosts.Find(new DnsQuestion("pbx.example.net", DnsType.A))));
        Assert.Equal("[2001:db8::7]:0", Address(hosts.Find(new DnsQuestion("pbx.example.net", DnsType.Aaaa))));
        Assert.Equal("192.0.2.7:0", Address(hosts.Find(new DnsQuestion("pbx", DnsType.A))));
        Assert.Equal(DnsOutcome.NoData, hosts.Find(new DnsQuestion("pbx", DnsType.Naptr))!.Outcome);
        Assert.Equal(DnsOutcome.NoData, hosts.Find(new DnsQuestion("_sip._udp.pbx", DnsType.Srv))!.Outcome);
        Assert.Null(hosts.Find(new DnsQuestion("other.example.net", DnsType.A)));
    }

    [Fact]
    public void Localhost_is_known_without_a_file() =>
        Assert.Equal("127.0.0.1:0", Address(HostsFile.Read("").Find(new DnsQuestion("localhost", DnsType.A))));

    private static string? Address(DnsAnswer? answer) => (answer!.Records[0] as AddressRecord)?.Address.ToString();
}
