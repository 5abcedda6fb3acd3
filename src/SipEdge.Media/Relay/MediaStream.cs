using SipEdge.Interop;
using SipEdge.Media.Announcements;
using SipEdge.Media.Quality;
using SipEdge.Media.Rtp;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Relay;

/// <summary>
/// One side of a session: its sockets, where its peer is, its keys and counts. Owned by the relay loop from Open to the
/// loop's release; the plane prepares it before and reads <see cref="Counters"/> and <see cref="ReadRemote"/> meanwhile.
/// </summary>
internal sealed class MediaStream(MediaSession session, MediaSide side)
{
    public StreamCounters Counters;
    public StreamMonitor Quality;
    public SourceLatch RtpLatch;
    public SourceLatch RtcpLatch;
    public SilenceWatch Watch;

    /// <summary>Kept by <see cref="StreamHandshakes"/>.</summary>
    public EarlyHello Early;

    /// <summary>Where RTP and RTCP go, ready for the kernel; length 0 while there is nowhere to send.</summary>
    public SocketAddress RtpTarget;
    public SocketAddress RtcpTarget;
    public uint RtpTargetLength;
    public uint RtcpTargetLength;

    /// <summary>Number of a payload that is not agreed.</summary>
    public const byte NoPayload = 255;

    /// <summary>The newest packet of this side: what is put behind it takes its numbers from there.</summary>
    public RtpHeader Latest;

    // A packet further behind than this is not late: its sender has started again.
    private const int MaxMisorder = 100;

    // Kept while they rest.
    private SrtpContext? _receive;
    private SrtpContext? _send;
    private MediaTransport _transport;
    private byte _pcma;
    private byte _pcmu;
    private bool _mux;
    private bool _opaque;
    private bool _takesDigits;

    // Guards the pair below for readers on other threads: odd while the loop writes.
    private int _remoteVersion;
    private MediaEndpoint _remote;
    private bool _latched;

    public MediaSession Session { get; } = session;

    public MediaSide Side { get; } = side;

    public MediaStream OtherSide => Session.Stream(Side == MediaSide.A ? MediaSide.B : MediaSide.A);

    /// <summary>The side of another session that this side's peer is. Under the gate of <see cref="SessionJoins"/>.</summary>
    public MediaStream? Joined { get; set; }

    public MediaPort Port { get; private set; }

    /// <summary>Where this side's packets go: the other side, or this one for an echo.</summary>
    public MediaStream? Target { get; set; }

    /// <summary>Whose packets come to this side: the other one's, or its own for an echo.</summary>
    public MediaStream Source => Target == this ? this : Session.Stream(Side == MediaSide.A ? MediaSide.B : MediaSide.A);

    public bool Configured { get; private set; }

    public SrtpContext? Receive { get; private set; }

    public SrtpContext? Send { get; private set; }

    /// <summary>What answers this side's checks, if it does ICE.</summary>
    public StreamIce? Ice { get; private set; }

    /// <summary>Where its keys come from, if not from signalling.</summary>
    public StreamDtls? Dtls { get; private set; }

    public int ClockRate { get; private set; } = 8000;

    /// <summary>What its packets need beside the usual; see <see cref="FitTo"/>.</summary>
    public StreamTraits Traits { get; private set; }

    public bool IsOpaque => (Traits & StreamTraits.Opaque) != 0;

    public PayloadMap? Map { get; private set; }

    /// <summary>Block that payloads sent to this side are padded to, or 0.</summary>
    public int Padding { get; private set; }

    /// <summary>Digits of this side and what it is sent beside the other's packets; null until it first needs them.</summary>
    public StreamTones? Tones { get; private set; }

    /// <summary>Payload types of telephone-event in what this side sends, and in what it is sent.</summary>
    public byte EventPayload { get; private set; } = NoPayload;

    public byte SendEventPayload { get; private set; } = NoPayload;

    /// <summary>There is somewhere to send to, and what is sent there is ours to make.</summary>
    public bool TakesTones =>
        RtpTargetLength > 0 && (Traits & (StreamTraits.Unread | StreamTraits.Opaque | StreamTraits.Keyless)) == 0;

    /// <summary>When <see cref="Latest"/> came.</summary>
    public long LatestAt { get; private set; }

    /// <summary>Where RTCP to this side is sent from.</summary>
    public int RtcpSocket => _mux ? Port.RtpSocket : Port.RtcpSocket;

    /// <summary>The next packet of this side is told: it is the first, or the first after a silence that was told.</summary>
    public bool Awaited { get; set; }

    public bool Heard { get; set; }

    /// <summary>Its address was learned from a packet once; from then on it moves.</summary>
    public bool Moved { get; set; }

    /// <summary>It was signalled to be where its media would go round, and the call is to be told.</summary>
    public bool LoopUntold { get; set; }

    /// <summary>The end of <see cref="Send"/> was told.</summary>
    public bool KeyLimitTold { get; set; }

    /// <summary>What the payload types of its peer stand for, for whoever rates what was heard.</summary>
    public PayloadCodecs Codecs { get; private set; }

    /// <summary>Before the loop sees the session.</summary>
    public void Prepare(MediaPort port, MediaStream? target)
    {
        Port = port;
        Target = target;
        Counters = default;
        Quality.Clear();
        Latest = default;
        Heard = false;
        Moved = false;
        KeyLimitTold = false;
        Awaited = true;
        PublishRemote(default, false);
    }

    /// <summary>After the loop let go: nothing of a call stays behind, its keys least of all.</summary>
    public void Clear()
    {
        Port = default;
        Target = null;
        Configured = false;
        Ice = null;
        ReplaceDtls(null);
        (_receive, _send) = (null, null);
        (Receive, Send) = (null, null);
        RtpLatch = default;
        RtcpLatch = default;
        RtpTargetLength = 0;
        RtcpTargetLength = 0;
        Watch = default;
        Traits = StreamTraits.None;
        Map = null;
        Padding = 0;
        (_transport, _mux, _opaque) = (default, false, false);
        (EventPayload, SendEventPayload, _pcma, _pcmu) = (NoPayload, NoPayload, NoPayload, NoPayload);
        _takesDigits = false;
        Tones?.Clear();
    }

    /// <summary>The call's thread, under the mailbox, before it asks for anything.</summary>
    public StreamTones EnsureTones() => Tones ??= new StreamTones(this);

    /// <summary>Notes a packet that may be the newest.</summary>
    public void Note(in RtpHeader header, long now)
    {
        if (header.Ssrc != Latest.Ssrc || (short)(header.Sequence - Latest.Sequence) is > 0 or < -MaxMisorder)
        {
            (Latest, LatestAt) = (header, now);
        }
    }

    /// <summary>How this side is sent G.711; the law that is asked for, if it takes both.</summary>
    public bool TryGetG711(G711Law wanted, out G711Law law, out byte payloadType)
    {
        law = wanted == G711Law.A
            ? _pcma != NoPayload ? G711Law.A : G711Law.Mu
            : _pcmu != NoPayload ? G711Law.Mu : G711Law.A;
        payloadType = law == G711Law.A ? _pcma : _pcmu;
        return payloadType != NoPayload;
    }

    public void Apply(in StreamUpdate update, RelayTimes times, long now)
    {
        Configured = true;
        if (update.NewDtls)
        {
            ReplaceDtls(update.Dtls);
        }

        if (update.NewIce)
        {
            if (!update.NewDtls)
            {
                update.Ice?.GoOnFrom(Ice);
            }

            Ice = update.Ice;
        }

        var before = _receive;
        _receive = update.NewReceive ? update.Receive : _receive;
        _send = update.NewSend ? update.Send : _send;
        Receive = update.Transport == MediaTransport.Rtp ? _receive : null;
        Send = update.Transport == MediaTransport.Rtp && !update.Opaque ? _send : null;
        KeyLimitTold &= !update.NewSend;
        ClockRate = update.ClockRate == 0 ? 8000 : update.ClockRate;
        _transport = update.Transport;
        _mux = update.RtcpMux;
        _opaque = update.Opaque;
        Map = update.Map;
        Padding = update.RtpPadding;
        EventPayload = update.EventPayload;
        SendEventPayload = update.SendEventPayload;
        _takesDigits = update.TakeDigits;
        (_pcma, _pcmu) = (update.SendPcma, update.SendPcmu);

        // What ICE settled stands above what a description says, which is only the default (RFC 8445 §5.1.4).
        var remote = Ice is { Nominated.IsNone: false } ice ? ice.Nominated : update.Remote;
        var latch = Ice is null ? update.Latch : LatchMode.Off;
        var newPeer = RtpLatch.Signal(remote, update.SignalledFrom, latch, now, times.Patience, times.Window);
        RtcpLatch.Signal(update.RemoteRtcp, update.SignalledFrom, latch, now, times.Patience, times.Window);
        Moved &= !newPeer;
        if (_receive != before)
        {
            _receive?.TakeOverFrom(newPeer ? null : before);
        }

        Codecs = update.Codecs;
        Quality.Expect(update.Sends && update.Transport == MediaTransport.Rtp, now); // datagrams of a fax are not counted by it
        RetargetRtp();
        RetargetRtcp();
        Watch.Expect(update.Sends, update.Timeouts, newPeer, now);
        Awaited = !Heard || Watch.Told;
        LoopUntold = update.Looped;
    }

    /// <summary>Works out <see cref="Traits"/>, which depend on both sides; after settings of either were applied.</summary>
    public void FitTo(MediaStream other)
    {
        var target = Target == this ? this : other;
        var ours = _transport == MediaTransport.Rtp && !_opaque; // packets that may be read and changed
        var traits = _mux ? StreamTraits.Mux : StreamTraits.None;
        traits |= _transport == MediaTransport.Udptl ? StreamTraits.Unread : StreamTraits.None;
        traits |= _opaque ? StreamTraits.Opaque : StreamTraits.None;
        traits |= target._transport != _transport || target._opaque != _opaque ? StreamTraits.Apart : StreamTraits.None;
        traits |= Map is not null && ours ? StreamTraits.Translate : StreamTraits.None;
        traits |= _takesDigits && EventPayload != NoPayload && ours ? StreamTraits.TakeDigits : StreamTraits.None;
        traits |= Ice is not null || Dtls is not null ? StreamTraits.Negotiated : StreamTraits.None;
        traits |= IsKeyless ? StreamTraits.Keyless : StreamTraits.None;
        traits |= target is { Tones.IsUsed: true } && ours ? StreamTraits.Toned : StreamTraits.None;
        Traits = traits;
    }

    /// <summary>
    /// RTCP is learned only from the host that RTP comes from: a plain one has no window of its own to lose, and a secure one
    /// that was held back cannot take the reports elsewhere. On the RTP port it is heard where RTP is, and moves nothing.
    /// </summary>
    public SourceVerdict ClassifyRtcp(MediaEndpoint source, long now)
    {
        var secure = Receive is not null;
        if (_mux)
        {
            var known = RtpLatch.Classify(source, secure, now);
            return known == SourceVerdict.Candidate && !secure ? SourceVerdict.Stranger : known;
        }

        var verdict = RtcpLatch.Classify(source, secure, now);
        return verdict == SourceVerdict.Candidate && source.Address != RtpLatch.Current.Address
            ? SourceVerdict.Stranger
            : verdict;
    }

    /// <summary>
    /// May this good packet move the address? A secure one only when it goes on where the latest left off: one that was held
    /// back, or is of an SSRC the peer has given up, proves where the peer was, not where it is. A new SSRC moves
    /// once it is taken for the stream's.
    /// </summary>
    public bool MayMove(in RtpHeader header) =>
        Receive is null || !Heard || (header.Ssrc == Quality.Ssrc && !Quality.IsBehind(header));

    /// <summary>RTCP that proved good. True when its destination moved.</summary>
    public bool HearRtcp(MediaEndpoint source, long now) =>
        !_mux && RtcpLatch.Heard(source, Receive is not null, now);

    public void RetargetRtp()
    {
        RtpTargetLength = MakeTarget(RtpLatch, out RtpTarget);
        PublishRemote(RtpLatch.Current, RtpLatch.Latched);
        if (_mux)
        {
            RetargetRtcp();
        }
    }

    /// <summary>The keys of a handshake protect the RTP port alone: RTCP on another port would want one of its own.</summary>
    public void RetargetRtcp() =>
        RtcpTargetLength = Dtls is not null && !_mux ? 0 : MakeTarget(_mux ? RtpLatch : RtcpLatch, out RtcpTarget);

    /// <summary>ICE says where the peer is.</summary>
    public void Settle(MediaEndpoint nominated, long now)
    {
        RtpLatch.Signal(nominated, UInt128.Zero, LatchMode.Off, now, 0, 0);
        RetargetRtp();
    }

    /// <summary>The handshake has given the keys: from here on packets pass.</summary>
    public void TakeKeys(SrtpContext receive, SrtpContext send)
    {
        (_receive, _send) = (receive, send);
        if (_transport == MediaTransport.Rtp)
        {
            (Receive, Send) = (receive, send);
        }

        KeyLimitTold = false;
        RetargetRtp();
        RetargetRtcp();
        Session.A.FitTo(Session.B);
        Session.B.FitTo(Session.A);
    }

    public MediaEndpoint ReadRemote(out bool latched)
    {
        while (true)
        {
            var before = Volatile.Read(ref _remoteVersion);
            var remote = _remote;
            latched = _latched;
            Thread.MemoryBarrier();
            if ((before & 1) == 0 && Volatile.Read(ref _remoteVersion) == before)
            {
                return remote;
            }
        }
    }

    private bool IsKeyless =>
        Dtls is not null && _transport == MediaTransport.Rtp && (Receive is null || Send is null);

    /// <summary>Another peer has other keys, and until it has them it has none.</summary>
    private void ReplaceDtls(StreamDtls? dtls)
    {
        if (Dtls is not null)
        {
            StreamHandshakes.End(this, Dtls);
        }

        if (Dtls is not null || dtls is not null)
        {
            (_receive, _send) = (null, null);
            (Receive, Send) = (null, null);
        }

        Dtls = dtls;
    }

    /// <summary>A peer that holds by address gets nothing, wherever its own packets come from.</summary>
    private uint MakeTarget(in SourceLatch latch, out SocketAddress target)
    {
        target = default;
        var current = latch.Current;
        if (IsKeyless
            || latch.Held
            || current.Port == 0
            || (Port.Family == Libc.AfInet && !current.IsIpv4)
            || (Port.Family == Libc.AfInet6 && current.IsIpv4))
        {
            return 0;
        }

        target = SocketAddress.Create(Port.Family, current.Address, current.Port);
        return target.Length;
    }

    private void PublishRemote(MediaEndpoint remote, bool latched)
    {
        Volatile.Write(ref _remoteVersion, _remoteVersion + 1);
        Thread.MemoryBarrier();
        _remote = remote;
        _latched = latched;
        Thread.MemoryBarrier();
        Volatile.Write(ref _remoteVersion, _remoteVersion + 1);
    }
}
