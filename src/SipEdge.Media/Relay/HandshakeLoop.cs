using System.Diagnostics;
using SipEdge.Interop;
using SipEdge.Media.Dtls;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Relay;

/// <summary>
/// The one thread that does the public key work of DTLS, a millisecond per handshake, so that no media loop ever does
/// (docs/decisions/0007). Media loops hand it datagrams and get back datagrams and keys, all through bounded queues: what does
/// not fit is dropped and counted, and DTLS sends it again.
/// </summary>
internal sealed unsafe class HandshakeLoop : IDisposable
{
    /// <summary>Associations at once, at some 60 kB each while they are under way.</summary>
    public const int MaxAssociations = 1024;

    private const int MaxRequests = 4096;
    private const int Buffers = 512;

    /// <summary>
    /// How long an association is kept after it gave its keys. Our last flight may have been lost, and the peer then asks again,
    /// each time waiting twice as long.
    /// </summary>
    private const long Linger = 30_000 * Millisecond;

    private const long Millisecond = 1_000_000;

    /// <summary>A result that found its queue full is told again after this.</summary>
    private const long RetryResult = 5 * Millisecond;

    private const int IdleMilliseconds = 1000;

    private readonly DtlsContext _context;
    private readonly IHandshakeResults[] _loops;
    private readonly BoundedRing<HandshakeRequest> _requests = new(MaxRequests);
    private readonly Dictionary<int, Association> _associations = new(MaxAssociations);
    private readonly List<int> _over = [];
    private readonly int _epoll;
    private readonly int _wake;
    private readonly EpollEvents _ready = new(1);
    private readonly Thread _thread;

    private bool _stop;
    private int _waiting;
    private long _begun;
    private long _established;
    private long _failed;
    private long _dropped;

    /// <summary><paramref name="loops"/>: by slot, as sessions are spread over them.</summary>
    private HandshakeLoop(DtlsContext context, IHandshakeResults[] loops)
    {
        _context = context;
        _loops = loops;
        _epoll = Libc.EpollCreate();
        _wake = Libc.EventfdCreate();
        if (_epoll < 0 || _wake < 0 || Libc.EpollControl(_epoll, Libc.EpollAdd, _wake, Libc.EpollIn, 0) < 0)
        {
            throw new InvalidOperationException("No descriptors left for the handshake thread");
        }

        _thread = new Thread(Run) { Name = "dtls", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Of the certificate of this process.</summary>
    public DtlsFingerprint Fingerprint => _context.Fingerprint;

    /// <summary>Datagrams from the media loops to here.</summary>
    public DatagramPool Inbound { get; } = new(Buffers);

    /// <summary>Datagrams from here to the media loops. Apart from the others, which strangers can fill.</summary>
    public DatagramPool Outbound { get; } = new(Buffers);

    public HandshakeCounts Counts => new(
        _context.LiveHandshakes,
        Volatile.Read(ref _begun),
        Volatile.Read(ref _established),
        Volatile.Read(ref _failed),
        Volatile.Read(ref _dropped));

    /// <summary>Null where there is no DTLS.</summary>
    public static HandshakeLoop? TryStart(IHandshakeResults[] loops) =>
        DtlsContext.TryCreate() is { } context ? new HandshakeLoop(context, loops) : null;

    /// <summary>Any thread. False when the queue is full.</summary>
    public bool TryAsk(in HandshakeRequest request)
    {
        if (!_requests.TryWrite(request))
        {
            return false;
        }

        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _waiting) != 0)
        {
            _ = Libc.EventfdSignal(_wake);
        }

        return true;
    }

    /// <summary>A datagram for an association; dropped and counted when there is no room. Any thread.</summary>
    public void Give(HandshakeId id, ReadOnlySpan<byte> datagram)
    {
        if (!Inbound.TryRent(datagram, out var buffer))
        {
            Interlocked.Increment(ref _dropped);
        }
        else if (!TryAsk(new HandshakeRequest(HandshakeAction.Datagram, id) { Buffer = buffer, Length = datagram.Length }))
        {
            Inbound.Return(buffer);
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Ends the thread, after the media loops have ended: they give no more and take no more.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _stop, true);
        _ = Libc.EventfdSignal(_wake);
        _thread.Join();
        foreach (var association in _associations.Values)
        {
            association.Handshake.Dispose();
        }

        _associations.Clear();
        _context.Dispose();
        Inbound.Dispose();
        Outbound.Dispose();
        _ready.Dispose();
        _ = Libc.Close(_epoll);
        _ = Libc.Close(_wake);
    }

    private static long Now => Stopwatch.GetTimestamp();

    private void Run()
    {
        var next = long.MaxValue;
        while (!Volatile.Read(ref _stop))
        {
            Wait(next);
            while (_requests.TryRead(out var request))
            {
                Handle(request);
            }

            next = Tick();
        }
    }

    /// <summary>As <see cref="RelayLoop"/> waits: who asks looks at the flag after it, we at the queue after that.</summary>
    private void Wait(long until)
    {
        Volatile.Write(ref _waiting, 1);
        Interlocked.MemoryBarrier();
        var left = Math.Clamp((until - Now + Millisecond - 1) / Millisecond, 0, IdleMilliseconds);
        if (Libc.EpollWait(_epoll, _ready, _requests.IsEmpty ? (int)left : 0) > 0)
        {
            _ = Libc.EventfdClear(_wake);
        }

        Volatile.Write(ref _waiting, 0);
    }

    private void Handle(in HandshakeRequest request)
    {
        switch (request.Action)
        {
            case HandshakeAction.Begin:
                Begin(request);
                break;
            case HandshakeAction.Datagram:
                if (TryFind(request.Id, out var association))
                {
                    association.Handshake.Take(Inbound.Read(request.Buffer, request.Length), Now);
                    Tell(association);
                }

                Inbound.Return(request.Buffer);
                break;
            default:
                if (TryFind(request.Id, out var ended))
                {
                    Remove(ended.Id.Place);
                }

                break;
        }
    }

    private bool TryFind(HandshakeId id, out Association association) =>
        _associations.TryGetValue(id.Place, out association!) && association.Id == id;

    private void Begin(in HandshakeRequest request)
    {
        Remove(request.Id.Place);
        var failure = DtlsFailure.NoRoom;
        if (_associations.Count < MaxAssociations || TryRemoveLingering())
        {
            if (_context.TryBegin(request.Settings!, request.AddressProven, DtlsTimes.Default, Now, out failure) is { } handshake)
            {
                Volatile.Write(ref _begun, _begun + 1);
                var association = new Association(request.Id, handshake);
                _associations.Add(request.Id.Place, association);
                handshake.Start(Now);
                Tell(association);
                return;
            }
        }

        Volatile.Write(ref _failed, _failed + 1);
        _ = LoopOf(request.Id).TryPost(new HandshakeResult(request.Id) { Failure = failure });
    }

    /// <summary>Those that gave their keys are kept out of courtesy. The one that was for longest makes room.</summary>
    private bool TryRemoveLingering()
    {
        Association? oldest = null;
        foreach (var association in _associations.Values)
        {
            oldest = association.Told && (oldest is null || association.EndsAt < oldest.EndsAt) ? association : oldest;
        }

        return oldest is not null && Remove(oldest.Id.Place);
    }

    private bool Remove(int place)
    {
        if (!_associations.Remove(place, out var association))
        {
            return false;
        }

        association.Handshake.Dispose();
        return true;
    }

    /// <summary>Passes on what a handshake has to say. One that failed and told so is over.</summary>
    private void Tell(Association association)
    {
        var handshake = association.Handshake;
        var loop = LoopOf(association.Id);
        while (handshake.TryTakeDatagram(out var datagram))
        {
            if (!Outbound.TryRent(datagram, out var buffer))
            {
                Interlocked.Increment(ref _dropped);
            }
            else if (!loop.TryPost(
                new HandshakeResult(association.Id) { Pool = Outbound, Buffer = buffer, Length = datagram.Length }))
            {
                Outbound.Return(buffer);
                Interlocked.Increment(ref _dropped);
            }
        }

        if (association.Told || handshake.State == DtlsState.Handshaking)
        {
            return;
        }

        association.Result ??= ResultOf(association);
        if (!loop.TryPost(association.Result.Value))
        {
            return; // again with the next tick
        }

        association.Result = null;
        association.Told = true;
        association.EndsAt = handshake.State == DtlsState.Failed ? 0 : Now + Linger;
    }

    private HandshakeResult ResultOf(Association association)
    {
        var handshake = association.Handshake;
        if (handshake.State == DtlsState.Failed)
        {
            Volatile.Write(ref _failed, _failed + 1);
            return new HandshakeResult(association.Id) { Failure = handshake.Failure };
        }

        Volatile.Write(ref _established, _established + 1);
        handshake.TakeKeys(out var receive, out var send);
        return new HandshakeResult(association.Id) { Receive = new SrtpContext(receive), Send = new SrtpContext(send) };
    }

    /// <summary>Does what is due, and says when something is again.</summary>
    private long Tick()
    {
        var now = Now;
        var next = long.MaxValue;
        foreach (var association in _associations.Values)
        {
            if (association.Handshake.WakeAt <= now)
            {
                association.Handshake.Tick(now);
                Tell(association);
            }
            else if (association.Result is not null)
            {
                Tell(association);
            }

            if (association.Told && association.EndsAt <= now)
            {
                _over.Add(association.Id.Place);
                continue;
            }

            var due = association.Told ? association.EndsAt
                : association.Result is not null ? now + RetryResult
                : association.Handshake.WakeAt;
            next = Math.Min(next, due);
        }

        foreach (var place in _over)
        {
            Remove(place);
        }

        _over.Clear();
        return next;
    }

    private IHandshakeResults LoopOf(HandshakeId id) => _loops[id.Session.Index % _loops.Length];

    private sealed class Association(HandshakeId id, DtlsHandshake handshake)
    {
        public HandshakeId Id { get; } = id;

        public DtlsHandshake Handshake { get; } = handshake;

        /// <summary>Made, and not yet told because the queue was full.</summary>
        public HandshakeResult? Result { get; set; }

        public bool Told { get; set; }

        /// <summary>When it is given up, once told.</summary>
        public long EndsAt { get; set; }
    }
}
