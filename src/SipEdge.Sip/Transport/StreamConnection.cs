using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using SipEdge.Sip.Messages;

namespace SipEdge.Sip.Transport;

/// <summary>
/// One TCP or TLS connection: opened, shaken hands on, read into messages, written from a bounded queue. Every state has a
/// deadline that the table's sweep enforces, so that no peer can keep it open by doing nothing or little.
/// </summary>
#pragma warning disable CA1001 // A token source without timer or parent holds nothing to dispose; any thread cancels it.
internal sealed partial class StreamConnection
#pragma warning restore CA1001
{
    private static readonly PipeOptions QueueOptions = new(pauseWriterThreshold: 0, useSynchronizationContext: false);

    private readonly ConnectionTable _table;
    private readonly TransportLimits _limits;
    private readonly CancellationTokenSource _closing = new();
    private readonly Pipe _queue = new(QueueOptions);
    private readonly Lock _gate = new();

    // Guarded by _gate: who wants to know when a message could not be written, by its end in the stream of queued bytes.
    private readonly Queue<(long End, long Token, TransportLoop Loop)> _unwritten = new();
    private long _queued;
    private long _written;
    private CloseReason _closed;
    private bool _heard;

    // Written by the connection's tasks, read by the sweep.
    private long _deadline = long.MaxValue;
    private long _writeDeadline = long.MaxValue;
    private long _pongDeadline = long.MaxValue;
    private CloseReason _overdue;
    private volatile bool _exchanging;

    private Socket? _socket;
    private bool _inMessage;

    // Of the connection's own tasks.
    private CalledPeerCheck? _called;
    private FlowFault _callerFault;
    private ImmutableArray<PeerName> _verified = [];
    private int _answer = -1;

    // Written by the handshake, read by a reload.
    private volatile PeerCertificate? _caller;
    private volatile TlsSession? _session;

    /// <summary>One that somebody opened to the edge.</summary>
    public StreamConnection(ConnectionTable table, int number, ListenerState listener, SocketEndpoint remote, Socket accepted)
        : this(table, number, listener, remote)
    {
        _socket = accepted;
        IsInbound = true;
    }

    /// <summary>One that the edge opens.</summary>
    public StreamConnection(
        ConnectionTable table, int number, ListenerState listener, in Flow to, TlsClientSettings? tls)
        : this(table, number, listener, to.Remote)
    {
        ServerName = to.ServerName;
        TlsClient = to.TlsClient;
        ClientSettings = tls;
    }

    private StreamConnection(ConnectionTable table, int number, ListenerState listener, SocketEndpoint remote)
    {
        _table = table;
        _limits = table.Host.Settings.Limits;
        Number = number;
        Listener = listener;
        Remote = remote;
    }

    public int Number { get; }

    public ListenerState Listener { get; }

    public SocketEndpoint Remote { get; }

    public string? ServerName { get; }

    public string? TlsClient { get; }

    /// <summary>What an outbound TLS connection was opened with; null on any other.</summary>
    public TlsClientSettings? ClientSettings { get; }

    /// <summary>Null before the handshake is done, and without one.</summary>
    public TlsSession? Session => _session;

    /// <summary>
    /// The name an inbound peer asked for in its TLS handshake (SNI, RFC 6066 §3); null before, and without one.
    /// </summary>
    public string? IndicatedName { get; private set; }

    public bool IsInbound { get; }

    /// <summary>A whole message has come.</summary>
    public bool IsProven { get; private set; }

    public bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _closed != CloseReason.None;
            }
        }
    }

    public Flow Flow => new(Listener.Settings.Transport, Listener.Settings.Number, Number, Remote, ServerName, TlsClient);

    private bool IsTls => Listener.Settings.Transport == TransportKind.Tls;

    public void Start() => _ = Task.Run(RunAsync);

    /// <summary>Puts a message in the queue. Any thread may call.</summary>
    public SendResult Send(ReadOnlySpan<byte> message, long token, TransportLoop? loop)
    {
        lock (_gate)
        {
            if (_closed != CloseReason.None)
            {
                return SendResult.Failed;
            }

            if (_queued - _written + message.Length <= _limits.MaxQueuedBytes)
            {
                if (_queued == _written)
                {
                    Volatile.Write(ref _writeDeadline, WriteDeadline());
                }

                _queued += message.Length;
                if (token != 0 && loop is not null)
                {
                    _unwritten.Enqueue((_queued, token, loop));
                }

                _queue.Writer.Write(message);

                // Without a threshold a flush never waits; it only wakes the writer.
                var flushed = _queue.Writer.FlushAsync(CancellationToken.None);
                return flushed.IsCompleted ? SendResult.Queued : SendResult.Failed;
            }
        }

        Close(CloseReason.QueueOverflow, null);
        return SendResult.Failed;
    }

    /// <summary>RFC 5626 §3.5.1. While a pong is due, and before the connection stands, it does nothing.</summary>
    public void Ping()
    {
        if (_exchanging && Interlocked.CompareExchange(
            ref _pongDeadline, _table.Host.Now + _limits.PongTimeout, long.MaxValue) == long.MaxValue)
        {
            Send("\r\n\r\n"u8, token: 0, loop: null);
        }
    }

    public void CloseIfOverdue(long now)
    {
        if (Volatile.Read(ref _deadline) <= now)
        {
            Close(_overdue, null, FailureOf(_overdue));
        }
        else if (Volatile.Read(ref _writeDeadline) <= now)
        {
            Close(CloseReason.NotReading, null);
        }
        else if (Volatile.Read(ref _pongDeadline) <= now)
        {
            Close(CloseReason.NoPong, null);
        }
    }

    /// <summary>After a change of whom TLS trusts: the peer is who its certificate says by the authorities of now.</summary>
    public void Reverify()
    {
        if (_caller is { } caller && _session is { } session)
        {
            _session = session with { Verified = caller.Verify(_table.Host.Settings.Trust.Peers, out _) };
        }
    }

    /// <summary>Ends the connection once; whoever still waited for a message to leave is told.</summary>
    public void Close(CloseReason reason, string? detail, FlowFailure failure = default)
    {
        (long End, long Token, TransportLoop Loop)[] lost;
        lock (_gate)
        {
            if (_closed != CloseReason.None)
            {
                return;
            }

            _closed = reason;
            lost = [.. _unwritten];
            _unwritten.Clear();
        }

        _table.OnClosed(this, reason, detail, failure);
        foreach (var (_, token, loop) in lost)
        {
            loop.PostFailed(token, Flow, failure);
        }

        // Not inline: the closer may be a loop, and what waits here is not its business.
        _ = _closing.CancelAsync();
        _socket?.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            var (reason, detail, failure) = await LiveAsync().ConfigureAwait(false);
            Close(reason, detail, failure);
        }
        catch (Exception fault) // as on a loop: a fault of ours costs one connection, and is told
        {
            _table.OnFault(this, fault);
            Close(CloseReason.Fault, fault.Message);
        }

        // Close may have come from elsewhere while the socket was being made.
        _socket?.Dispose();
    }

    /// <summary>The whole life; what a peer or the network can do to it comes back as a reason.</summary>
    private async Task<(CloseReason Reason, string? Detail, FlowFailure Failure)> LiveAsync()
    {
        var stage = CloseReason.ConnectFailed;
        try
        {
            _socket ??= await ConnectAsync().ConfigureAwait(false);
            stage = CloseReason.PeerReset;
            SetDeadline(IsTls ? _limits.HandshakeTimeout : _limits.FirstMessageTimeout,
                IsTls ? CloseReason.HandshakeTimeout : CloseReason.NoMessage);
            if (IsInbound && await CheckFirstByteAsync(_socket).ConfigureAwait(false) is var wrong and not CloseReason.None)
            {
                return (wrong, null, FailureOf(wrong));
            }

            await using var network = new NetworkStream(_socket, ownsSocket: true);
            if (!IsTls)
            {
                return await ExchangeAsync(network).ConfigureAwait(false);
            }

            stage = CloseReason.HandshakeFailed;
            await using var secure = new SslStream(network, leaveInnerStreamOpen: false);
            await ShakeHandsAsync(secure, _socket).ConfigureAwait(false);
            stage = CloseReason.PeerReset;
            return await ExchangeAsync(secure).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException
            or OperationCanceledException or ObjectDisposedException)
        {
            return (stage, exception.InnerException?.Message ?? exception.Message, Classify(stage, exception));
        }
    }

    private FlowFailure Classify(CloseReason stage, Exception exception) => stage switch
    {
        CloseReason.ConnectFailed => HandshakeFaults.OfConnect(exception),
        _ when _callerFault != FlowFault.None => new FlowFailure(_callerFault),
        _ when _called is { Fault: not FlowFault.None } called => new FlowFailure(called.Fault),

        // With TLS 1.3 a server refuses its client after the client's last word, by what it says first.
        _ when IsTls && !_heard =>
            HandshakeFaults.OfHandshake(exception, _answer, ClientSettings?.ClientCertificate is not null),
        _ => default,
    };

    private static FlowFailure FailureOf(CloseReason reason) => new(reason switch
    {
        CloseReason.ConnectTimeout => FlowFault.ConnectTimeout,
        CloseReason.HandshakeTimeout => FlowFault.HandshakeTimeout,
        CloseReason.PlaintextOnTls => FlowFault.Plaintext,
        _ => FlowFault.None,
    });

    private async Task<Socket> ConnectAsync()
    {
        SetDeadline(_limits.ConnectTimeout, CloseReason.ConnectTimeout);
        var remote = Remote.ToIPEndPoint();
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // From the listener's own address: a peer may let in only that one.
            var bind = Listener.Settings.Bind.Address;
            if (bind.AddressFamily == remote.AddressFamily && !Listener.Local.IsUnspecified)
            {
                socket.Bind(new System.Net.IPEndPoint(bind, 0));
            }

            await socket.ConnectAsync(remote, _closing.Token).ConfigureAwait(false);
            return socket;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<(CloseReason Reason, string? Detail, FlowFailure Failure)> ExchangeAsync(Stream stream)
    {
        SetDeadline(IsInbound ? _limits.FirstMessageTimeout : _limits.IdleTimeout,
            IsInbound ? CloseReason.NoMessage : CloseReason.Idle);
        var writing = WriteAsync(stream);
        _exchanging = true;
        var (reason, detail, failure) = await ReadOrFailAsync(stream).ConfigureAwait(false);
        Close(reason, detail, failure);
        await _queue.Writer.CompleteAsync().ConfigureAwait(false);
        await writing.ConfigureAwait(false);
        return (reason, detail, failure);
    }

    private async Task<(CloseReason Reason, string? Detail, FlowFailure Failure)> ReadOrFailAsync(Stream stream)
    {
        try
        {
            var reason = await ReadAsync(stream).ConfigureAwait(false);
            return (reason, null, !IsInbound && !_heard && reason == CloseReason.PeerClosed
                ? new FlowFailure(FlowFault.ClosedByPeer)
                : default);
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException
            or ObjectDisposedException)
        {
            return (CloseReason.PeerReset, exception.InnerException?.Message ?? exception.Message,
                IsInbound ? default : Classify(CloseReason.PeerReset, exception));
        }
    }

    private async Task<CloseReason> ReadAsync(Stream stream)
    {
        // Zero-byte reads: a connection that is quiet holds no buffer.
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true));
        var framer = new StreamFramer(_limits.Parse);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(_closing.Token).ConfigureAwait(false);
                var buffer = read.Buffer;
                if (!buffer.IsEmpty && !_heard)
                {
                    Hear();
                }

                var reason = TakeMessages(framer, ref buffer);
                if (reason != CloseReason.None)
                {
                    return reason;
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    return CloseReason.PeerClosed;
                }
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private CloseReason TakeMessages(StreamFramer framer, ref ReadOnlySequence<byte> buffer)
    {
        while (true)
        {
            var status = framer.TryFrame(buffer, out var length);
            if (status is FrameStatus.Message or FrameStatus.Ping or FrameStatus.LineBreak)
            {
                // A pong, or what says as much: the peer is there.
                Volatile.Write(ref _pongDeadline, long.MaxValue);
            }

            switch (status)
            {
                case FrameStatus.Message:
                    var refusal = Deliver(buffer.Slice(0, length));
                    if (refusal != CloseReason.None)
                    {
                        return refusal;
                    }

                    _inMessage = false;
                    break;
                case FrameStatus.Ping:
                    Send("\r\n"u8, 0, null);
                    goto case FrameStatus.LineBreak;
                case FrameStatus.LineBreak:
                    // Keeps a proven connection alive, and buys a stranger nothing.
                    if (IsProven)
                    {
                        // A line break may have begun as half a message; the message after it has a clock of its own.
                        _inMessage = false;
                        SetDeadline(_limits.IdleTimeout, CloseReason.Idle);
                    }

                    break;
                case FrameStatus.Refused:
                    return CloseReason.BadFraming;
                default:
                    StartMessageClock(buffer.IsEmpty);
                    return CloseReason.None;
            }

            buffer = buffer.Slice(length);
        }
    }

    /// <summary>The clock of a message starts with its first byte and is not set back by the ones that trickle in.</summary>
    private void StartMessageClock(bool nothingWaits)
    {
        if (!nothingWaits && !_inMessage)
        {
            _inMessage = true;
            SetDeadline(_limits.MessageTimeout, CloseReason.HalfMessage);
        }
    }

    /// <summary>
    /// To the loop that owns the message. One that came too fast is dropped, as a datagram is: to close the connection would end
    /// everything else that a trunk has on it.
    /// </summary>
    private CloseReason Deliver(in ReadOnlySequence<byte> message)
    {
        var length = (int)message.Length;
        var verdict = _table.Host.GateVerdict(Flow, length, _table.Host.Now);
        if (verdict == GateVerdict.Banned)
        {
            return CloseReason.Banned;
        }

        if (!IsProven)
        {
            IsProven = true;
            if (IsInbound)
            {
                _table.Proven(Remote);
            }
        }

        SetDeadline(_limits.IdleTimeout, CloseReason.Idle);
        if (verdict == GateVerdict.RateLimited)
        {
            return CloseReason.None;
        }

        var copy = ArrayPool<byte>.Shared.Rent(length);
        message.CopyTo(copy);
        var loop = _table.Host.OwnerOf(copy.AsSpan(0, length)) ?? _table.Host.Loops[0];
        return loop.TryPost(copy, length, Flow) ? CloseReason.None : CloseReason.LoopBusy;
    }

    private async Task WriteAsync(Stream stream)
    {
        var reader = _queue.Reader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(_closing.Token).ConfigureAwait(false);
                foreach (var segment in read.Buffer)
                {
                    await stream.WriteAsync(segment, _closing.Token).ConfigureAwait(false);
                    OnWritten(segment.Length);
                }

                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException
            or ObjectDisposedException)
        {
            Close(CloseReason.PeerReset, exception.Message);
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private void OnWritten(int length)
    {
        lock (_gate)
        {
            _written += length;
            Forget();

            Volatile.Write(ref _writeDeadline, _written == _queued ? long.MaxValue : WriteDeadline());
        }
    }

    /// <summary>The peer talks to us: what was written before has arrived at somebody who wants it.</summary>
    private void Hear()
    {
        lock (_gate)
        {
            _heard = true;
            Forget();
        }
    }

    /// <summary>
    /// A peer that was called and has not said a word may yet refuse: a TLS 1.3 server judges the edge's certificate when the
    /// handshake is over here. Until it speaks, who wrote to it wants to know.
    /// </summary>
    private void Forget()
    {
        while ((IsInbound || _heard) && _unwritten.TryPeek(out var first) && first.End <= _written)
        {
            _unwritten.Dequeue();
        }
    }

    /// <summary>While the connection is being opened its own deadline decides.</summary>
    private long WriteDeadline() => _table.Host.Now + _limits.WriteTimeout + (_written == 0 ? _limits.HandshakeTimeout : 0);

    private void SetDeadline(int milliseconds, CloseReason overdue)
    {
        _overdue = overdue;
        Volatile.Write(ref _deadline, _table.Host.Now + milliseconds);
    }
}
