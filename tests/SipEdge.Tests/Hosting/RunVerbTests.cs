using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SipEdge.Cli;
using SipEdge.Tests.Cli;

namespace SipEdge.Tests.Hosting;

/// <summary>The whole executable in this process, over real loopback sockets.</summary>
public sealed class RunVerbTests
{
    [Fact]
    public async Task It_tells_each_listening_socket_and_can_be_asked()
    {
        await using var edge = await RunningEdge.StartAsync();

        var status = await Sipedge.RunAsync("status", "--socket", edge.Socket);

        Assert.Contains($"listening on udp 127.0.0.1:{edge.Port}\n", edge.Output, StringComparison.Ordinal);
        Assert.Contains($"listening on tcp 127.0.0.1:{edge.Port}\n", edge.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Success, ""), (status.ExitCode, status.Error));
        Assert.Contains(edge.ConfigFile[..20], status.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, await edge.DrainAsync());
    }

    [Fact]
    public async Task An_IPv6_listener_is_told_as_it_is_written()
    {
        await using var edge = await RunningEdge.StartAsync(listeners: $"""
              - name: six
                transport: tcp
                bind: "[::1]:{RunningEdge.FreePort()}"
            """);

        var status = await Sipedge.RunAsync("status", "--socket", edge.Socket);

        Assert.Matches(@"Listener +tcp \[::1\]:[1-9][0-9]* \(six\)", status.Output);
    }

    [Fact]
    public async Task An_address_in_use_is_named_with_its_cause_and_the_edge_does_not_start()
    {
        using var directory = new ScratchDirectory();
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        var port = ((IPEndPoint)other.LocalEndPoint!).Port;
        directory.Write("sipedge.yaml", RunningEdge.Configuration(directory, port));

        var run = await Sipedge.RunAsync("run", "--config", directory.File("sipedge.yaml"), "--log-level", "None");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.DoesNotContain("listening on", run.Output, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{port}", run.Error, StringComparison.Ordinal);
        Assert.Contains("in use", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal); // an operator's message, not a stack trace
    }

    [Fact]
    public async Task A_second_edge_on_the_same_admin_socket_is_refused()
    {
        await using var edge = await RunningEdge.StartAsync();
        using var directory = new ScratchDirectory();
        var text = RunningEdge.Configuration(directory, RunningEdge.FreePort()).Replace(
            directory.File("admin/sipedge.sock"), edge.Socket, StringComparison.Ordinal);
        directory.Write("sipedge.yaml", text);

        var second = await Sipedge.RunAsync("run", "--config", directory.File("sipedge.yaml"), "--log-level", "None");

        Assert.Equal(ExitCode.Failed, second.ExitCode);
        Assert.Contains($"another edge answers on {edge.Socket}", second.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, (await Sipedge.RunAsync("status", "--socket", edge.Socket)).ExitCode);
    }

    [Fact]
    public async Task A_bad_configuration_is_told_and_nothing_starts()
    {
        using var directory = new ScratchDirectory();
        var file = directory.Write("sipedge.yaml", "version: 1\nlistners: []\n");

        var run = await Sipedge.RunAsync("run", "--config", file);

        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
        Assert.Contains($"{file}:2:1: error: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_with_an_error_changes_nothing_and_says_why()
    {
        await using var edge = await RunningEdge.StartAsync();
        await File.WriteAllTextAsync(edge.ConfigFile, RunningEdge.Configuration(edge.Directory, edge.Port, "lopps: 2"));

        var reload = await Sipedge.RunAsync("reload", "--socket", edge.Socket);

        Assert.Equal((ExitCode.Failed, ""), (reload.ExitCode, reload.Output));
        Assert.Contains("did you mean 'loops'?", reload.Error, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was changed: the configuration in force stays.\n", reload.Error, StringComparison.Ordinal);
        Assert.StartsWith("SIP/2.0 403", await edge.InviteAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_that_needs_a_restart_is_refused_whole()
    {
        await using var edge = await RunningEdge.StartAsync();
        var text = RunningEdge.Configuration(edge.Directory, edge.Port, "loops: 7").Replace("192.0.2.0/24", "127.0.0.0/8", StringComparison.Ordinal);
        await File.WriteAllTextAsync(edge.ConfigFile, text);

        var reload = await Sipedge.RunAsync("reload", "--socket", edge.Socket);

        Assert.Equal(ExitCode.Failed, reload.ExitCode);
        Assert.Contains("error: loops: a change here needs a restart", reload.Error, StringComparison.Ordinal);
        Assert.StartsWith("SIP/2.0 403", await edge.InviteAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_decides_what_comes_after_it()
    {
        await using var edge = await RunningEdge.StartAsync();
        Assert.StartsWith("SIP/2.0 403", await edge.InviteAsync(), StringComparison.Ordinal);
        var text = RunningEdge.Configuration(edge.Directory, edge.Port).Replace("192.0.2.0/24", "127.0.0.0/8", StringComparison.Ordinal);
        await File.WriteAllTextAsync(edge.ConfigFile, text);

        var reload = await Sipedge.RunAsync("reload", "--socket", edge.Socket);

        Assert.Equal((ExitCode.Success, ""), (reload.ExitCode, reload.Error));
        Assert.DoesNotMatch("^SIP/2.0 403", await edge.InviteAsync());
    }

    [Fact]
    public async Task A_stop_writes_every_record()
    {
        const int calls = 15; // twenty would be a ban, with records of its own
        await using var edge = await RunningEdge.StartAsync();
        for (var i = 0; i < calls; i++)
        {
            await edge.InviteAsync();
        }

        Assert.Equal(ExitCode.Success, await edge.DrainAsync());

        var lines = await File.ReadAllLinesAsync(edge.Directory.File("records.jsonl"));
        Assert.Equal(calls, lines.Length);
        Assert.All(lines, static line =>
        {
            using var json = JsonDocument.Parse(line);
            Assert.Equal("refusal", json.RootElement.GetProperty("type").GetString());
            Assert.Equal("unknown_source", json.RootElement.GetProperty("reason").GetString());
        });
    }
}
