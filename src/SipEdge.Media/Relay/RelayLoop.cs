using System.Diagnostics;
using SipEdge.Interop;

namespace SipEdge.Media.Relay;

/// <summary>
/// One thread that relays: it sleeps until there are packets, takes all there are, relays them in one batch, and does
/// not look again before its pace is over (docs/decisions/0003). Everything it touches for a packet was allocated when
/// the loop or the session was made.
/// </summary>
internal sealed unsafe class RelayLoop : IDisposable
{
    private const int MaxEvents = 256;

    /// <summary>
    /// Rounds of one turn: each takes one packet per socket, so a burst on one is worked off beside the others. What is
    /// left then waits for the next turn, and a flood overflows its own socket only.
    /// </summary>
    private const int MaxRounds = 8;

    /// <summary>How long an idle loop waits before it looks around, in milliseconds. Commands wake it at once.</summary>
    private const int IdleMilliseconds = 1000;

    // Marks the eventfd among the descriptors; no generation is that high.
    private const ulong WakeData = ulong.MaxValue;

    private readonly MediaSession?[] _sessions;
    private readonly RelayTimes _times;
    private readonly BoundedRing<ReleasedSlot> _released;
    private readonly BoundedRing<int> _commands;
    private readonly MediaEvents _events;
    private readonly RelayPacketSteps _steps;
    private readonly SilenceSweep _silence;
    private readonly RelayTones _tones;
    private readonly StreamHandshakes _handshakes;
    private readonly PacketBatch _batch = new();
    private readonly EpollEvents _ready = new(MaxEvents);
    private readonly int _wake;
    private readonly Thread _thread;

    private bool _stop;
    private int _waiting;
    private long _allocated;
    private long _turns;

    public RelayLoop(
        int number,
        MediaSession?[] sessions,
        RelayOptions options,
        OwnPorts own,
        MediaEvents events,
        BoundedRing<ReleasedSlot> released)
    {
        _sessions = sessions;
        _times = new RelayTimes(options);
        _released = released;
        _events = events;
        _silence = new SilenceSweep(sessions, number, options.Loops, events);
        _tones = new RelayTones(_batch, events);
        _handshakes = new StreamHandshakes(sessions, events, own, WakeUp);
        _steps = new RelayPacketSteps(_batch, events, own, _tones, _handshakes);
        _commands = new BoundedRing<int>(2 * sessions.Length);
        Epoll = Libc.EpollCreate();
        _wake = Libc.EventfdCreate();
        if (Epoll < 0 || _wake < 0 || Libc.EpollControl(Epoll, Libc.EpollAdd, _wake, Libc.EpollIn, WakeData) < 0)
        {
            throw new InvalidOperationException("No descriptors left for a media loop");
        }

        _thread = new Thread(Run) { Name = $"media-{number}", IsBackground = true };
    }

    /// <summary>Where the plane registers a session's sockets.</summary>
    public int Epoll { get; }

    /// <summary>Where the handshake thread leaves what came of this loop's handshakes.</summary>
    public IHandshakeResults HandshakeResults => _handshakes;

    /// <summary>Managed bytes the loop's thread has allocated so far; the same before and after relaying.</summary>
    public long AllocatedBytes => Volatile.Read(ref _allocated);

    /// <summary>Turns so far: wake-ups that found something.</summary>
    public long Turns => Volatile.Read(ref _turns);

    public void Start() => _thread.Start();

    /// <summary>What a socket is registered with: slot, side, kind, and the generation to tell late events apart.</summary>
    public static ulong EventData(MediaSession session, MediaSide side, bool rtcp) =>
        ((ulong)(uint)session.Generation << 32) | ((ulong)(uint)session.Index << 2) | ((ulong)side << 1) | (rtcp ? 1UL : 0UL);

    /// <summary>Queues a slot whose mailbox has something. Any thread.</summary>
    public void Queue(int slot)
    {
        // Each slot is in the queue once and there are twice as many places.
        var queued = _commands.TryWrite(slot);
        Debug.Assert(queued, "a place for every slot");
        WakeUp();
    }

    /// <summary>Ends the thread and waits for it. Sessions still open keep their sockets; the plane closes them.</summary>
    public void Stop()
    {
        Volatile.Write(ref _stop, true);
        _ = Libc.EventfdSignal(_wake);
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    public void Dispose()
    {
        _ = Libc.Close(Epoll);
        _ = Libc.Close(_wake);
        _handshakes.Dispose();
        _ready.Dispose();
        _batch.Dispose();
    }

    /// <summary>After something was left for the loop. Any thread.</summary>
    private void WakeUp()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _waiting) != 0)
        {
            _ = Libc.EventfdSignal(_wake);
        }
    }

    private void Run()
    {
        while (!Volatile.Read(ref _stop))
        {
            var count = Wait();
            var now = Stopwatch.GetTimestamp();
            RunCommands(now);
            _handshakes.Deliver(now);
            _silence.Run(now);
            Speak(now);
            if (count > 0)
            {
                Turn(count, now);
                Volatile.Write(ref _turns, _turns + 1);
                if (_times.Pace > 0)
                {
                    Libc.SleepUntil(now + _times.Pace);
                }
            }

            Volatile.Write(ref _allocated, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    /// <summary>
    /// Waits for packets or commands. Whoever queues a command looks at <see cref="_waiting"/> after it, we look at the
    /// queue after setting it: one of the two sees the other.
    /// </summary>
    private int Wait()
    {
        Volatile.Write(ref _waiting, 1);
        Interlocked.MemoryBarrier();
        var count = Libc.EpollWait(Epoll, _ready, _commands.IsEmpty ? Patience() : 0);
        Volatile.Write(ref _waiting, 0);
        return count;
    }

    private int Patience()
    {
        if (!_handshakes.IsEmpty)
        {
            return 0;
        }

        var longest = _silence.Needed ? SilenceSweep.TickMilliseconds : IdleMilliseconds;
        return _tones.IsIdle ? longest : _tones.Patience(Stopwatch.GetTimestamp(), longest);
    }

    /// <summary>Sends what is due of digits and announcements.</summary>
    private void Speak(long now)
    {
        while (!_tones.IsIdle && _tones.Fill(now))
        {
            _steps.Protect();
            SendStep.Run(_batch);
            _batch.Count = 0;
        }
    }

    private void Turn(int count, long now)
    {
        for (var round = 1; count > 0; round++)
        {
            for (var i = 0; i < count; i++)
            {
                Receive(_ready.Data(i), now);
            }

            Relay(now);
            if (round == MaxRounds)
            {
                break;
            }

            // Level-triggered: a socket that has another packet comes back, the others have left the list.
            count = Libc.EpollPoll(Epoll, _ready);

            // As at the turn's begin: settings that were left before a packet was sent are applied before it is looked at.
            RunCommands(now);
        }
    }

    private void Receive(ulong data, long now)
    {
        if (data == WakeData)
        {
            _ = Libc.EventfdClear(_wake);
            return;
        }

        var session = _sessions[(int)((uint)data >> 2)];
        if (session is null || session.Generation != (int)(data >> 32))
        {
            return;
        }

        var stream = (data & 2) == 0 ? session.A : session.B;
        var rtcp = (data & 1) != 0;
        if (!stream.Port.IsBound)
        {
            return; // released by a command of this turn, after the kernel had told of the packet
        }

        ref var packet = ref _batch.Next;
        var address = _batch.Address;
        var length = Libc.ReceiveFrom(
            rtcp ? stream.Port.RtcpSocket : stream.Port.RtpSocket,
            packet.Data,
            PacketBatch.MaxPacket,
            Libc.MsgTrunc,
            address);
        if (length < 0)
        {
            return; // taken back by the kernel: a bad checksum, or an error that a later packet will not have
        }

        packet.Length = length;
        packet.From = stream;
        packet.Kind = rtcp ? PacketKind.Rtcp : PacketKind.Rtp;
        packet.Source = new MediaEndpoint(address->Address, address->Port);
        _batch.Count++;
        if (_batch.IsFull)
        {
            Relay(now);
        }
    }

    private void Relay(long now)
    {
        if (_batch.Count > 0)
        {
            _steps.Relay(now);
            SendStep.Run(_batch);
            _batch.Count = 0;
        }
    }

    private void RunCommands(long now)
    {
        // As many as are there now: a slot that has to be tried again waits for the next turn.
        for (var left = _sessions.Length; left > 0 && _commands.TryRead(out var slot); left--)
        {
            var session = _sessions[slot]!;
            if (!session.TryReadMailbox(_times, now, out var release))
            {
                _commands.TryWrite(slot);
                break;
            }

            Look(session.A, now);
            Look(session.B, now);
            _handshakes.Applied(session, now);
            _silence.Note(session, !release && (session.A.Watch.Running || session.B.Watch.Running));
            if (release)
            {
                Release(session);
            }
        }
    }

    private void Look(MediaStream stream, long now)
    {
        if (stream.Tones is { } tones)
        {
            _tones.Look(tones, now);
        }

        if (stream.LoopUntold)
        {
            stream.LoopUntold = false;
            _events.Raise(MediaEventKind.Looped, stream);
        }
    }

    private void Release(MediaSession session)
    {
        var (a, b) = (session.A.Port, session.B.Port);
        a.Close();
        b.Close();
        _handshakes.Forget(session.A);
        _handshakes.Forget(session.B);
        session.A.Clear();
        session.B.Clear();
        var told = _released.TryWrite(new ReleasedSlot(session.Index, a.Address, a.Port, b.Address, b.Port));
        Debug.Assert(told, "a place for every slot");
    }
}
