using System.Net.Sockets;
using System.Text;
using SipEdge.Systemd;

namespace SipEdge.Tests.Systemd;

public sealed class ServiceNotifierTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"sipedge-notify-{Guid.NewGuid():N}");
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };

    public ServiceNotifierTests() => _manager.Bind(new UnixDomainSocketEndPoint(_path));

    public void Dispose()
    {
        _manager.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void Readiness_reaches_the_service_manager_with_a_status()
    {
        using var notifier = Notifier(("NOTIFY_SOCKET", _path));

        Assert.True(notifier.Ready("listening on 3 sockets"));

        Assert.Equal("READY=1\nSTATUS=listening on 3 sockets", Received());
    }

    [Fact]
    public void A_reload_carries_the_monotonic_time()
    {
        using var notifier = Notifier(("NOTIFY_SOCKET", _path));

        notifier.Reloading();

        var lines = Received().Split('\n');
        Assert.Equal("RELOADING=1", lines[0]);
        Assert.StartsWith("MONOTONIC_USEC=", lines[1], StringComparison.Ordinal);
        var milliseconds = long.Parse(lines[1]["MONOTONIC_USEC=".Length..]) / 1000;
        // TickCount64 counts suspended time too, so it can only be ahead.
        Assert.InRange(milliseconds, 1, Environment.TickCount64 + 1000);
    }

    [Fact]
    public void An_abstract_socket_is_reached_through_its_at_sign()
    {
        var name = $"sipedge-{Guid.NewGuid():N}";
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
        manager.Bind(new UnixDomainSocketEndPoint("\0" + name));
        using var notifier = Notifier(("NOTIFY_SOCKET", "@" + name));

        notifier.Alive();

        var buffer = new byte[64];
        Assert.Equal("WATCHDOG=1", Encoding.UTF8.GetString(buffer, 0, manager.Receive(buffer)));
    }

    [Fact]
    public void A_status_never_breaks_out_of_its_line()
    {
        using var notifier = Notifier(("NOTIFY_SOCKET", _path));

        notifier.Status("trunk a\nREADY=1");

        Assert.Equal("STATUS=trunk a READY=1", Received());
    }

    [Fact]
    public void Stopping_says_what_it_waits_for_and_asks_for_time()
    {
        using var notifier = Notifier(("NOTIFY_SOCKET", _path));

        notifier.Stopping("draining, 12 calls");
        notifier.ExtendTimeout(TimeSpan.FromSeconds(30));

        Assert.Equal("STOPPING=1\nSTATUS=draining, 12 calls", Received());
        Assert.Equal("EXTEND_TIMEOUT_USEC=30000000", Received());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("vsock:2:1234")]
    public void Without_a_socket_nothing_is_sent_and_nothing_fails(string? path)
    {
        using var notifier = Notifier(("NOTIFY_SOCKET", path), ("WATCHDOG_USEC", "1000000"));

        Assert.False(notifier.IsActive);
        Assert.False(notifier.Ready("x"));
        Assert.Null(notifier.WatchdogInterval);
    }

    [Fact]
    public void A_service_manager_that_went_away_does_not_hurt()
    {
        using var notifier = Notifier(("NOTIFY_SOCKET", _path + "-gone"));

        Assert.False(notifier.Alive());
    }

    [Theory]
    [InlineData("20000000", null, 20)]
    [InlineData("20000000", "42", 20)]
    [InlineData("20000000", "43", null)]
    [InlineData("0", null, null)]
    [InlineData("soon", null, null)]
    [InlineData(null, null, null)]
    public void The_watchdog_interval_is_ours_only_when_the_pid_is(string? microseconds, string? pid, int? seconds)
    {
        using var notifier = Notifier(("NOTIFY_SOCKET", _path), ("WATCHDOG_USEC", microseconds), ("WATCHDOG_PID", pid));

        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, notifier.WatchdogInterval);
    }

    [Fact]
    public void The_watchdog_is_fed_only_while_every_loop_answers()
    {
        using var notifier = Notifier(("NOTIFY_SOCKET", _path), ("WATCHDOG_USEC", "20000000"));
        var answers = new List<Action>();
        var watchdog = new LoopWatchdog(notifier, loops: 2, (_, answer) => answers.Add(answer));

        Assert.True(watchdog.Pulse());
        answers[0]();
        Assert.False(watchdog.Pulse()); // loop 1 hangs
        answers[1]();
        Assert.True(watchdog.Pulse());

        Assert.Equal("WATCHDOG=1", Received());
        Assert.Equal("WATCHDOG=1", Received());
        Assert.Equal(0, _manager.Available);
    }

    private static ServiceNotifier Notifier(params (string Name, string? Value)[] environment) => ServiceNotifier.FromEnvironment(
        name => Array.Find(environment, v => v.Name == name).Value,
        processId: 42);

    private string Received()
    {
        var buffer = new byte[512];
        return Encoding.UTF8.GetString(buffer, 0, _manager.Receive(buffer));
    }
}
