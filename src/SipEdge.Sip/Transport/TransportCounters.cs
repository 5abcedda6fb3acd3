using System.Diagnostics;

namespace SipEdge.Sip.Transport;

/// <summary>Counts of one loop. The loop writes, anyone may read; a reader sees slightly old numbers.</summary>
public sealed class LoopCounters
{
    /// <summary>Time at work, waiting not counted: of <see cref="ITransport.BusyMicroseconds"/>.</summary>
    public long BusyMicroseconds => (long)(BusyTicks * (1_000_000.0 / Stopwatch.Frequency));

    public long DatagramsReceived { get; internal set; }

    public long DatagramsSent { get; internal set; }

    public long BytesReceived { get; internal set; }

    public long BytesSent { get; internal set; }

    /// <summary>Messages that came over TCP and TLS.</summary>
    public long StreamMessages { get; internal set; }

    /// <summary>Datagrams of nothing but line breaks, spaces or NULs: NAT keepalives. Dropped.</summary>
    public long Keepalives { get; internal set; }

    /// <summary>Datagrams whose first byte can start no SIP message: STUN, TLS, noise. Dropped.</summary>
    public long NotSip { get; internal set; }

    /// <summary>Datagrams this loop read for another.</summary>
    public long HandedOver { get; internal set; }

    /// <summary>Datagrams for another loop whose mailbox was full. Dropped.</summary>
    public long MailboxFull { get; internal set; }

    /// <summary>Datagrams the kernel had no room for. Dropped; the transaction sends again.</summary>
    public long SendBufferFull { get; internal set; }

    /// <summary>Datagrams the kernel refused: no route, wrong family, too long.</summary>
    public long SendErrors { get; internal set; }

    /// <summary>Messages on which our own code threw. Each is a bug and is logged as an error.</summary>
    public long Faults { get; internal set; }

    internal long BusyTicks { get; set; }
}

/// <summary>Why a stream connection ended, or never began.</summary>
public enum CloseReason : byte
{
    /// <summary>Still open.</summary>
    None,
    PeerClosed,
    PeerReset,
    ClosedByUs,
    Stopping,

    /// <summary>No message and no keepalive for a long time.</summary>
    Idle,

    /// <summary>A ping of ours got no answer (RFC 5626 §4.4.1).</summary>
    NoPong,

    /// <summary>A message that did not end in time.</summary>
    HalfMessage,

    /// <summary>Opened, and then not one whole message.</summary>
    NoMessage,
    HandshakeTimeout,
    HandshakeFailed,
    ConnectFailed,
    ConnectTimeout,

    /// <summary>A ClientHello on a plaintext port.</summary>
    TlsOnPlaintext,

    /// <summary>Something else than a ClientHello on a TLS port.</summary>
    PlaintextOnTls,

    /// <summary>What came cannot be cut into messages.</summary>
    BadFraming,

    /// <summary>The peer does not read what it is sent.</summary>
    NotReading,
    QueueOverflow,

    /// <summary>The loop that owns the message could not take it.</summary>
    LoopBusy,
    TooManyConnections,
    TooManyFromSource,

    /// <summary>The gate's word, at the door or at a later message.</summary>
    Banned,

    /// <summary>The gate's word at the door.</summary>
    RateLimited,

    /// <summary>What came over it made our own code fail.</summary>
    Fault,
}

/// <summary>Counts of all stream connections. Written by any thread with Interlocked, read by anyone.</summary>
public sealed class StreamCounters
{
    private readonly long[] _closed = new long[(int)CloseReason.Fault + 1];
    private readonly long[] _failedInward = new long[(int)FlowFault.ClosedByPeer + 1];
    private readonly long[] _failedOutward = new long[(int)FlowFault.ClosedByPeer + 1];
    private long _accepted;
    private long _opened;

    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Outbound connections begun.</summary>
    public long Opened => Interlocked.Read(ref _opened);

    public long Closed(CloseReason reason) => Interlocked.Read(ref _closed[(int)reason]);

    /// <summary>Connections that failed before they carried anything, by what was in the way.</summary>
    public long Failed(FlowFault fault, bool inward) => Interlocked.Read(ref (inward ? _failedInward : _failedOutward)[(int)fault]);

    internal void CountFailed(FlowFault fault, bool inward)
    {
        if (fault != FlowFault.None)
        {
            Interlocked.Increment(ref (inward ? _failedInward : _failedOutward)[(int)fault]);
        }
    }

    internal void CountAccepted() => Interlocked.Increment(ref _accepted);

    internal void CountOpened() => Interlocked.Increment(ref _opened);

    internal void CountClosed(CloseReason reason) => Interlocked.Increment(ref _closed[(int)reason]);
}
