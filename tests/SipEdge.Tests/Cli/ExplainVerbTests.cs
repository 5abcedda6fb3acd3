using System.Text.Json;
using System.Text.RegularExpressions;
using SipEdge.Cli;
using SipEdge.Tests.Admin;
using SipEdge.Tests.Hosting;

namespace SipEdge.Tests.Cli;

public sealed class ExplainVerbTests : IDisposable
{
    private const string Invite = """
        INVITE sip:0031201234567@sip.example.net SIP/2.0
        Via: SIP/2.0/UDP 198.51.100.7:5070;branch=z9hG4bKx
        Max-Forwards: 70
        From: "Anna" <sip:101@sip.example.net>;tag=1
        To: <sip:0031201234567@sip.example.net>
        Call-ID: abc
        CSeq: 1 INVITE
        Contact: <sip:101@198.51.100.7:5070>
        Content-Length: 0
        """;

    private const string Configuration = """
        version: 1
        listeners:
          - { name: udp, transport: udp, bind: "192.0.2.10:5060" }
        acls:
          office: { addresses: [{ prefix: 198.51.100.0/24, port: 5070 }] }
        domains:
          sip.example.net: { acls: [office] }
        trunks:
          pbx: { gateways: [{ name: main, address: 192.0.2.20 }] }
        routes:
          - { prefix: "00", strip: 2, prepend: "+", to: pbx }
        media: { ipv4: { address: 192.0.2.10 } }
        """;

    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public async Task A_call_that_would_be_placed_shows_its_steps_with_their_lines_and_the_message_that_leaves()
    {
        var run = await ExplainAsync("198.51.100.7:5070");

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"domain\s+decides\s+the Request-URI calls sip.example.net\s+\S+:7", run.Output);
        Assert.Matches(@"source\s+decides\s+office covers", run.Output);
        Assert.Contains("INVITE sip:+31201234567@192.0.2.20 SIP/2.0", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"Placed \(\S+:11\)", run.Output);
    }

    [Fact]
    public async Task The_nearest_miss_is_named_with_its_line_and_what_to_do()
    {
        var run = await ExplainAsync("198.51.100.7");

        Assert.Matches(@"near miss\s+office covers 198\.51\.100\.7", run.Output);
        Assert.Contains("5070", run.Output, StringComparison.Ordinal);
        Assert.Contains("Dropped: source_near_miss", run.Output, StringComparison.Ordinal);
        Assert.Contains("What to do:", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, run.ExitCode);
    }

    [Fact]
    public async Task Json_holds_what_the_text_tells()
    {
        var run = await ExplainAsync("198.51.100.7:5070", "--json");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("placed", json.RootElement.GetProperty("decision").GetString());
        Assert.Contains(json.RootElement.GetProperty("steps").EnumerateArray(),
            static step => step.GetProperty("check").GetString() == "header_pair" && step.GetProperty("outcome").GetString() == "skipped");
        var gateway = json.RootElement.GetProperty("gateways")[0];
        Assert.Equal("main", gateway.GetProperty("gateway").GetString());
        Assert.Equal("RTP; every codec; digits rfc4733", gateway.GetProperty("media").GetString());
    }

    [Theory]
    [InlineData("--from", "nobody")]
    [InlineData("--transport", "sctp")]
    [InlineData("--listener", "upd")]
    [InlineData("--peer-name", "sip.carrier.example")] // over UDP
    public async Task What_was_not_understood_is_told_on_stderr(string option, string value)
    {
        string[] given = option == "--from" ? [] : ["--from", "192.0.2.1"];
        var run = await Sipedge.RunAsync(
            ["explain", "-c", Config(), _scratch.Write("invite.txt", Invite), .. given, option, value]);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.StartsWith("sipedge: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("placed", "certificate_admitted", "--peer-name", "SIP.carrier.example")]
    [InlineData("placed", "certificate_admitted", "--peer-name", "x.example", "--peer-name", "sip.carrier.example")]
    [InlineData("dropped", "unknown_source", "--peer-name", "sip.other.example")]
    [InlineData("dropped", "unknown_source")]
    public async Task A_certificate_that_is_said_to_prove_a_name_lets_its_trunk_in(string decision, string reason, params string[] names)
    {
        var config = _scratch.Write("mtls.yaml", Configuration
            .Replace("listeners:", "listeners:\n  - { name: tls, transport: tls, bind: \"192.0.2.10:5061\", tls: own, client_auth: optional }", StringComparison.Ordinal)
            .Replace("trunks:", "tls: { own: { self_signed: true } }\ntrunks:\n  carrier: { gateways: [{ name: main, address: 192.0.2.21, transport: tls }], tls: { client_names: [sip.carrier.example] } }", StringComparison.Ordinal));
        var run = await Sipedge.RunAsync(
            ["explain", "-c", config, "--from", "203.0.113.5", "--transport", "tls", .. names, "--json", _scratch.Write("invite.txt", Invite)]);

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(
            (decision, reason),
            (json.RootElement.GetProperty("decision").GetString(), json.RootElement.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_on_stderr()
    {
        var run = await Sipedge.RunAsync("explain", "-c", Config(), "--from", "192.0.2.1", _scratch.File("nothing.txt"));

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("nothing.txt", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_message_and_attempt_the_command_line_is_not_understood() =>
        Assert.Equal(ExitCode.Usage, (await Sipedge.RunAsync("explain")).ExitCode);

    [Fact]
    public async Task A_message_cannot_write_control_codes_to_the_operators_screen()
    {
        var message = Invite.Replace("\"Anna\"", "\"\u001b[2J\"", StringComparison.Ordinal)
            .Replace("0031201234567@", "%1b[red]@", StringComparison.Ordinal);
        var run = await Sipedge.RunAsync(
            "explain", "-c", Config(), "--from", "198.51.100.7:5070", _scratch.Write("invite.txt", message));

        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task A_refused_attempt_of_a_running_edge_is_explained_by_the_tag_of_its_answer()
    {
        await using var edge = await RunningEdge.StartAsync();
        var tag = Regex.Match(await edge.InviteAsync(), @"\nTo:[^\r]*;tag=(\w+)").Groups[1].Value;

        var run = await Sipedge.RunAsync("explain", "--attempt", tag, "--socket", edge.Socket);

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Matches("Attempt .*: unknown_source, status 403", run.Output);
        Assert.Contains("Refused: unknown_source", run.Output, StringComparison.Ordinal);
        Assert.InRange(run.Widest, 60, 100);
    }

    [Fact]
    public async Task What_the_edge_has_forgotten_is_looked_up_in_the_records()
    {
        await using var server = await AdminServer.StartAsync();
        var records = _scratch.Write("records.jsonl", """
            {"type":"refusal","id":"00000000aaaaaaaaaaaaaaaa","reason":"wrong_password","status":401}
            {"type":"refusal","id":"00000000bbbbbbbbbbbbbbbb","reason":"no_route","status":404}
            """);
        var config = _scratch.Write("records.yaml", $"{Configuration}\nrecords: {{ path: {records} }}\n");

        var run = await Sipedge.RunAsync("explain", "--attempt", "00000000bbbbbbbbbbbbbbbb", "--socket", server.SocketPath, "-c", config);
        var other = await Sipedge.RunAsync("explain", "--attempt", "00000000cccccccccccccccc", "--socket", server.SocketPath, "-c", config);

        Assert.Contains("no_route: No route matches", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, other.ExitCode);
        Assert.Contains("is not remembered", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attempts_are_not_shown_on_the_metrics_port()
    {
        await using var server = await AdminServer.StartAsync();
        server.Edge.Attempts["x"] = new SipEdge.Admin.AttemptReport("x", default, null, null, [], false, null);
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(server.Tcp, "attempts/x"));

        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
    }

    public void Dispose() => _scratch.Dispose();

    private Task<Sipedge.Outcome> ExplainAsync(string from, params string[] more) => Sipedge.RunAsync(
        ["explain", "-c", Config(), "--from", from, .. more, _scratch.Write("invite.txt", Invite)]);

    private string Config() => _scratch.Write("sipedge.yaml", Configuration);
}
