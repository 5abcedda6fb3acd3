using System.Text.Json;
using SipEdge.Cli;

namespace SipEdge.Tests.Cli;

public sealed class RouteTestVerbTests : IDisposable
{
    private const string Configuration = """
        version: 1
        listeners:
          - { name: udp, transport: udp, bind: "192.0.2.10:5060" }
        accounts:
          phone: { password: { env: PATH } }
        acls:
          office: { addresses: [198.51.100.0/24], accounts: [phone] }
        domains:
          sip.example.net: { acls: [office] }
        trunks:
          pbx:
            gateways: [{ name: main, address: 192.0.2.20 }, { name: spare, address: 192.0.2.21, priority: 1 }]
            numbers: { country: 31, national_prefix: "0", in: { default: national }, out: { default: national }, default_number: "+31201234500" }
          carrier:
            gateways: [{ name: a, address: 203.0.113.5 }]
        numbers:
          assigned:
            - { numbers: ["+31201234500-+31201234599"], to: pbx }
        routes:
          - { from_trunk: carrier, to: numbers }
          - { prefix: "+", from_trunk: pbx, to: carrier }
          - { prefix: "+", from_acl: office, to: carrier, hours: [{ from: "08:00", to: "18:00" }], time_zone: UTC }
        media: { ipv4: { address: 192.0.2.10 } }
        """;

    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public async Task A_number_goes_to_who_has_it_by_every_gateway_in_order()
    {
        var run = await RouteAsync("+31201234567", "--from", "carrier");

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"route\s+decides\s+\+31201234567 goes to trunk pbx\s+\S+:18", run.Output);
        Assert.Matches(@"1\s+pbx/main\s+192\.0\.2\.20:5060\s+udp\s+sip:0201234567@192\.0\.2\.20\s", run.Output);
        Assert.Matches(@"2\s+pbx/spare\s+192\.0\.2\.21:5060", run.Output);
        Assert.InRange(run.Widest, 60, 100);
    }

    [Fact]
    public async Task A_number_is_read_as_the_trunk_dials_it()
    {
        var run = await RouteAsync("0031301234567", "--from", "pbx", "--json");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("placed", json.RootElement.GetProperty("decision").GetString());
        var gateway = json.RootElement.GetProperty("gateways")[0];
        Assert.Equal("203.0.113.5:5060", gateway.GetProperty("address").GetString());
        Assert.Contains("sip:+31301234567@203.0.113.5", gateway.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("+31201234500", gateway.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_nobody_has_is_refused_with_its_reason_and_what_to_do()
    {
        var run = await RouteAsync("+31301234567", "--from", "carrier");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("Refused: number_not_assigned", run.Output, StringComparison.Ordinal);
        Assert.Contains("What to do:", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-20T12:00Z", ExitCode.Success)]
    [InlineData("2026-11-20T19:00Z", ExitCode.Failed)]
    public async Task An_account_calls_by_the_routes_of_its_ACL_at_a_time_that_is_given(string at, int exit)
    {
        var run = await RouteAsync("+31301234567", "--from", "phone", "--at", at);

        Assert.Equal(exit, run.ExitCode);
        Assert.Equal(exit != ExitCode.Success, run.Output.Contains("outside its hours", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("carier", "there is no trunk, account or ACL 'carier'; did you mean 'carrier'?")]
    [InlineData("office2", "did you mean 'office'?")]
    public async Task A_caller_that_is_not_there_is_told_with_the_nearest_name(string from, string told)
    {
        var run = await RouteAsync("+31301234567", "--from", from);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+31 20")]
    [InlineData("+3120\r\nX: y")]
    [InlineData("a@b")]
    public async Task What_cannot_be_dialled_is_not_understood(string number)
    {
        var run = await RouteAsync(number, "--from", "carrier");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.StartsWith("sipedge: ", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _scratch.Dispose();

    private Task<Sipedge.Outcome> RouteAsync(params string[] arguments) =>
        Sipedge.RunAsync(["route", "test", "-c", _scratch.Write("sipedge.yaml", Configuration), .. arguments]);
}
