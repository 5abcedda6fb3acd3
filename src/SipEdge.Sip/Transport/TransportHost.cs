using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using SipEdge.Interop;

namespace SipEdge.Sip.Transport;

/// <summary>
/// All sockets of the edge: opens the listeners, runs the loops, and ends everything it started. The constructor binds, so
/// that an address in use is known before anything runs; nothing is read before <see cref="Start"/>.
/// </summary>
public sealed class TransportHost : IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ILogger _logger;
    private readonly TransportLoop[] _loops;
    private readonly ListenerState?[] _listeners = new ListenerState?[byte.MaxValue + 1];
    private readonly List<(StreamListener Socket, ListenerState State)> _streams = [];
    private readonly TransportMeter _meter;
    private bool _disposed;

    /// <exception cref="SocketException">A listener's address cannot be bound; what was opened is closed again.</exception>
    public TransportHost(TransportHostSettings settings, ILoggerFactory loggers, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.LoopCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.LoopCount, byte.MaxValue + 1);
        Settings = settings;
        _time = time ?? TimeProvider.System;
        _started = _time.GetTimestamp();
        _logger = loggers.CreateLogger<TransportHost>();
        _loops = new TransportLoop[settings.LoopCount];
        for (var number = 0; number < _loops.Length; number++)
        {
            _loops[number] = new TransportLoop(this, number, settings.Limits.MailboxCapacity, _logger);
        }

        Connections = new ConnectionTable(this, _logger, _time);
        _meter = new TransportMeter(this);
        try
        {
            foreach (var listener in settings.Listeners)
            {
                Open(listener);
            }
        }
        catch (SocketException)
        {
            Dispose();
            throw;
        }
    }

    public TransportHostSettings Settings { get; }

    public IReadOnlyList<TransportLoop> Loops => _loops;

    public StreamCounters Streams => Connections.Counters;

    public int ConnectionCount => Connections.Count;

    /// <summary>Milliseconds since the host was made, plus one: the time every loop of this host lives by.</summary>
    public long Now => (long)_time.GetElapsedTime(_started).TotalMilliseconds + 1;

    internal ConnectionTable Connections { get; }

    /// <summary>The port a listener got.</summary>
    public int BoundPort(byte listener) => Listener(listener).Local.Port;

    /// <summary>Every loop must have its handler.</summary>
    public void Start()
    {
        foreach (var loop in _loops)
        {
            loop.Start();
        }

        foreach (var (socket, state) in _streams)
        {
            socket.Start(Connections, state);
        }
    }

    /// <summary>Call when <see cref="TransportHostSettings.Trust"/> was replaced. Any thread may.</summary>
    public void TrustChanged() => Connections.Reverify();

    /// <summary>Closes listeners, connections and loops, in this order, and waits for the loops.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        foreach (var (socket, _) in _streams)
        {
            socket.Dispose();
        }

        Connections.Dispose();
        foreach (var loop in _loops)
        {
            loop.Stop(StopTimeout);
        }

        _meter.Dispose();
    }

    /// <summary>What the gate says; without one everything passes.</summary>
    internal GateVerdict GateVerdict(in Flow source, int bytes, long now) =>
        Settings.Gate?.Check(source, bytes, now) ?? Transport.GateVerdict.Pass;

    internal ListenerState Listener(byte number) =>
        _listeners[number] ?? throw new ArgumentOutOfRangeException(nameof(number), number, "There is no such listener.");

    internal bool TryListener(byte number, out ListenerState listener)
    {
        listener = _listeners[number]!;
        return listener is not null;
    }

    /// <summary>Null when there is only one, or when the router names none.</summary>
    internal TransportLoop? OwnerOf(ReadOnlySpan<byte> message)
    {
        if (_loops.Length == 1)
        {
            return null;
        }

        var number = Settings.Router.LoopFor(message);
        return (uint)number < (uint)_loops.Length ? _loops[number] : null;
    }

    private void Open(ListenerSettings settings)
    {
        if (settings.Transport == TransportKind.Tls && settings.Tls is null)
        {
            throw new ArgumentException($"Listener {settings.Number} is TLS and has no certificate.", nameof(settings));
        }

        var port = settings.Transport == TransportKind.Udp ? OpenDatagrams(settings) : OpenStream(settings);
        var state = new ListenerState(settings, port);
        _listeners[settings.Number] = state;
        for (var index = 0; index < _streams.Count; index++)
        {
            if (_streams[index].State.Settings == settings)
            {
                _streams[index] = (_streams[index].Socket, state);
            }
        }

        TransportLog.Listening(_logger, settings.Transport, state.Local);
    }

    private ushort OpenStream(ListenerSettings settings)
    {
        var socket = new StreamListener(settings, _logger, _time);
        _streams.Add((socket, new ListenerState(settings, socket.BoundPort)));
        return socket.BoundPort;
    }

    private ushort OpenDatagrams(ListenerSettings settings)
    {
        var port = settings.Bind.Port;
        if (_loops.Length > 1 && port != 0 && settings.Inherited is null)
        {
            // SO_REUSEPORT would let a second edge of the same user take half the datagrams. A plain bind tells.
            using var alone = new Socket(settings.Bind.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            alone.Bind(settings.Bind);
        }

        foreach (var loop in _loops)
        {
            var wanted = Settings.Limits.UdpReceiveBuffer;
            var socket = loop.Listen(settings, port, _loops.Length > 1, wanted);
            port = socket.BoundPort();
            if (loop.Number == 0 && socket.ReceiveBuffer < wanted)
            {
                TransportLog.SmallReceiveBuffer(_logger, SocketEndpoint.From(new IPEndPoint(settings.Bind.Address, port)),
                    socket.ReceiveBuffer, wanted);
            }
        }

        if (settings.Inherited is { } inherited)
        {
            Libc.Close(inherited); // every loop has its own descriptor of the socket
        }

        return (ushort)port;
    }
}

/// <summary>A listener as it was opened. Immutable after construction.</summary>
internal sealed class ListenerState(ListenerSettings settings, ushort port)
{
    public ListenerSettings Settings { get; } = settings;

    public SocketEndpoint Local { get; } = SocketEndpoint.From(settings.Bind) with { Port = port };

    /// <summary>The advertised host:port, as Via and Contact carry it.</summary>
    public byte[] SentBy { get; } = Encoding.ASCII.GetBytes(FormattableString.Invariant(
        $"{settings.AdvertisedHost}:{(settings.AdvertisedPort == 0 ? port : settings.AdvertisedPort)}"));
}
