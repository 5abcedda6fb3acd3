using System.Diagnostics.CodeAnalysis;
using SipEdge.Interop;
using SipEdge.Media.Announcements;
using SipEdge.Media.Dtls;
using SipEdge.Media.Dtmf;

namespace SipEdge.Media.Relay;

/// <summary>
/// The relay: sessions, ports and loops. Calls open, configure and close from any thread; packets never come near the
/// gate that those share.
/// </summary>
public sealed class RelayPlane : IMediaPlane, IDisposable
{
    /// <summary>Ports tried when others on this machine hold some of the range.</summary>
    private const int MaxBindAttempts = 64;

    private readonly Lock _gate = new();
    private readonly RelayOptions _options;
    private readonly PortAllocator _ports;
    private readonly OwnPorts _own;
    private readonly SessionJoins _joins;
    private readonly MediaSession?[] _sessions;
    private readonly MediaEvents _events;
    private readonly BoundedRing<ReleasedSlot> _released;
    private readonly RelayLoop[] _loops;

    // Begun when first asked for, by the first call: making the certificate takes some milliseconds.
    private readonly Lazy<HandshakeLoop?> _handshakes;

    // Under the gate: slots nobody has, the last one given back first, so that few stay warm.
    private readonly Stack<int> _free = new();
    private int _slotsUsed;

    private int _open;
    private bool _disposed;

    /// <param name="options">What it is built with.</param>
    /// <param name="wake">
    /// Called on a media thread with the number of an owner that has events to read; must return at once and not throw.
    /// </param>
    public RelayPlane(RelayOptions options, Action<int>? wake = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Loops, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Owners, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxSessions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxSessions, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Pace, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Pace, TimeSpan.FromMilliseconds(5));
        _options = options;
        _ports = new PortAllocator(options.FirstPort, options.LastPort);
        _own = new OwnPorts(_ports, options.OwnAddresses);
        _sessions = new MediaSession?[options.MaxSessions];
        _joins = new SessionJoins(_sessions, _ports, _own);
        _events = new MediaEvents(options.Owners, options.MaxEvents, wake);
        _released = new BoundedRing<ReleasedSlot>(options.MaxSessions);
        _loops = new RelayLoop[options.Loops];
        for (var i = 0; i < _loops.Length; i++)
        {
            _loops[i] = new RelayLoop(i, _sessions, options, _own, _events, _released);
            _loops[i].Start();
        }

        _handshakes = new Lazy<HandshakeLoop?>(
            () => HandshakeLoop.TryStart(Array.ConvertAll(_loops, loop => loop.HandshakeResults)));
    }

    public DtlsFingerprint DtlsFingerprint => _handshakes.Value?.Fingerprint ?? default;

    /// <summary>What the handshake thread did; nothing while there is none.</summary>
    public HandshakeCounts Handshakes => _handshakes is { IsValueCreated: true, Value: { } loop } ? loop.Counts : default;

    public int OpenSessions => Volatile.Read(ref _open);

    /// <summary>Looks at every live session: for an operator's eyes, not for each packet.</summary>
    public MediaTotals ReadTotals()
    {
        var totals = default(MediaTotals);
        for (var i = 0; i < Volatile.Read(ref _slotsUsed); i++)
        {
            if (Volatile.Read(ref _sessions[i]) is { } session && session.IsOpen(session.Generation))
            {
                totals = totals.With(StatisticsReader.Read(session.A)).With(StatisticsReader.Read(session.B));
            }
        }

        return totals;
    }

    /// <summary>Pairs of ports bound, those included that a loop is about to close.</summary>
    public int PortPairsInUse
    {
        get
        {
            lock (_gate)
            {
                Reclaim();
                return _ports.PairsInUse;
            }
        }
    }

    /// <summary>Managed bytes allocated on the media threads since they started.</summary>
    public long AllocatedBytes
    {
        get
        {
            var sum = 0L;
            foreach (var loop in _loops)
            {
                sum += loop.AllocatedBytes;
            }

            return sum;
        }
    }

    /// <summary>Wake-ups of all loops that found packets or commands.</summary>
    public long Turns
    {
        get
        {
            var sum = 0L;
            foreach (var loop in _loops)
            {
                sum += loop.Turns;
            }

            return sum;
        }
    }

    /// <summary>Events lost because nobody read them.</summary>
    public long EventsLost => _events.Lost;

    public MediaOpenStatus Open(
        int owner,
        bool echo,
        MediaAddresses addresses,
        out MediaSessionId id,
        out ushort portA,
        out ushort portB)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(owner);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(owner, _events.Owners);
        (id, portA, portB) = (MediaSessionId.None, 0, 0);
        if (!TryTakeSlot(out var slot))
        {
            return MediaOpenStatus.NoSessions;
        }

        var status = Bind(addresses.A, HolderOf(slot, MediaSide.A), out var a);
        var b = default(MediaPort);
        if (status == MediaOpenStatus.Opened && !echo)
        {
            status = Bind(addresses.B, HolderOf(slot, MediaSide.B), out b);
        }

        if (status == MediaOpenStatus.Opened)
        {
            var session = _sessions[slot] ?? AddSession(slot);
            id = session.Begin(owner, a, b);
            if (Register(session, a, MediaSide.A) && (echo || Register(session, b, MediaSide.B)))
            {
                Interlocked.Increment(ref _open);
                (portA, portB) = (a.Port, b.Port);
                return MediaOpenStatus.Opened;
            }

            // The loop may hold an event of the socket that was registered, so it is the one to let go.
            session.TryEnd(id.Generation);
            _joins.Leave(session);
            id = MediaSessionId.None;
            Queue(session, session.PostRelease());
            return MediaOpenStatus.SocketError;
        }

        lock (_gate)
        {
            GiveBack(a);
            _free.Push(slot);
        }

        return status;
    }

    public void Configure(MediaSessionId id, MediaSide side, in StreamSettings settings)
    {
        if (!TryFind(id, out var session))
        {
            return;
        }

        var remote = _joins.Resolve(session, side, settings.Remote, out var looped);
        var rtcp = looped ? MediaEndpoint.None
            : session.Stream(side).Joined is not null ? NextTo(remote, settings.RtcpMux)
            : WithoutOwn(RemoteRtcp(settings));
        var handshakes = settings.Dtls is null ? null : _handshakes.Value;
        Queue(session, session.PostUpdate(side, settings, remote, rtcp, looped, handshakes));
    }

    public void SendDigit(MediaSessionId id, MediaSide towards, DtmfDigit digit, int milliseconds)
    {
        if (TryFind(id, out var session))
        {
            Queue(session, session.PostDigit(towards, new DigitPress(digit, milliseconds)));
        }
    }

    public void Play(MediaSessionId id, MediaSide towards, AnnouncementClip clip, bool repeat)
    {
        ArgumentNullException.ThrowIfNull(clip);
        if (TryFind(id, out var session))
        {
            Queue(session, session.PostPlay(towards, clip, repeat));
        }
    }

    public void StopPlaying(MediaSessionId id, MediaSide towards)
    {
        if (TryFind(id, out var session))
        {
            Queue(session, session.PostPlay(towards, clip: null, repeat: false));
        }
    }

    public bool TryGetStatistics(MediaSessionId id, MediaSide side, out StreamStatistics statistics)
    {
        statistics = default;
        if (!TryFind(id, out var session))
        {
            return false;
        }

        var read = StatisticsReader.Read(session.Stream(side));
        if (!session.IsOpen(id.Generation))
        {
            return false; // closed while it was read; the numbers may be the next session's
        }

        statistics = read;
        return true;
    }

    public bool Close(MediaSessionId id, out SessionStatistics final)
    {
        final = default;
        if (!TryFind(id, out var session))
        {
            return false;
        }

        // Read first: once the session has ended the slot may be another's.
        var statistics = new SessionStatistics(StatisticsReader.Read(session.A), StatisticsReader.Read(session.B));
        if (!session.TryEnd(id.Generation))
        {
            return false;
        }

        final = statistics;
        _joins.Leave(session);
        Interlocked.Decrement(ref _open);
        Queue(session, session.PostRelease());
        return true;
    }

    public bool TryReadEvent(int owner, out MediaEvent mediaEvent) => _events.TryRead(owner, out mediaEvent);

    /// <summary>Ends the loops and closes every socket, also of sessions that are still open.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        foreach (var loop in _loops)
        {
            loop.Stop();
        }

        if (_handshakes.IsValueCreated)
        {
            _handshakes.Value?.Dispose();
        }

        foreach (var session in _sessions)
        {
            session?.A.Port.Close();
            session?.B.Port.Close();
        }

        foreach (var loop in _loops)
        {
            loop.Dispose();
        }
    }

    private RelayLoop LoopOf(MediaSession session) => _loops[session.Index % _loops.Length];

    private void Queue(MediaSession session, bool needed)
    {
        if (needed)
        {
            LoopOf(session).Queue(session.Index);
        }
    }

    private bool TryFind(MediaSessionId id, [NotNullWhen(true)] out MediaSession? session)
    {
        session = (uint)id.Index < (uint)_sessions.Length ? Volatile.Read(ref _sessions[id.Index]) : null;
        if (session is not null && session.IsOpen(id.Generation))
        {
            return true;
        }

        session = null;
        return false;
    }

    private bool TryTakeSlot(out int slot)
    {
        lock (_gate)
        {
            slot = -1;
            if (_disposed)
            {
                return false;
            }

            Reclaim();
            if (_free.TryPop(out slot))
            {
                return true;
            }

            slot = _slotsUsed;
            if (_slotsUsed == _sessions.Length)
            {
                return false;
            }

            _slotsUsed++;
            return true;
        }
    }

    private MediaSession AddSession(int slot)
    {
        var session = new MediaSession(slot);
        Volatile.Write(ref _sessions[slot], session);
        return session;
    }

    /// <summary>Takes back what the loops have let go of. Under the gate.</summary>
    private void Reclaim()
    {
        while (_released.TryRead(out var slot))
        {
            _ports.Return(slot.AddressA, slot.PortA);
            if (slot.PortB != 0)
            {
                _ports.Return(slot.AddressB, slot.PortB);
            }

            _free.Push(slot.Index);
        }
    }

    private void GiveBack(MediaPort port)
    {
        if (port.IsBound)
        {
            port.Close();
            _ports.Return(port.Address, port.Port);
        }
    }

    private static int HolderOf(int slot, MediaSide side) => (slot << 1) | (int)side;

    private MediaOpenStatus Bind(UInt128 address, int holder, out MediaPort bound)
    {
        bound = default;
        Span<ushort> foreign = stackalloc ushort[MaxBindAttempts];
        var attempts = 0;
        var status = MediaOpenStatus.NoPorts;
        while (attempts < MaxBindAttempts && TryTakePort(address, holder, out var port))
        {
            var error = MediaPort.TryBind(address, port, _options, out bound);
            if (error == 0)
            {
                status = MediaOpenStatus.Opened;
                break;
            }

            // Held until the search is over, so that it is not found again.
            foreign[attempts++] = port;
            if (error != -Libc.Eaddrinuse)
            {
                status = MediaOpenStatus.SocketError;
                break;
            }
        }

        if (attempts > 0)
        {
            lock (_gate)
            {
                foreach (var port in foreign[..attempts])
                {
                    _ports.Return(address, port);
                }
            }
        }

        return status;
    }

    private bool TryTakePort(UInt128 address, int holder, out ushort port)
    {
        lock (_gate)
        {
            return _ports.TryTake(address, holder, out port);
        }
    }

    private bool Register(MediaSession session, MediaPort port, MediaSide side)
    {
        var epoll = LoopOf(session).Epoll;
        return Libc.EpollControl(
                epoll, Libc.EpollAdd, port.RtpSocket, Libc.EpollIn, RelayLoop.EventData(session, side, rtcp: false)) == 0
            && Libc.EpollControl(
                epoll, Libc.EpollAdd, port.RtcpSocket, Libc.EpollIn, RelayLoop.EventData(session, side, rtcp: true)) == 0;
    }

    private static MediaEndpoint RemoteRtcp(in StreamSettings settings)
    {
        if (settings.RtcpMux)
        {
            return settings.Remote;
        }

        return settings.RemoteRtcp.IsNone && settings.Remote.Port < ushort.MaxValue
            ? NextTo(settings.Remote, mux: false)
            : settings.RemoteRtcp;
    }

    private static MediaEndpoint NextTo(MediaEndpoint remote, bool mux) =>
        remote.IsNone || mux ? remote : remote with { Port = (ushort)(remote.Port + 1) };

    private MediaEndpoint WithoutOwn(MediaEndpoint remote) => _own.Contains(remote) ? MediaEndpoint.None : remote;
}
