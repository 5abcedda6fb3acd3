using System.Globalization;
using System.Text.Json;
using SipEdge.Cli;
using SipEdge.Tests.Cli;
using SipEdge.Tests.RealPeers;

namespace SipEdge.Tests.Doctor;

/// <summary>T-10: which transports a carrier offers.</summary>
public sealed class TrunkProbeTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public async Task A_transport_is_offered_where_OPTIONS_is_answered_with_whatever_code()
    {
        await using var udp = SipStub.Udp(static request => [SipStub.Answer(request, 403)]);

        var run = await ProbeAsync(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{udp.Port}"));

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal([("udp", true), ("tcp", false), ("tls", false)], Offers(run));
    }

    [PeerFact("dnsmasq")]
    public async Task The_records_of_a_name_are_followed_for_every_transport()
    {
        await using var udp = SipStub.Udp(static request => [SipStub.Answer(request, 200)]);
        await using var tcp = SipStub.Tcp(static request => [SipStub.Answer(request, 200)]);
        await using var dns = await DnsmasqProcess.Start(_scratch, "127.0.0.1 sip.offers.test\n",
            "--naptr-record=offers.test,10,10,s,SIP+D2T,,_sip._tcp.offers.test",
            "--naptr-record=offers.test,20,10,s,SIP+D2U,,_sip._udp.offers.test",
            string.Create(CultureInfo.InvariantCulture, $"--srv-host=_sip._udp.offers.test,sip.offers.test,{udp.Port}"),
            string.Create(CultureInfo.InvariantCulture, $"--srv-host=_sip._tcp.offers.test,sip.offers.test,{tcp.Port}"));

        var run = await ProbeAsync("offers.test", "--dns", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{dns.Port}"));

        Assert.Equal([("udp", true), ("tcp", true), ("tls", false)], Offers(run));
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("tcp", json.RootElement.GetProperty("preferred").GetString());
        Assert.Contains("NAPTR: SIP+D2T, SIP+D2U", run.Output.Replace("\\u002B", "+", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("host:0")]
    [InlineData("host:70000")]
    [InlineData("<x>")]
    public async Task What_is_no_host_is_not_understood(string host)
    {
        var run = await ProbeAsync(host);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
    }

    public void Dispose() => _scratch.Dispose();

    private static Task<Sipedge.Outcome> ProbeAsync(string host, params string[] arguments) =>
        Sipedge.RunAsync(["trunk", "probe", host, "--timeout", "1s", "--json", .. arguments]);

    private static List<(string, bool)> Offers(Sipedge.Outcome run)
    {
        using var json = JsonDocument.Parse(run.Output);
        return [.. json.RootElement.GetProperty("transports").EnumerateArray().Select(static one =>
            (one.GetProperty("transport").GetString()!, one.GetProperty("offered").GetBoolean()))];
    }
}
