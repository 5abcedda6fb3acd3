using System.Text.Json;
using SipEdge.Cli;

namespace SipEdge.Tests.Cli;

public sealed class AddressesVerbTests : IDisposable
{
    private const string Configuration = """
        version: 1
        listeners:
          - { name: inside, transport: udp, bind: "10.0.0.10:5060" }
          - { name: outside, transport: tcp, bind: "0.0.0.0:5070", advertise: "sip.example.net:5060" }
          - { name: six, transport: udp, bind: "[2001:db8::10]:5060" }
        acls:
          office: { addresses: [10.0.1.0/24] }
        domains:
          sip.example.net: { acls: [office] }
        trunks:
          pbx: { gateways: [{ name: main, address: 10.0.0.20 }] }
          carrier: { gateways: [{ name: a, address: 203.0.113.5, transport: tcp }, { name: b, address: 203.0.113.6, transport: tcp }] }
          modern: { gateways: [{ name: a, address: "2001:db8:5::1" }] }
        routes:
          - { to: pbx }
        media: { ipv4: { address: 10.0.0.10, advertise: 192.0.2.10 }, ipv6: { address: "2001:db8::10" }, port_min: 20000, port_max: 20999 }
        """;

    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public async Task A_peer_sees_what_we_advertise_with_ports_both_ways()
    {
        var run = await AddressesAsync();

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"signalling\s+10\.0\.0\.10\s+udp\s+5060\s+5060\s+inside", run.Output);
        Assert.Matches(@"signalling\s+sip\.example\.net\s+tcp\s+5060\s+any port\s+outside", run.Output);
        Assert.Matches(@"audio, video, fax\s+192\.0\.2\.10\s+udp\s+20000-20999\s+20000-20999", run.Output);
        Assert.All(run.Output[..run.Output.IndexOf("For ours", StringComparison.Ordinal)].Split('\n'),
            static line => Assert.InRange(line.Length, 0, 100));
    }

    [Fact]
    public async Task Our_own_firewall_lets_in_who_is_known_and_media_from_anywhere()
    {
        var run = await AddressesAsync("--nftables");

        Assert.Contains(
            "ip daddr 10.0.0.10 ip saddr { 10.0.0.20, 10.0.1.0/24, 203.0.113.5, 203.0.113.6 } udp dport 5060 accept # inside\n",
            run.Output, StringComparison.Ordinal);
        Assert.Contains("ip6 daddr 2001:db8::10 ip6 saddr { 2001:db8:5::1 } udp dport 5060 accept # six\n", run.Output,
            StringComparison.Ordinal);
        Assert.Contains("ip daddr 10.0.0.10 udp dport 20000-20999 accept # audio", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Listener", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_one_trunk_only_its_listeners_and_addresses_are_listed()
    {
        var run = await AddressesAsync("--trunk", "carrier", "--json");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("carrier", json.RootElement.GetProperty("trunk").GetString());
        Assert.Equal(
            ["outside (tcp)", null],
            json.RootElement.GetProperty("own").EnumerateArray()
                .Select(static place => place.TryGetProperty("listener", out var listener) ? listener.GetString() : null));
        var rules = string.Join('\n', json.RootElement.GetProperty("nftables").EnumerateArray().Select(static line => line.GetString()));
        Assert.Contains("ip saddr { 203.0.113.5, 203.0.113.6 } tcp dport 5070 accept # outside", rules, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.1.0", rules, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trunk_that_is_not_there_is_told_with_the_nearest_name()
    {
        var run = await AddressesAsync("--trunk", "carier");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("did you mean 'carrier'?", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _scratch.Dispose();

    private Task<Sipedge.Outcome> AddressesAsync(params string[] more) =>
        Sipedge.RunAsync(["addresses", "-c", _scratch.Write("sipedge.yaml", Configuration), .. more]);
}
