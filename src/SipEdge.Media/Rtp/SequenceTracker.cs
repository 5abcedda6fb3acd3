namespace SipEdge.Media.Rtp;

/// <summary>
/// Loss, duplicates, reordering and jitter of what one peer sends (RFC 3550 A.1, A.3, A.8). A new SSRC, or a jump that
/// two packets in a row confirm, starts a new count and keeps the totals. Plain data; owned by the media loop.
/// </summary>
public struct SequenceTracker
{
    /// <summary>A forward gap beyond this is a restart, not loss (RFC 3550 A.1).</summary>
    private const int MaxDropout = 3000;

    /// <summary>A packet this far behind is late; further behind is a restart.</summary>
    private const int MaxMisorder = 100;

    private const uint NoBadSequence = uint.MaxValue;

    private bool _started;
    private ushort _highest;
    private uint _badSequence;
    private long _expected;
    private long _received;

    // Bit n: the packet n before the highest has come. Tells late packets from repeated ones.
    private ulong _seen;

    private long _lostBefore;
    private uint _transit;
    private bool _transitKnown;

    // Scaled by 16 as in A.8, in units of the RTP clock.
    private uint _jitter;

    public uint Ssrc { get; private set; }

    public long Duplicates { get; private set; }

    public long Reordered { get; private set; }

    /// <summary>Packets that were expected and have not come. Late ones count as lost until they come.</summary>
    public readonly long Lost => _lostBefore + Math.Max(0, _expected - _received);

    /// <summary>Jitter in units of the RTP clock.</summary>
    public readonly uint Jitter => _jitter >> 4;

    /// <summary>Is this packet of the current source and older than one that came before?</summary>
    public readonly bool IsBehind(in RtpHeader header) =>
        _started && header.Ssrc == Ssrc && (short)(header.Sequence - _highest) <= 0;

    /// <summary>Counts one packet. <paramref name="arrival"/> is the time it came at, in units of the RTP clock.</summary>
    public void Add(in RtpHeader header, uint arrival)
    {
        if (!_started || header.Ssrc != Ssrc)
        {
            Restart(header);
        }
        else if (!Count(header.Sequence))
        {
            return;
        }

        AddJitter(arrival - header.Timestamp);
    }

    /// <summary>False for a packet that says nothing about timing: repeated, or possibly out of another stream.</summary>
    private bool Count(ushort sequence)
    {
        var ahead = (ushort)(sequence - _highest);
        if (ahead is > 0 and < MaxDropout)
        {
            _seen = ahead < 64 ? (_seen << ahead) | 1 : 1;
            _highest = sequence;
            _expected += ahead;
            _received++;
            _badSequence = NoBadSequence;
            return true;
        }

        var behind = (ushort)(_highest - sequence);
        if (behind < 64 && (_seen & (1UL << behind)) != 0)
        {
            Duplicates++;
            return false;
        }

        if (behind <= MaxMisorder)
        {
            _seen |= behind < 64 ? 1UL << behind : 0;
            _received++;
            Reordered++;
            return true;
        }

        if (sequence != _badSequence)
        {
            _badSequence = (ushort)(sequence + 1);
            return false;
        }

        // Two in a row after the jump: the sender restarted (A.1). The first of them was not counted.
        _lostBefore = Lost;
        (_highest, _seen, _expected, _received, _badSequence) = (sequence, 3, 2, 2, NoBadSequence);
        _transitKnown = false;
        return true;
    }

    private void Restart(in RtpHeader header)
    {
        _lostBefore = Lost;
        (Ssrc, _started, _highest, _seen) = (header.Ssrc, true, header.Sequence, 1);
        (_expected, _received, _badSequence, _transitKnown) = (1, 1, NoBadSequence, false);
    }

    private void AddJitter(uint transit)
    {
        if (_transitKnown)
        {
            var difference = (uint)Math.Abs((long)(int)(transit - _transit));
            _jitter += difference - ((_jitter + 8) >> 4);
        }

        _transit = transit;
        _transitKnown = true;
    }
}
