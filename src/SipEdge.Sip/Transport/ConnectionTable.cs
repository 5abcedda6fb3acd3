using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace SipEdge.Sip.Transport;

/// <summary>
/// Every stream connection: by number for responses and for whoever named it, and those the edge opened also by where they
/// lead, so that a new request to the same address, listener, certificate name and TLS settings finds them (RFC 3261 §18, RFC
/// 5923). An
/// inbound connection is never used for a request that does not name it: its far end has proved nothing about other hosts.
/// Used from any thread.
/// </summary>
internal sealed class ConnectionTable : IDisposable
{
    private const int SweepMs = 100;

    private readonly TransportHost _host;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<int, StreamConnection> _byNumber = new();
    private readonly ConcurrentDictionary<Target, StreamConnection> _byTarget = new();
    private readonly Lock _gate = new();

    // Guarded by _gate: inbound connections, and those of them without a whole message yet, by source.
    private readonly Dictionary<UInt128, (int Open, int Unproven)> _sources = [];
    private readonly ITimer _sweep;
    private int _count;
    private int _lastNumber;
    private volatile bool _stopping;

    public ConnectionTable(TransportHost host, ILogger logger, TimeProvider time)
    {
        _host = host;
        _logger = logger;
        Handshakes = new SemaphoreSlim(host.Settings.Limits.MaxConcurrentHandshakes);
        var period = TimeSpan.FromMilliseconds(SweepMs);
        _sweep = time.CreateTimer(static table => ((ConnectionTable)table!).Sweep(), this, period, period);
    }

    public StreamCounters Counters { get; } = new();

    public TransportHost Host => _host;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Turns for a TLS handshake.</summary>
    public SemaphoreSlim Handshakes { get; }

    public SendResult Send(TransportLoop loop, in Flow flow, ReadOnlySpan<byte> message, long token)
    {
        if (flow.Connection != 0)
        {
            if (_byNumber.TryGetValue(flow.Connection, out var named))
            {
                return named.Send(message, token, loop);
            }

            if (!IsOutbound(flow.Connection))
            {
                return SendResult.Failed;
            }
        }

        // A connection of ours that died is opened again, a new one only once for all who want it.
        var target = TargetOf(flow);
        if (_byTarget.TryGetValue(target, out var open) && ReferenceEquals(open.ClientSettings, SettingsOf(target)))
        {
            var result = open.Send(message, token, loop);
            if (result != SendResult.Failed)
            {
                return result;
            }
        }

        return OpenTo(target, out var opened) ? opened.Send(message, token, loop) : SendResult.Failed;
    }

    /// <summary>Pings the connection that the edge has to there, if any.</summary>
    public void KeepAlive(in Flow flow)
    {
        if (_byTarget.TryGetValue(TargetOf(flow), out var open))
        {
            open.Ping();
        }
    }

    public void Accept(Socket socket, ListenerState listener)
    {
        SocketEndpoint remote;
        try
        {
            remote = SocketEndpoint.From((System.Net.IPEndPoint)socket.RemoteEndPoint!);
            socket.NoDelay = true;
        }
        catch (SocketException)
        {
            // Gone between the kernel's accept and ours.
            Counters.CountClosed(CloseReason.PeerReset);
            socket.Dispose();
            return;
        }

        Counters.CountAccepted();
        var refusal = AskGate(remote, listener);
        if (refusal == CloseReason.None)
        {
            refusal = TryAdmit(remote);
        }

        if (refusal != CloseReason.None)
        {
            Counters.CountClosed(refusal);
            TransportLog.Refused(_logger, remote, refusal);
            socket.Dispose();
            return;
        }

        // Odd numbers are inbound, even ones ours.
        var number = (Interlocked.Increment(ref _lastNumber) * 2) | 1;
        var connection = new StreamConnection(this, number, listener, remote, socket);
        _byNumber[number] = connection;
        connection.Start();
    }

    /// <summary>Null when the connection is gone, is ours, or its peer indicated none.</summary>
    public string? IndicatedName(int number) =>
        number != 0 && _byNumber.TryGetValue(number, out var connection) ? connection.IndicatedName : null;

    /// <summary>Null when the connection is gone, or without TLS.</summary>
    public TlsSession? Session(in Flow flow) => (flow.Connection != 0
        ? _byNumber.TryGetValue(flow.Connection, out var connection)
        : _byTarget.TryGetValue(TargetOf(flow), out connection)) ? connection!.Session : null;

    /// <summary>Whom TLS trusts has changed: names that were verified are verified anew.</summary>
    public void Reverify()
    {
        foreach (var (_, connection) in _byNumber)
        {
            connection.Reverify();
        }
    }

    public void Close(int number, CloseReason reason)
    {
        if (number != 0 && _byNumber.TryGetValue(number, out var connection))
        {
            connection.Close(reason, null);
        }
    }

    /// <summary>A connection sent its first whole message: its source is no scanner with idle sockets.</summary>
    public void Proven(SocketEndpoint remote) => Release(remote, open: 0, unproven: 1);

    public void OnFault(StreamConnection failed, Exception fault) => TransportLog.ConnectionFault(
        _logger, fault, failed.Number, failed.Listener.Settings.Transport, failed.Remote);

    public void OnClosed(StreamConnection closed, CloseReason reason, string? detail, FlowFailure failure)
    {
        Counters.CountClosed(reason);
        Counters.CountFailed(failure.Fault, closed.IsInbound);
        TransportLog.Closed(_logger, closed.Number, closed.Listener.Settings.Transport, closed.Remote, reason, failure, detail);
        _byNumber.TryRemove(closed.Number, out _);
        if (closed.IsInbound)
        {
            Release(closed.Remote, open: 1, closed.IsProven ? 0 : 1);
        }
        else
        {
            _byTarget.TryRemove(new KeyValuePair<Target, StreamConnection>(TargetOf(closed.Flow), closed));
        }

        Interlocked.Decrement(ref _count);
        foreach (var loop in _host.Loops)
        {
            loop.PostClosed(closed.Flow, failure);
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _sweep.Dispose();
        foreach (var connection in _byNumber.Values)
        {
            connection.Close(CloseReason.Stopping, null);
        }
    }

    private static bool IsOutbound(int number) => number % 2 == 0;

    private static Target TargetOf(in Flow flow) =>
        new(flow.Transport, flow.Listener, flow.Remote, flow.ServerName, flow.TlsClient);

    private TlsClientSettings? SettingsOf(in Target target) =>
        target.Transport == TransportKind.Tls ? _host.Settings.Trust.Client(target.TlsClient) : null;

    /// <summary>An IPv6 host usually has a /64 to itself, so that is one source.</summary>
    private static UInt128 SourceOf(SocketEndpoint remote) => remote.IsIpv4 ? remote.Address : remote.Address >> 64;

    private bool OpenTo(in Target target, out StreamConnection opened)
    {
        var settings = SettingsOf(target);
        lock (_gate)
        {
            if (_byTarget.TryGetValue(target, out opened!) && !opened.IsClosed
                && ReferenceEquals(opened.ClientSettings, settings))
            {
                return true;
            }

            if (_stopping || _count >= _host.Settings.Limits.MaxConnections || target.Remote.Port == 0
                || !_host.TryListener(target.Listener, out var listener) || listener.Settings.Transport != target.Transport)
            {
                return false;
            }

            Interlocked.Increment(ref _count);
            Counters.CountOpened();
            var number = Interlocked.Increment(ref _lastNumber) * 2;
            var flow = new Flow(target.Transport, target.Listener, number, target.Remote, target.ServerName, target.TlsClient);
            opened = new StreamConnection(this, number, listener, flow, settings);
            _byNumber[number] = opened;
            _byTarget[target] = opened;
        }

        opened.Start();
        return true;
    }

    private CloseReason AskGate(SocketEndpoint remote, ListenerState listener)
    {
        var source = new Flow(listener.Settings.Transport, listener.Settings.Number, 0, remote);
        return _host.GateVerdict(source, 0, _host.Now) switch
        {
            GateVerdict.Banned => CloseReason.Banned,
            GateVerdict.RateLimited => CloseReason.RateLimited,
            _ => CloseReason.None,
        };
    }

    private CloseReason TryAdmit(SocketEndpoint remote)
    {
        var limits = _host.Settings.Limits;
        lock (_gate)
        {
            if (_stopping || _count >= limits.MaxConnections)
            {
                return CloseReason.TooManyConnections;
            }

            var source = SourceOf(remote);
            var (open, unproven) = _sources.GetValueOrDefault(source);
            if (open >= limits.MaxConnectionsPerSource || unproven >= limits.MaxUnprovenPerSource)
            {
                return CloseReason.TooManyFromSource;
            }

            _sources[source] = (open + 1, unproven + 1);
            Interlocked.Increment(ref _count);
            return CloseReason.None;
        }
    }

    private void Release(SocketEndpoint remote, int open, int unproven)
    {
        lock (_gate)
        {
            var source = SourceOf(remote);
            var before = _sources.GetValueOrDefault(source);
            var after = (Open: before.Open - open, Unproven: before.Unproven - unproven);
            if (after.Open <= 0)
            {
                _sources.Remove(source);
            }
            else
            {
                _sources[source] = after;
            }
        }
    }

    private void Sweep()
    {
        var now = _host.Now;
        foreach (var (_, connection) in _byNumber)
        {
            connection.CloseIfOverdue(now);
        }
    }

    private readonly record struct Target(
        TransportKind Transport, byte Listener, SocketEndpoint Remote, string? ServerName, string? TlsClient);
}
