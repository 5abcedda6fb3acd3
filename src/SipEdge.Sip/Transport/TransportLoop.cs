using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using SipEdge.Interop;
using static SipEdge.Interop.Libc;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace SipEdge.Sip.Transport;

/// <summary>
/// A dedicated thread that owns its UDP sockets and everything its handler holds. It waits on all of them and on its mailbox
/// at once, reads and writes in batches, and calls nobody but its handler.
/// </summary>
#pragma warning disable CA1001 // Stop releases everything, once the thread that uses it has ended.
public sealed class TransportLoop : ITransport
#pragma warning restore CA1001
{
    /// <summary>Mails per round, so that a full mailbox does not starve the sockets.</summary>
    private const int MailsPerRound = 256;

    private const int WakeUp = -1;

    /// <summary>A loop looks around at least this often, which is also how soon a watchdog sees it alive.</summary>
    private const int LongestWaitMs = 1000;

    /// <summary>A fault that repeats at every round must not take the whole core and fill the log.</summary>
    private const int RetryAfterFaultMs = 100;

    private readonly TransportHost _host;
    private readonly ILogger _logger;
    private readonly LoopMailbox _mailbox;
    private readonly UdpListener?[] _listeners = new UdpListener?[byte.MaxValue + 1];
    private readonly List<UdpListener> _sockets = [];
    private readonly List<(long Token, Flow Flow)> _failed = [];
    private readonly UdpReceiveBatch _received = new();
    private readonly Thread _thread;
    private readonly int _epoll;
    private readonly int _eventfd;
    private readonly Lock _wakeGate = new();
    private int _signalled;
    private bool _released;
    private volatile bool _stopping;

    internal TransportLoop(TransportHost host, int number, int mailboxCapacity, ILogger logger)
    {
        _host = host;
        Number = number;
        _logger = logger;
        _mailbox = new LoopMailbox(mailboxCapacity);
        _epoll = Check(EpollCreate());
        _eventfd = Check(EventfdCreate());
        Check(EpollControl(_epoll, EpollAdd, _eventfd, EpollIn, unchecked((ulong)WakeUp)));
        _thread = new Thread(Run) { Name = $"sip-{number}", IsBackground = true };
    }

    public int Number { get; }

    /// <summary>Set before the host starts.</summary>
    public ILoopHandler? Handler { get; set; }

    public ITransport Transport => this;

    public LoopCounters Counters { get; } = new();

    public long BusyMicroseconds => Counters.BusyMicroseconds;

    /// <summary>Runs a command on the loop's thread, soon. Any thread may call.</summary>
    public void Post(ILoopCommand command)
    {
        _mailbox.Post(new Mail { Kind = MailKind.Command, Command = command });
        Wake();
    }

    /// <summary>Makes the loop do a round now. Any thread may call.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _signalled, 1) != 0)
        {
            return;
        }

        lock (_wakeGate)
        {
            // A descriptor that was closed may by now be somebody else's.
            if (!_released)
            {
                EventfdSignal(_eventfd);
            }
        }
    }

    public SendResult Send(in Flow flow, ReadOnlySpan<byte> message, long token)
    {
        if (flow.Transport != TransportKind.Udp)
        {
            return _host.Connections.Send(this, flow, message, token);
        }

        return _listeners[flow.Listener] is { } listener && listener.TryQueue(flow.Remote, message, token)
            ? SendResult.Sent
            : SendResult.Failed;
    }

    public ReadOnlySpan<byte> SentBy(in Flow flow) => _host.Listener(flow.Listener).SentBy;

    public SocketEndpoint Local(in Flow flow) => _host.Listener(flow.Listener).Local;

    public string? IndicatedName(in Flow flow) =>
        flow.Transport == TransportKind.Tls ? _host.Connections.IndicatedName(flow.Connection) : null;

    public TlsSession? Tls(in Flow flow) =>
        flow.Transport == TransportKind.Tls ? _host.Connections.Session(flow) : null;

    public void KeepAlive(in Flow flow)
    {
        if (flow.Transport != TransportKind.Udp)
        {
            _host.Connections.KeepAlive(flow);
        }
        else
        {
            _listeners[flow.Listener]?.TryQueue(flow.Remote, "\r\n"u8, token: 0);
        }
    }

    public void Close(in Flow flow) => _host.Connections.Close(flow.Connection, CloseReason.ClosedByUs);

    internal bool TryPost(byte[] buffer, int length, in Flow flow)
    {
        var posted = _mailbox.TryPost(buffer, length, flow);
        Wake();
        return posted;
    }

    internal void PostFailed(long token, in Flow flow, FlowFailure failure)
    {
        _mailbox.Post(new Mail { Kind = MailKind.SendFailed, Token = token, Flow = flow, Failure = failure });
        Wake();
    }

    internal void PostClosed(in Flow flow, FlowFailure failure)
    {
        _mailbox.Post(new Mail { Kind = MailKind.FlowClosed, Flow = flow, Failure = failure });
        Wake();
    }

    /// <exception cref="SocketException">The address cannot be bound.</exception>
    internal UdpListener Listen(ListenerSettings settings, int port, bool shared, int receiveBuffer)
    {
        var listener = UdpListener.Open(settings, port, shared, receiveBuffer, Counters, _failed);
        _listeners[settings.Number] = listener;
        _sockets.Add(listener);
        var events = settings.Inherited is null ? EpollIn : EpollIn | EpollExclusive; // one loop wakes, not all that share it
        Check(EpollControl(_epoll, EpollAdd, listener.Descriptor, events, settings.Number));
        return listener;
    }

    internal void Start() => _thread.Start();

    /// <summary>False when the thread was still busy after the time given; it then keeps its sockets.</summary>
    internal bool Stop(TimeSpan timeout)
    {
        _stopping = true;
        Wake();
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted) || _thread.Join(timeout))
        {
            Release();
            return true;
        }

        TransportLog.NotStopped(_logger, Number);
        return false;
    }

    private void Run()
    {
        var handler = Handler ?? throw new InvalidOperationException("A loop needs a handler before it starts.");
        using var events = new EpollEvents(16);
        var deadline = 0L;
        var more = false;
        while (!_stopping)
        {
            var wait = more ? 0 : Math.Clamp(deadline - _host.Now, 0, LongestWaitMs);
            var count = EpollWait(_epoll, events, (int)wait);
            var began = Stopwatch.GetTimestamp();
            var now = _host.Now;
            for (var index = 0; index < count; index++)
            {
                if (events.Data(index) == unchecked((ulong)WakeUp))
                {
                    EventfdClear(_eventfd);
                    Interlocked.Exchange(ref _signalled, 0);
                }
                else
                {
                    ReadDatagrams(handler, _listeners[(byte)events.Data(index)]!, now);
                }
            }

            more = ReadMailbox(handler, now);
            deadline = Tick(handler, now);
            Flush();
            ReportFailures(handler, now);
            Counters.BusyTicks += Stopwatch.GetTimestamp() - began;
        }
    }

    private void ReadDatagrams(ILoopHandler handler, UdpListener listener, long now)
    {
        var count = _received.Receive(listener);
        Counters.DatagramsReceived += count;
        for (var index = 0; index < count; index++)
        {
            var datagram = _received.Datagram(index);
            Counters.BytesReceived += datagram.Length;
            var flow = new Flow(TransportKind.Udp, listener.Number, 0, _received.Source(index));
            if (_host.GateVerdict(flow, datagram.Length, now) != GateVerdict.Pass)
            {
                continue;
            }

            switch (FirstByte.OfDatagram(datagram))
            {
                case FirstByteKind.Keepalive:
                    Counters.Keepalives++;
                    break;
                case FirstByteKind.Message:
                    Route(handler, datagram, flow, now);
                    break;
                default:
                    Counters.NotSip++;
                    break;
            }
        }
    }

    /// <summary>To its owner: mostly here, else once through the other loop's mailbox.</summary>
    private void Route(ILoopHandler handler, ReadOnlySpan<byte> message, in Flow flow, long now)
    {
        var owner = _host.OwnerOf(message);
        if (owner is null || owner == this)
        {
            Deliver(handler, message, flow, now);
        }
        else if (owner._mailbox.TryPost(message, flow))
        {
            Counters.HandedOver++;
            owner.Wake();
        }
        else
        {
            Counters.MailboxFull++;
        }
    }

    /// <summary>True when there is more.</summary>
    private bool ReadMailbox(ILoopHandler handler, long now)
    {
        for (var taken = 0; taken < MailsPerRound; taken++)
        {
            if (!_mailbox.TryTake(out var mail))
            {
                return false;
            }

            switch (mail.Kind)
            {
                case MailKind.Message:
                    Counters.StreamMessages += mail.Flow.IsReliable ? 1 : 0;
                    Deliver(handler, mail.Buffer.AsSpan(0, mail.Length), mail.Flow, now);
                    ArrayPool<byte>.Shared.Return(mail.Buffer!);
                    break;
                default:
                    TakeNotice(handler, mail, now);
                    break;
            }
        }

        return true;
    }

    private void TakeNotice(ILoopHandler handler, in Mail mail, long now)
    {
        try
        {
            switch (mail.Kind)
            {
                case MailKind.SendFailed:
                    handler.OnSendFailed(mail.Token, mail.Flow, mail.Failure, now);
                    break;
                case MailKind.FlowClosed:
                    handler.OnFlowClosed(mail.Flow, mail.Failure, now);
                    break;
                default:
                    mail.Command!.Run(now);
                    break;
            }
        }
        catch (Exception exception)
        {
            // As in Deliver: a bug of ours must not end the loop and its calls.
            Counters.Faults++;
            TransportLog.Fault(_logger, exception, Number, mail.Flow.Remote);
        }
    }

    /// <summary>
    /// An exception here is a bug of ours, but one message of a stranger must not end every call of the loop: it is logged
    /// as an error, counted, and the message dropped.
    /// </summary>
    private void Deliver(ILoopHandler handler, ReadOnlySpan<byte> message, in Flow flow, long now)
    {
        try
        {
            handler.OnMessage(message, flow, now);
        }
        catch (Exception exception)
        {
            Counters.Faults++;
            TransportLog.Fault(_logger, exception, Number, flow.Remote);
        }
    }

    private long Tick(ILoopHandler handler, long now)
    {
        try
        {
            return handler.OnTick(now);
        }
        catch (Exception exception)
        {
            Counters.Faults++;
            TransportLog.Fault(_logger, exception, Number, default);
            return now + RetryAfterFaultMs;
        }
    }

    private void Flush()
    {
        foreach (var socket in _sockets)
        {
            socket.Flush();
        }
    }

    private void ReportFailures(ILoopHandler handler, long now)
    {
        if (_failed.Count == 0)
        {
            return;
        }

        for (var index = 0; index < _failed.Count; index++)
        {
            var (token, flow) = _failed[index];
            TakeNotice(handler, new Mail { Kind = MailKind.SendFailed, Token = token, Flow = flow }, now);
        }

        _failed.Clear();
        Flush();
    }

    private void Release()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        _sockets.Clear();
        _received.Dispose();
        lock (_wakeGate)
        {
            _released = true;
            Libc.Close(_eventfd);
        }

        Libc.Close(_epoll);
    }

    private static int Check(int result, [CallerArgumentExpression(nameof(result))] string call = "") =>
        result >= 0 ? result : throw new IOException($"{call} failed with error {-result}.");
}
