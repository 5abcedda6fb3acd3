using SipEdge.Media.Rtp;

namespace SipEdge.Media.Quality;

/// <summary>
/// Loss, duplicates and reordering of what one peer sends, by sequence number (RFC 3550 A.1, A.3). A new SSRC, or a jump, starts
/// a new count and keeps the totals, once two packets in a row have shown it. Plain data; owned by the media loop.
/// <para>Deviates: RFC 3550 A.1 also puts the very first source on probation. Here its first packet counts: that it is a
/// peer's was settled by its address or its key.</para>
/// </summary>
public struct SequenceTracker
{
    /// <summary>A forward gap of this or more is a restart, not loss (RFC 3550 A.1).</summary>
    private const int MaxDropout = 3000;

    /// <summary>A packet this far behind is late; further behind is a restart (RFC 3550 A.1).</summary>
    private const int MaxMisorder = 100;

    /// <summary>Packets whose fate is open: so far back a late one is told from a repeated one.</summary>
    private const int Window = 64;

    private const uint NoBadSequence = uint.MaxValue;

    private bool _started;
    private bool _hasCandidate;
    private ushort _highest;
    private ushort _candidateSequence;
    private uint _candidateSsrc;
    private uint _badSequence;

    /// <summary>How many bits of the window stand for packets of this count.</summary>
    private int _known;

    // Bit n: the packet n before the highest has come; and: in time to be played.
    private ulong _seen;
    private ulong _playable;

    private long _received;

    /// <summary>Losses in a row and alone, of the packets that have left the window.</summary>
    private LossBursts _bursts;

    /// <summary>The source that is counted.</summary>
    public uint Ssrc { get; private set; }

    /// <summary>Times that another source took over.</summary>
    public int SourceChanges { get; private set; }

    /// <summary>From the first to the highest sequence number of each count (RFC 3550 A.3).</summary>
    public long Expected { get; private set; }

    public long Duplicates { get; private set; }

    /// <summary>Came after a later one.</summary>
    public long Reordered { get; private set; }

    /// <summary>
    /// Expected and not come; a late one counts as lost until it comes. Never below 0: a repeated packet replaces none.
    /// </summary>
    public readonly long Lost => Expected - _received;

    public readonly LossBursts Bursts => _bursts;

    /// <summary>Is this packet of the current source and older than one that came before?</summary>
    public readonly bool IsBehind(in RtpHeader header) =>
        _started && header.Ssrc == Ssrc && (short)(header.Sequence - _highest) <= 0;

    public SequenceOutcome Add(in RtpHeader header)
    {
        if (!_started)
        {
            _started = true;
            return Start(header.Ssrc, header.Sequence, 1, 1);
        }

        return header.Ssrc == Ssrc ? Count(header.Sequence) : Probe(header);
    }

    /// <summary>The packet just added came in time to be played.</summary>
    public void MarkPlayable(ushort sequence)
    {
        var behind = (ushort)(_highest - sequence);
        _playable |= behind < Window ? 1UL << behind : 0;
    }

    /// <summary>Settles the fate of every packet, for a copy that is only read from here on.</summary>
    public void Settle()
    {
        for (; _known > 0; _known--)
        {
            Leave((_playable >> (_known - 1) & 1) != 0);
        }
    }

    private SequenceOutcome Count(ushort sequence)
    {
        _hasCandidate = false;
        var ahead = (ushort)(sequence - _highest);
        if (ahead is > 0 and < MaxDropout)
        {
            Advance(ahead);
            _seen |= 1;
            _highest = sequence;
            Expected += ahead;
            _received++;
            _badSequence = NoBadSequence;
            return SequenceOutcome.Newest;
        }

        var behind = (ushort)(_highest - sequence);
        if (behind < Window)
        {
            if ((_seen & (1UL << behind)) != 0)
            {
                Duplicates++;
                return SequenceOutcome.Duplicate;
            }

            _seen |= 1UL << behind;
            _received += behind < _known ? 1 : 0; // passed by the very first packet: came, but nobody expected it
            Reordered++;
            return SequenceOutcome.Reordered;
        }

        if (behind <= MaxMisorder)
        {
            Reordered++;
            return SequenceOutcome.Behind;
        }

        if (sequence != _badSequence)
        {
            _badSequence = (ushort)(sequence + 1);
            return SequenceOutcome.Unconfirmed;
        }

        // Two in a row after the jump: the sender restarted (A.1). The first of them was not counted.
        return Start(Ssrc, sequence, 2, 2);
    }

    /// <summary>
    /// Another source: it takes over when a second packet follows its first with none of the current source between them. So
    /// a straggler of the source before, or two that talk at once, do not start the count anew with each packet.
    /// </summary>
    private SequenceOutcome Probe(in RtpHeader header)
    {
        var ahead = (ushort)(header.Sequence - _candidateSequence);
        if (_hasCandidate && header.Ssrc == _candidateSsrc && ahead is > 0 and < Window)
        {
            SourceChanges++;
            return Start(header.Ssrc, header.Sequence, ahead + 1, 2);
        }

        (_hasCandidate, _candidateSsrc, _candidateSequence) = (true, header.Ssrc, header.Sequence);
        return SequenceOutcome.Unconfirmed;
    }

    /// <param name="span">Sequence numbers from the first packet of the count to this one.</param>
    /// <param name="received">How many of them have come: 1, or the first and this one.</param>
    private SequenceOutcome Start(uint ssrc, ushort sequence, int span, int received)
    {
        Settle();
        (Ssrc, _highest, _known) = (ssrc, sequence, span);
        _seen = 1 | (1UL << (span - 1));
        _playable = _seen;
        Expected += span;
        _received += received;
        (_badSequence, _hasCandidate) = (NoBadSequence, false);
        return SequenceOutcome.Started;
    }

    private void Advance(int ahead)
    {
        if (ahead == 1 && _known == Window)
        {
            Leave((long)_playable < 0);
            _seen <<= 1;
            _playable <<= 1;
            return;
        }

        for (var i = Math.Min(ahead, Window); i > 0; i--)
        {
            if (_known == Window)
            {
                Leave((long)_playable < 0);
            }
            else
            {
                _known++;
            }

            _seen <<= 1;
            _playable <<= 1;
        }

        if (ahead > Window)
        {
            _bursts.Lose(ahead - Window); // the window is all holes by now, and each step pushes one more out
        }
    }

    private void Leave(bool playable)
    {
        if (playable)
        {
            _bursts.Good();
        }
        else
        {
            _bursts.Lose(1);
        }
    }
}
