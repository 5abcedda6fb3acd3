using System.Diagnostics.CodeAnalysis;
using SipEdge.Media.Announcements;
using SipEdge.Media.Dtls;
using SipEdge.Media.Dtmf;
using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests;

/// <summary>
/// A media plane without sockets for calls on a simulated network: hands out ports, records what it was asked, and
/// says what is still open. Owned by one test.
/// </summary>
public sealed class FakeMediaPlane(ushort firstPort = 40000, int maxSessions = int.MaxValue) : IMediaPlane
{
    private readonly List<Session> _sessions = [];
    private readonly Dictionary<int, Queue<MediaEvent>> _events = [];

    /// <summary>Of a certificate that nobody has; default: no DTLS here.</summary>
    public DtlsFingerprint DtlsFingerprint { get; set; } =
        DtlsFingerprint.Compute(FingerprintHash.Sha256, "the certificate of a fake plane"u8);

    /// <summary>What the next Open answers instead of opening, if set.</summary>
    public MediaOpenStatus? NextOpenFails { get; set; }

    /// <summary>What statistics of an open session say, per side.</summary>
    public Func<MediaSessionId, MediaSide, StreamStatistics> Statistics { get; set; } = (_, _) => default;

    /// <summary>Called when there is an event to read, with its owner.</summary>
    public Action<int>? Wake { get; set; }

    public int OpenSessions { get; private set; }

    public int Opened => _sessions.Count;

    public int Closed => Opened - OpenSessions;

    /// <summary>Everything asked, in order, closed sessions included.</summary>
    public IReadOnlyList<Session> Sessions => _sessions;

    /// <summary>Open and Close and Configure calls that named a session which was not open.</summary>
    public int StaleCalls { get; private set; }

    public MediaOpenStatus Open(
        int owner,
        bool echo,
        MediaAddresses addresses,
        out MediaSessionId id,
        out ushort portA,
        out ushort portB)
    {
        (id, portA, portB) = (MediaSessionId.None, 0, 0);
        if (NextOpenFails is { } failure)
        {
            NextOpenFails = null;
            return failure;
        }

        if (OpenSessions >= maxSessions)
        {
            return MediaOpenStatus.NoSessions;
        }

        id = new MediaSessionId(_sessions.Count, 1);
        portA = (ushort)(firstPort + (4 * (_sessions.Count % 5000)));
        portB = echo ? (ushort)0 : (ushort)(portA + 2);
        _sessions.Add(new Session(id, owner, echo, addresses, portA, portB));
        OpenSessions++;
        return MediaOpenStatus.Opened;
    }

    public void Configure(MediaSessionId id, MediaSide side, in StreamSettings settings)
    {
        if (TryFind(id, out var session))
        {
            session.Record(side, settings);
        }
    }

    public void SendDigit(MediaSessionId id, MediaSide towards, DtmfDigit digit, int milliseconds)
    {
        if (TryFind(id, out var session))
        {
            session.Record(towards, new DigitPress(digit, milliseconds));
        }
    }

    public void Play(MediaSessionId id, MediaSide towards, AnnouncementClip clip, bool repeat)
    {
        if (TryFind(id, out var session))
        {
            session.Record(towards, clip);
        }
    }

    public void StopPlaying(MediaSessionId id, MediaSide towards)
    {
        if (TryFind(id, out var session))
        {
            session.Record(towards, null);
        }
    }

    public bool TryGetStatistics(MediaSessionId id, MediaSide side, out StreamStatistics statistics)
    {
        var open = TryFind(id, out _);
        statistics = open ? Statistics(id, side) : default;
        return open;
    }

    public bool Close(MediaSessionId id, out SessionStatistics final)
    {
        final = default;
        if (!TryFind(id, out var session))
        {
            return false;
        }

        final = new SessionStatistics(Statistics(id, MediaSide.A), Statistics(id, MediaSide.B));
        session.IsOpen = false;
        OpenSessions--;
        return true;
    }

    public bool TryReadEvent(int owner, out MediaEvent mediaEvent)
    {
        mediaEvent = default;
        return _events.TryGetValue(owner, out var events) && events.TryDequeue(out mediaEvent);
    }

    /// <summary>Leaves an event for the session's owner, as the relay would, and wakes it.</summary>
    public void Raise(in MediaEvent mediaEvent)
    {
        var owner = _sessions[mediaEvent.Session.Index].Owner;
        _events.TryAdd(owner, new Queue<MediaEvent>());
        _events[owner].Enqueue(mediaEvent);
        Wake?.Invoke(owner);
    }

    private bool TryFind(MediaSessionId id, [NotNullWhen(true)] out Session? session)
    {
        session = id.Generation == 1 && (uint)id.Index < (uint)_sessions.Count ? _sessions[id.Index] : null;
        session = session is { IsOpen: true } ? session : null;
        StaleCalls += session is null ? 1 : 0;
        return session is not null;
    }

    /// <summary>One session and what was asked of it.</summary>
    public sealed class Session(
        MediaSessionId id, int owner, bool echo, MediaAddresses addresses, ushort portA, ushort portB)
    {
        private readonly List<(MediaSide Side, StreamSettings Settings)> _configured = [];
        private readonly List<(MediaSide Towards, DigitPress Press)> _digits = [];
        private readonly List<(MediaSide Towards, AnnouncementClip? Clip)> _played = [];

        public MediaSessionId Id { get; } = id;

        public int Owner { get; } = owner;

        public bool Echo { get; } = echo;

        public MediaAddresses Addresses { get; } = addresses;

        public ushort PortA { get; } = portA;

        public ushort PortB { get; } = portB;

        public bool IsOpen { get; internal set; } = true;

        /// <summary>Every Configure in order.</summary>
        public IReadOnlyList<(MediaSide Side, StreamSettings Settings)> Configured => _configured;

        /// <summary>The latest settings of a side, or null.</summary>
        public StreamSettings? Latest(MediaSide side)
        {
            for (var i = _configured.Count - 1; i >= 0; i--)
            {
                if (_configured[i].Side == side)
                {
                    return _configured[i].Settings;
                }
            }

            return null;
        }

        /// <summary>Every SendDigit in order.</summary>
        public IReadOnlyList<(MediaSide Towards, DigitPress Press)> Digits => _digits;

        /// <summary>Every Play in order; no clip: StopPlaying.</summary>
        public IReadOnlyList<(MediaSide Towards, AnnouncementClip? Clip)> Played => _played;

        internal void Record(MediaSide towards, DigitPress press) => _digits.Add((towards, press));

        internal void Record(MediaSide towards, AnnouncementClip? clip) => _played.Add((towards, clip));

        internal void Record(MediaSide side, in StreamSettings settings) => _configured.Add((side, settings));
    }
}
