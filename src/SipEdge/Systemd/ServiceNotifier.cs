using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SipEdge.Systemd;

/// <summary>
/// Tells the service manager how the edge is doing: one datagram per state on the socket that <c>NOTIFY_SOCKET</c> names
/// (sd_notify(3)). Outside systemd there is no such socket and every call is a no-op.
/// </summary>
public sealed class ServiceNotifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _manager;

    private ServiceNotifier(Socket? socket, UnixDomainSocketEndPoint? manager, TimeSpan? watchdog)
    {
        _socket = socket;
        _manager = manager;
        WatchdogInterval = watchdog;
    }

    /// <summary>Whether a service manager listens.</summary>
    public bool IsActive => _socket is not null;

    /// <summary>How often the service manager wants to hear WATCHDOG=1 at the latest; null when it does not ask.</summary>
    public TimeSpan? WatchdogInterval { get; }

    /// <summary>Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID the way sd_notify(3) and sd_watchdog_enabled(3) do.</summary>
    public static ServiceNotifier FromEnvironment(Func<string, string?> environment, int processId)
    {
        var path = environment("NOTIFY_SOCKET");
        if (string.IsNullOrEmpty(path) || (path[0] != '/' && path[0] != '@'))
        {
            return new ServiceNotifier(null, null, null);
        }

        // A leading '@' stands for the zero byte of Linux's abstract socket names (unix(7)).
        var manager = new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        return new ServiceNotifier(socket, manager, Watchdog(environment, processId));
    }

    /// <summary>The listeners are bound and the configuration is applied.</summary>
    public bool Ready(string status) => Send($"READY=1\nSTATUS={OneLine(status)}");

    /// <summary>A reload begins; <see cref="Ready"/> ends it. Type=notify-reload needs the monotonic time with it.</summary>
    public bool Reloading() => Send(string.Create(CultureInfo.InvariantCulture,
        $"RELOADING=1\nMONOTONIC_USEC={MonotonicMicroseconds()}"));

    public bool Stopping(string status) => Send($"STOPPING=1\nSTATUS={OneLine(status)}");

    public bool Status(string status) => Send($"STATUS={OneLine(status)}");

    /// <summary>Asks for more time before the stop time-out strikes, while calls finish.</summary>
    public bool ExtendTimeout(TimeSpan by) =>
        Send(string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={(long)by.TotalMicroseconds}"));

    public bool Alive() => Send("WATCHDOG=1");

    public void Dispose() => _socket?.Dispose();

    private static TimeSpan? Watchdog(Func<string, string?> environment, int processId)
    {
        if (!long.TryParse(environment("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            || microseconds <= 0)
        {
            return null;
        }

        // WATCHDOG_PID, when set, says which process is meant; a child that inherited the variables is not.
        var pid = environment("WATCHDOG_PID");
        var meant = string.IsNullOrEmpty(pid) || pid == processId.ToString(CultureInfo.InvariantCulture);
        return meant ? TimeSpan.FromMicroseconds(microseconds) : null;
    }

    // Stopwatch reads CLOCK_MONOTONIC on Linux, which is the clock the service manager compares with.
    private static long MonotonicMicroseconds() => (long)(Stopwatch.GetTimestamp() * (1_000_000.0 / Stopwatch.Frequency));

    private static string OneLine(string status) => status.ReplaceLineEndings(" ");

    private bool Send(string state)
    {
        if (_socket is null || _manager is null)
        {
            return false;
        }

        try
        {
            return _socket.SendTo(Encoding.UTF8.GetBytes(state), _manager) > 0;
        }
        catch (SocketException)
        {
            // The manager went away or its queue is full. Losing a status line must not take calls down.
            return false;
        }
    }
}
