namespace SipEdge.Media.Relay;

/// <summary>What a packet's source is to a stream, before the packet is looked at.</summary>
internal enum SourceVerdict : byte
{
    /// <summary>Where the stream is signalled to be, or was learned to be.</summary>
    Known,

    /// <summary>May become the stream's address if the packet proves good.</summary>
    Candidate,

    /// <summary>Nobody we talk to: count and drop.</summary>
    Stranger,
}

/// <summary>
/// Where a peer's packets come from and ours go to. Starts at the signalled address. Plain RTP may
/// be learned for a bounded time after the first packet, by rank: the signalled address itself ends the learning,
/// another port of the signalled host comes next (a NAT in front of it), another host last; a better rank replaces a
/// worse one, never the reverse. SRTP moves with packets that authenticate. A pure function of its inputs and time.
/// </summary>
internal struct SourceLatch
{
    private const byte NothingHeard = 3;
    private const byte OtherHost = 2;
    private const byte SameHost = 1;
    private const byte SignalledRank = 0;

    private LatchMode _mode;
    private byte _rank;
    private bool _locked;
    private long _closesAt;
    private long _window;

    public MediaEndpoint Signalled { get; private set; }

    /// <summary>Where to send.</summary>
    public MediaEndpoint Current { get; private set; }

    public readonly bool Latched => Current != Signalled;

    /// <summary>
    /// Takes what signalling says. The same address in the same mode changes nothing; a new one starts learning again,
    /// with <paramref name="patience"/> nanoseconds for a first packet and <paramref name="window"/> after it.
    /// </summary>
    public void Signal(MediaEndpoint remote, LatchMode mode, long now, long patience, long window)
    {
        if (remote == Signalled && mode == _mode)
        {
            return;
        }

        Signalled = remote;
        Current = remote;
        _mode = mode;
        _rank = NothingHeard;
        _locked = false;
        _closesAt = now + patience;
        _window = window;
    }

    public readonly SourceVerdict Classify(MediaEndpoint source, bool secure, long now)
    {
        if (source == Signalled || source == Current)
        {
            return SourceVerdict.Known;
        }

        if (_mode == LatchMode.Off)
        {
            return SourceVerdict.Stranger;
        }

        if (secure)
        {
            return SourceVerdict.Candidate;
        }

        return !_locked && now < _closesAt && RankOf(source) < _rank ? SourceVerdict.Candidate : SourceVerdict.Stranger;
    }

    /// <summary>A good packet came from a known source or a candidate. True when <see cref="Current"/> moved.</summary>
    public bool Heard(MediaEndpoint source, bool secure, long now)
    {
        if (_mode == LatchMode.Off || _locked)
        {
            return false;
        }

        var rank = RankOf(source);
        if (secure)
        {
            return MoveTo(source);
        }

        if (now >= _closesAt)
        {
            _locked = true;
            return false;
        }

        if (rank >= _rank)
        {
            return false;
        }

        _closesAt = _rank == NothingHeard ? now + _window : _closesAt;
        _rank = rank;
        _locked = rank == SignalledRank;
        return MoveTo(source);
    }

    private bool MoveTo(MediaEndpoint source)
    {
        var moved = source != Current;
        Current = source;
        return moved;
    }

    private readonly byte RankOf(MediaEndpoint source) =>
        source == Signalled ? SignalledRank : source.Address == Signalled.Address ? SameHost : OtherHost;
}
