using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using SipEdge.Admin;
using SipEdge.Cli;
using SipEdge.Tests.Cli;

namespace SipEdge.Tests.Hosting;

/// <summary>The executable as a process of its own under a service manager that the test plays.</summary>
public sealed class ServiceProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ScratchDirectory _directory = new();
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
    {
        ReceiveTimeout = (int)Patience.TotalMilliseconds,
    };

    private readonly int _port = RunningEdge.FreePort();
    private readonly Process _edge;
    private readonly Task<string> _errors;

    public ServiceProcessTests()
    {
        _manager.Bind(new UnixDomainSocketEndPoint(_directory.File("notify")));
        _directory.Write("sipedge.yaml", RunningEdge.Configuration(_directory, _port));
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "sipedge"), ["run", "--config", _directory.File("sipedge.yaml")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NOTIFY_SOCKET"] = _directory.File("notify");
        start.Environment["WATCHDOG_USEC"] = "400000";
        _edge = Process.Start(start)!;
        _errors = _edge.StandardError.ReadToEndAsync();
    }

    public void Dispose()
    {
        if (!_edge.HasExited)
        {
            _edge.Kill();
            _edge.WaitForExit();
        }

        _edge.Dispose();
        _manager.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task It_tells_its_service_manager_of_readiness_life_reload_and_stop()
    {
        Assert.Equal($"READY=1\nSTATUS=running with {_directory.File("sipedge.yaml")}", Next());
        Assert.Equal("WATCHDOG=1", Next(alsoWatchdog: true));

        await SignalAsync("HUP");
        Assert.StartsWith("RELOADING=1\nMONOTONIC_USEC=", Next(), StringComparison.Ordinal);
        Assert.StartsWith("READY=1\n", Next(), StringComparison.Ordinal);

        await SignalAsync("TERM");
        Assert.StartsWith("STOPPING=1\n", Next(), StringComparison.Ordinal);
        using var patience = new CancellationTokenSource(Patience);
        await _edge.WaitForExitAsync(patience.Token);
        Assert.Equal(ExitCode.Success, _edge.ExitCode);
        Assert.DoesNotContain("fail:", await _errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_reload_on_a_signal_is_logged_and_the_edge_goes_on()
    {
        Assert.StartsWith("READY=1\n", Next(), StringComparison.Ordinal);
        _directory.Write("sipedge.yaml", "version: 2\n");

        await SignalAsync("HUP");
        Assert.StartsWith("RELOADING=1\n", Next(), StringComparison.Ordinal);
        Assert.StartsWith("READY=1\nSTATUS=running, the last reload was refused: ", Next(), StringComparison.Ordinal);

        Assert.Equal(ExitCode.Success, (await Sipedge.RunAsync("status", "--socket", _directory.File("admin/sipedge.sock"))).ExitCode);
        await SignalAsync("TERM");
        using var patience = new CancellationTokenSource(Patience);
        await _edge.WaitForExitAsync(patience.Token);
        Assert.Contains("refused, the one in force stays", await _errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_of_transport_calls_and_runtime_are_scraped_together()
    {
        Assert.StartsWith("READY=1\n", Next(), StringComparison.Ordinal);
        await RunningEdge.InviteAsync(_port);
        using var client = new AdminClient(_directory.File("admin/sipedge.sock"));

        var read = Telemetry.PrometheusReader.Read(await client.GetTextAsync("metrics", default));

        Assert.Equal(1, read.Samples["sipedge_request_refused_total{sipedge_reason=\"unknown_source\"}"]);
        Assert.Contains("sipedge_transport_messages_total", read.Names());
        Assert.Equal(1, read.Samples["sipedge_transaction_started_total{sipedge_transaction_side=\"server\"}"]);
        Assert.Equal(0, read.Samples["sipedge_call_active"]);
        Assert.Equal(0, read.Samples["sipedge_media_port_pairs"]);
        Assert.Contains("dotnet_gc_pause_time_seconds_total", read.Names());
    }

    private string Next(bool alsoWatchdog = false)
    {
        var buffer = new byte[1024];
        while (true)
        {
            var state = Encoding.UTF8.GetString(buffer, 0, _manager.Receive(buffer));
            if (alsoWatchdog || state != "WATCHDOG=1")
            {
                return state;
            }
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_edge.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
