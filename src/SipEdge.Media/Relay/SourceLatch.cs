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
/// Where a peer's packets come from and ours go to (RFC 7362). Starts at the signalled address. Plain RTP may be learned for
/// a bounded time after the first packet, by rank: the signalled address itself ends the learning, another port of the
/// signalled host comes next (a NAT in front of it), then the host that signalling came from, another host, and last the
/// address the peer had before new signalling, whose late packets are still on their way. A better rank replaces a worse
/// one, never the reverse. SRTP moves with packets that authenticate. A pure function of its inputs and time.
/// </summary>
internal struct SourceLatch
{
    private LatchMode _mode;
    private Rank _rank;
    private bool _locked;
    private long _closesAt;
    private long _window;
    private UInt128 _signalledFrom;
    private MediaEndpoint _former;

    private enum Rank : byte
    {
        Signalled,
        SameHost,
        SignallingHost,
        OtherHost,
        Former,
        NothingHeard,
    }

    public MediaEndpoint Signalled { get; private set; }

    /// <summary>Where to send.</summary>
    public MediaEndpoint Current { get; private set; }

    /// <summary>
    /// The peer holds by address (0.0.0.0) and gets nothing; where it was is kept, since that is where it will be again.
    /// </summary>
    public bool Held { get; private set; }

    public readonly bool Latched => Current != Signalled;

    /// <summary>
    /// Takes what signalling says. The same address in the same mode changes nothing; a new one starts learning again,
    /// with <paramref name="patience"/> nanoseconds for a first packet and <paramref name="window"/> after it.
    /// </summary>
    /// <returns>Whether it is a new address.</returns>
    public bool Signal(
        MediaEndpoint remote, UInt128 signalledFrom, LatchMode mode, long now, long patience, long window)
    {
        Held = remote.IsUnspecified;
        if ((Held && Signalled.Port != 0) || (remote == Signalled && mode == _mode))
        {
            return false;
        }

        _former = Current;
        _signalledFrom = signalledFrom;
        Signalled = remote;
        Current = remote;
        _mode = mode;
        _rank = Rank.NothingHeard;
        _locked = false;
        _closesAt = now + patience;
        _window = window;
        return true;
    }

    public readonly SourceVerdict Classify(MediaEndpoint source, bool secure, long now)
    {
        if (source == Signalled || source == Current)
        {
            return SourceVerdict.Known;
        }

        if (!MayMove)
        {
            return SourceVerdict.Stranger;
        }

        if (secure)
        {
            return SourceVerdict.Candidate;
        }

        var rank = RankOf(source);
        return !_locked && now < _closesAt && rank < _rank && MayBecome(rank) ? SourceVerdict.Candidate : SourceVerdict.Stranger;
    }

    /// <summary>A good packet came from a known source or a candidate. True when <see cref="Current"/> moved.</summary>
    public bool Heard(MediaEndpoint source, bool secure, long now)
    {
        if (!MayMove)
        {
            return false;
        }

        if (secure)
        {
            return MoveTo(source);
        }

        if (_locked || now >= _closesAt)
        {
            _locked = true;
            return false;
        }

        var rank = RankOf(source);
        if (rank >= _rank || !MayBecome(rank))
        {
            return false;
        }

        _closesAt = _rank == Rank.NothingHeard ? now + _window : _closesAt;
        _rank = rank;
        _locked = rank == Rank.Signalled;
        return MoveTo(source);
    }

    /// <summary>A side without an address, or on hold from the start, is expected to send from nowhere.</summary>
    private readonly bool MayMove => _mode != LatchMode.Off && Signalled.Port != 0 && !Signalled.IsUnspecified;

    private readonly bool MayBecome(Rank rank) => _mode != LatchMode.LearnNearby || rank <= Rank.SignallingHost;

    private bool MoveTo(MediaEndpoint source)
    {
        var moved = source != Current;
        Current = source;
        return moved;
    }

    private readonly Rank RankOf(MediaEndpoint source)
    {
        if (source == Signalled)
        {
            return Rank.Signalled;
        }

        if (source == _former)
        {
            return Rank.Former;
        }

        return source.Address == Signalled.Address ? Rank.SameHost
            : source.Address == _signalledFrom ? Rank.SignallingHost
            : Rank.OtherHost;
    }
}
