using System.Text.Json;
using SipEdge.Cli;

namespace SipEdge.Tests.Cli;

public sealed class CheckVerbTests : IDisposable
{
    private const string Wrong = """
        version: 1
        listeners:
          - name: udp
            transport: upd
            bind: 127.0.0.1:5060
          - name: tls
            transport: tls
            bind: 127.0.0.1:5061
            tls: mian
        tls:
          main: { self_signed: true }
        domains:
          pbx.example.org: { acls: [office] }
        routes:
          - to: carier
        """;

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_problem_is_one_line_that_an_editor_can_jump_to()
    {
        var file = _directory.Write("sipedge.yaml", Wrong);

        var run = await Sipedge.RunAsync("check", "--config", file);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Empty(run.Output);
        var lines = run.Error.TrimEnd().Split('\n');
        Assert.Contains(lines, line => line.StartsWith($"{file}:4:16: error: listeners[0].transport: ", StringComparison.Ordinal)
            && line.EndsWith("did you mean 'udp'?", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{file}:9:10: error: listeners[1].tls: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{file}:15:9: error: routes[0].to: ", StringComparison.Ordinal));
        Assert.Matches($"{file}: [0-9]+ errors, [0-9]+ warnings?$", lines[^1]);
    }

    [Fact]
    public async Task Json_has_the_same_problems_in_fields()
    {
        var file = _directory.Write("sipedge.yaml", Wrong);

        var run = await Sipedge.RunAsync("check", "--config", file, "--json");

        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Error));
        using var json = JsonDocument.Parse(run.Output);
        Assert.False(json.RootElement.GetProperty("valid").GetBoolean());
        var problem = json.RootElement.GetProperty("problems").EnumerateArray()
            .Single(p => p.GetProperty("path").GetString() == "listeners[0].transport");
        Assert.Equal((4, 16), (problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetInt32()));
        Assert.Equal("udp", problem.GetProperty("suggestion").GetString());
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_an_error_and_not_the_default()
    {
        var run = await Sipedge.RunAsync("check", "--config", _directory.File("nowhere.yaml"));

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("nowhere.yaml", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Effective_values_of_a_trunk_come_with_their_places()
    {
        var file = _directory.Write("sipedge.yaml", """
            version: 1
            listeners: [{ name: udp, bind: "127.0.0.1:5060" }]
            acls: { office: { addresses: [127.0.0.1] } }
            domains: { pbx.example.org: { acls: [office] } }
            default_domain: pbx.example.org
            routes: [{ to: carrier }]
            trunks:
              carrier:
                profile: itsp-static-udp@1
                gateways: [{ name: main, address: 127.0.0.7 }]
            """);

        var run = await Sipedge.RunAsync("check", "--config", file, "--effective", "carrier");
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Matches("(?m)^ identity.pai +set +itsp-static-udp@1:8 *$", run.Output);
        Assert.Matches("(?m)^ gateways.0..address +127.0.0.7 +sipedge.yaml:10 *$", run.Output);
        Assert.Matches("(?m)^ active +true +default *$", run.Output);
        Assert.True(run.Widest <= Terminal.Columns);

        run = await Sipedge.RunAsync("check", "--config", file, "--effective", "--json");
        using var json = JsonDocument.Parse(run.Output);
        var value = json.RootElement.GetProperty("effective").EnumerateArray()
            .Single(value => value.GetProperty("path").GetString() == "routes[0].to");
        Assert.Equal(("carrier", "configuration", 6),
            (value.GetProperty("value").GetString(), value.GetProperty("origin").GetString(), value.GetProperty("line").GetInt32()));

        run = await Sipedge.RunAsync("check", "--config", file, "--effective", "carier");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("did you mean 'carrier'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profiles_are_listed_and_printed()
    {
        var list = await Sipedge.RunAsync("profiles");
        Assert.Contains(" cucm-secure@1 ", list.Output, StringComparison.Ordinal);
        var one = await Sipedge.RunAsync("profiles", "cucm-secure");
        Assert.Contains("  security: secure\n", one.Output, StringComparison.Ordinal);
        var none = await Sipedge.RunAsync("profiles", "cucm");
        Assert.Equal((ExitCode.Failed, ""), (none.ExitCode, none.Output));
    }
}
