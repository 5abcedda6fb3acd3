using System.Text.Json;
using SipEdge.Admin;
using SipEdge.Cli;
using SipEdge.Tests.Admin;

namespace SipEdge.Tests.Cli;

/// <summary>calls, status and reload against the admin socket of a fake edge.</summary>
public sealed class RunningEdgeVerbTests
{
    [Fact]
    public async Task Calls_fit_a_hundred_columns_however_long_the_identities_are()
    {
        await using var server = await AdminServer.StartAsync();
        server.Edge.Calls.Add(Call() with { From = "sip:" + new string('x', 200) + "@example.org" });

        var run = await Sipedge.RunAsync("calls", "--socket", server.SocketPath);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("c0-17", run.Output, StringComparison.Ordinal);
        Assert.Contains("1:02:03", run.Output, StringComparison.Ordinal);
        Assert.Contains("caller", run.Output, StringComparison.Ordinal); // the callee is not heard
        Assert.InRange(run.Widest, 60, 100);
    }

    [Fact]
    public async Task Media_of_each_side_fits_a_hundred_columns_and_flags_the_silent_one()
    {
        await using var server = await AdminServer.StartAsync();
        server.Edge.Calls.Add(Measured());

        var list = await Sipedge.RunAsync("calls", "--socket", server.SocketPath);
        var media = await Sipedge.RunAsync("calls", "--media", "--socket", server.SocketPath);

        Assert.Contains("callee 4.2", list.Output, StringComparison.Ordinal); // the caller has fallen silent
        Assert.Matches(@"caller +g711 +4\.05 +12\.35 +99999 +188\.8 +1234 +10:04:05Z", media.Output);
        Assert.InRange(list.Widest, 60, 100);
        Assert.InRange(media.Widest, 60, 100);
    }

    [Fact]
    public async Task One_call_is_told_whole_and_one_that_is_not_there_is_said_so()
    {
        await using var server = await AdminServer.StartAsync();
        server.Edge.Calls.Add(Call() with { Id = "other" });
        server.Edge.Calls.Add(Measured());

        var run = await Sipedge.RunAsync("calls", "c0-17", "--socket", server.SocketPath);
        var json = await Sipedge.RunAsync("calls", "c0-17", "--json", "--socket", server.SocketPath);
        var none = await Sipedge.RunAsync("calls", "c0-18", "--socket", server.SocketPath);

        Assert.Contains("MOS 4.05, R 80.1, g711", run.Output, StringComparison.Ordinal);
        Assert.Contains("7.5 % lost, jitter 3.2 ms, round trip 1234 ms, MOS 3.9", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("other", run.Output, StringComparison.Ordinal);
        Assert.InRange(run.Widest, 40, 100);
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal(4.05, Assert.Single(document.RootElement.EnumerateArray()).GetProperty("caller").GetProperty("audio")
            .GetProperty("mos").GetDouble());
        Assert.Equal(ExitCode.Failed, none.ExitCode);
        Assert.Contains("there is no live call c0-18", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trunks_fit_a_hundred_columns_and_each_that_is_not_well_says_why()
    {
        await using var server = await AdminServer.StartAsync();
        server.Edge.TrunkReports.Add(new TrunkReport(
            "carrier-with-a-long-name", "carrier", "sip.a-long-name-of-a-carrier.example:5061", "+31201234567", "account-4711", "tls", "TLS + SRTP",
            "degraded", "first: down: no answer", 12, 5, 7,
            new TrunkFailureReport(new DateTimeOffset(2026, 8, 1, 10, 0, 0, TimeSpan.Zero), "first", "192.0.2.7:5061", 0, "attempt_timeout"),
            [new TrunkGatewayReport("first", "192.0.2.7:5061", "tls", false, "down: no answer", "down", 0, 12.5, null)]));

        var run = await Sipedge.RunAsync("trunk", "list", "--socket", server.SocketPath);
        var json = await Sipedge.RunAsync("trunk", "list", "--json", "--socket", server.SocketPath);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("carrier-with-a-long-name is degraded: first: down: no answer", run.Output, StringComparison.Ordinal);
        Assert.Contains("failed last 2026-08-01 10:00:00Z: first attempt_timeout\n", run.Output, StringComparison.Ordinal);
        Assert.InRange(run.Widest, 60, 100);
        using var document = JsonDocument.Parse(json.Output);
        var gateway = Assert.Single(document.RootElement[0].GetProperty("gateways").EnumerateArray());
        Assert.Equal(("down", 12.5), (gateway.GetProperty("health").GetString(), gateway.GetProperty("rtt_ms").GetDouble()));
    }

    [Fact]
    public async Task One_trunk_is_told_with_its_registration_and_each_address()
    {
        await using var server = await AdminServer.StartAsync();
        var time = new DateTimeOffset(2026, 8, 1, 10, 0, 0, TimeSpan.Zero);
        server.Edge.TrunkReports.Add(new TrunkReport(
            "carrier", "carrier", "192.0.2.7", null, null, "udp", "none", "degraded", "first: down: no answer", 12, 5, 7,
            new TrunkFailureReport(time, "first", "192.0.2.7:5060", 0, "attempt_timeout"),
            [
                new TrunkGatewayReport("first", "192.0.2.7:5060", "udp", false, "down: \u001b[2J no answer", "down", 0, 12.5, time)
                {
                    Asked = 120,
                    Failed = 3,
                    Circuit = new CircuitReport("open", "8 of 10 calls in 30 s failed, last 503; a call is tried in 12 s", time),
                },
                new TrunkGatewayReport("second", "", "", true, "", null, null, null, null),
            ])
        {
            Registration = new RegistrationReport(
                "carrier", "registered", 200, "OK", time, "192.0.2.7:5060", 3600, time.AddHours(1), time.AddMinutes(48), "made-up", 7, 0),
        });

        var run = await Sipedge.RunAsync("trunk", "show", "carrier", "--socket", server.SocketPath);
        var json = await Sipedge.RunAsync("trunk", "show", "carrier", "--json", "--socket", server.SocketPath);
        var none = await Sipedge.RunAsync("trunk", "show", "carier", "--socket", server.SocketPath);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        var facts = run.Output.Split('\n').Select(static line => System.Text.RegularExpressions.Regex.Replace(line.Trim(), " {2,}", "  ")).ToArray();
        Assert.Subset(
            facts.ToHashSet(),
            new HashSet<string>
            {
                "Trunk  carrier is degraded: first: down: no answer",
                "Calls  12: 5 from it, 7 to it",
                "Failed last  2026-08-01 10:00:00Z: first at 192.0.2.7:5060, attempt_timeout, no answer",
                "Registration  registered, since 2026-08-01 10:00:00Z",
                "Next refresh  2026-08-01 10:48:00Z",
                "Gateway  first, 192.0.2.7:5060 over udp",
                "Calls  go elsewhere: down: ·[2J no answer",
                "OPTIONS  down since 2026-08-01 10:00:00Z, last no answer, 120 asked, 3 failed",
                "Round trip  12.5 ms",
                "Gateway  second",
                "Calls  go there",
            });
        Assert.Contains("open since 2026-08-01 10:00:00Z: 8 of 10 calls in 30 s failed, last 503;", run.Output, StringComparison.Ordinal);
        Assert.InRange(run.Widest, 60, 100);
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal("made-up", document.RootElement.GetProperty("registration").GetProperty("call_id").GetString());
        var first = document.RootElement.GetProperty("gateways")[0];
        Assert.Equal((120, "open"), (first.GetProperty("asked").GetInt32(), first.GetProperty("circuit").GetProperty("state").GetString()));
        Assert.Equal((ExitCode.Failed, "sipedge: the running edge has no trunk 'carier'; did you mean 'carrier'?\n"), (none.ExitCode, none.Error));
    }

    [Fact]
    public async Task A_caller_cannot_write_control_codes_or_markup_to_the_operators_screen()
    {
        await using var server = await AdminServer.StartAsync();
        server.Edge.Calls.Add(Call() with { From = "[red]\u001b[2J[/]" });

        var run = await Sipedge.RunAsync("calls", "--socket", server.SocketPath);

        Assert.DoesNotContain('\u001b', run.Output);
        Assert.Contains("[red]·[2J[/]", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_as_json_keep_identities_whole()
    {
        await using var server = await AdminServer.StartAsync();
        server.Edge.Calls.Add(Call());

        var run = await Sipedge.RunAsync("calls", "--json", "--socket", server.SocketPath);

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("sip:alice@pbx.example.org", json.RootElement[0].GetProperty("from").GetString());
        Assert.Equal("udp", json.RootElement[0].GetProperty("caller").GetProperty("transport").GetString());
    }

    [Fact]
    public async Task No_calls_is_said_so()
    {
        await using var server = await AdminServer.StartAsync();

        Assert.StartsWith("No calls.", (await Sipedge.RunAsync("calls", "--socket", server.SocketPath)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_tells_state_listeners_and_records()
    {
        await using var server = await AdminServer.StartAsync();

        var run = await Sipedge.RunAsync("status", "--socket", server.SocketPath);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("running, up 1 d 2 h, version 0.1.0", run.Output, StringComparison.Ordinal);
        Assert.Contains("tls 127.0.0.1:5061 (tls)", run.Output, StringComparison.Ordinal);
        Assert.Contains("12 written to /var/log/sipedge/records.jsonl", run.Output, StringComparison.Ordinal);
        Assert.InRange(run.Widest, 40, 100);
    }

    [Fact]
    public async Task A_refused_reload_prints_every_problem_on_stderr_and_fails()
    {
        await using var server = await AdminServer.StartAsync();
        server.Edge.Reload = new ReloadReport(false, "Nothing was changed.", ["a.yaml:3:5: error: x", "a.yaml:9:1: error: y"]);

        var run = await Sipedge.RunAsync("reload", "--socket", server.SocketPath);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Equal(["a.yaml:3:5: error: x", "a.yaml:9:1: error: y", "Nothing was changed."], run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task An_accepted_reload_succeeds()
    {
        await using var server = await AdminServer.StartAsync();

        var run = await Sipedge.RunAsync("reload", "--socket", server.SocketPath);

        Assert.Equal((ExitCode.Success, "Configuration applied.\n"), (run.ExitCode, run.Output));
    }

    [Theory]
    [InlineData("calls")]
    [InlineData("status")]
    [InlineData("reload")]
    [InlineData("bans")]
    public async Task Without_an_edge_a_verb_says_where_it_looked(string verb)
    {
        var path = Path.Combine(Path.GetTempPath(), $"sipedge-nobody-{Guid.NewGuid():N}.sock");

        var run = await Sipedge.RunAsync(verb, "--socket", path);

        Assert.Equal(ExitCode.NotRunning, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains($"no edge answers on {path}", run.Error, StringComparison.Ordinal);
    }

    private static CallReport Measured() => Call() with
    {
        Caller = new LegReport("udp", "192.0.2.7:5060", "RTP", new AudioReport(123_456, 99, 17_000, 188.8, 12)
        {
            LossPercent = 12.35,
            Late = 99_999,
            Codec = "g711",
            Mos = 4.05,
            RFactor = 80.1,
            RoundTripMilliseconds = 1234,
            RemoteLossPercent = 7.5,
            RemoteJitterMilliseconds = 3.2,
            RemoteMos = 3.9,
            SilentSince = new DateTimeOffset(2026, 8, 1, 10, 4, 5, TimeSpan.Zero),
            SilentSeconds = 17.5,
        }),
        Callee = new LegReport("tls", "198.51.100.1:5061", "SRTP", new AudioReport(10, 10, 0, 0, 0)
        {
            Codec = "g711",
            Mos = 4.2,
        }),
    };

    private static CallReport Call() => new(
        "c0-17", "established", new DateTimeOffset(2026, 8, 1, 10, 0, 0, TimeSpan.Zero), null, 3723, "sip:alice@pbx.example.org", "+4930123456",
        new LegReport("udp", "192.0.2.7:5060", "RTP", new AudioReport(10, 9, 0, 0.5, 0)), "carrier",
        new LegReport("tls", "198.51.100.1:5061", "SRTP", new AudioReport(0, 10, 0, 0, 0)));
}
