using SipEdge.Interop;
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
    public SequenceTracker Sequence;
    public SourceLatch RtpLatch;
    public SourceLatch RtcpLatch;

    /// <summary>Where RTP and RTCP go, ready for the kernel; length 0 while there is nowhere to send.</summary>
    public SocketAddress RtpTarget;
    public SocketAddress RtcpTarget;
    public uint RtpTargetLength;
    public uint RtcpTargetLength;

    // Guards the pair below for readers on other threads: odd while the loop writes.
    private int _remoteVersion;
    private MediaEndpoint _remote;
    private bool _latched;

    public MediaSession Session { get; } = session;

    public MediaSide Side { get; } = side;

    public MediaPort Port { get; private set; }

    /// <summary>Where this side's packets go: the other side, or this one for an echo.</summary>
    public MediaStream? Target { get; set; }

    public bool Configured { get; private set; }

    public SrtpContext? Receive { get; private set; }

    public SrtpContext? Send { get; private set; }

    public int ClockRate { get; private set; } = 8000;

    public bool Heard { get; set; }

    public byte PayloadType { get; set; }

    /// <summary>Before the loop sees the session.</summary>
    public void Prepare(MediaPort port, MediaStream? target)
    {
        Port = port;
        Target = target;
        Counters = default;
        Sequence = default;
        Heard = false;
        PublishRemote(default, false);
    }

    /// <summary>After the loop let go: nothing of a call stays behind, its keys least of all.</summary>
    public void Clear()
    {
        Port = default;
        Target = null;
        Configured = false;
        Receive = null;
        Send = null;
        RtpLatch = default;
        RtcpLatch = default;
        RtpTargetLength = 0;
        RtcpTargetLength = 0;
    }

    public void Apply(in StreamUpdate update, RelayTimes times, long now)
    {
        Configured = true;
        Receive = update.NewReceive ? update.Receive : Receive;
        Send = update.NewSend ? update.Send : Send;
        ClockRate = update.ClockRate == 0 ? 8000 : update.ClockRate;
        RtpLatch.Signal(update.Remote, update.Latch, now, times.Patience, times.Window);
        RtcpLatch.Signal(update.RemoteRtcp, update.Latch, now, times.Patience, times.Window);
        RetargetRtp();
        RetargetRtcp();
    }

    /// <summary>
    /// RTCP of a plain stream is learned only from the host that RTP comes from: it has no window of its own to lose.
    /// </summary>
    public SourceVerdict ClassifyRtcp(MediaEndpoint source, long now)
    {
        var verdict = RtcpLatch.Classify(source, Receive is not null, now);
        return verdict == SourceVerdict.Candidate && Receive is null && source.Address != RtpLatch.Current.Address
            ? SourceVerdict.Stranger
            : verdict;
    }

    public void RetargetRtp()
    {
        RtpTargetLength = MakeTarget(RtpLatch, out RtpTarget);
        PublishRemote(RtpLatch.Current, RtpLatch.Latched);
    }

    public void RetargetRtcp() => RtcpTargetLength = MakeTarget(RtcpLatch, out RtcpTarget);

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

    /// <summary>A peer that holds by address gets nothing, wherever its own packets come from.</summary>
    private uint MakeTarget(in SourceLatch latch, out SocketAddress target)
    {
        target = default;
        var current = latch.Current;
        if (latch.Signalled.IsUnspecified
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
