namespace SipEdge.Media.Srtp;

/// <summary>
/// The SSRCs of one direction, each with its index and replay windows. Bounded: a call changes its SSRC a few times,
/// not a hundred. Of those received, where only packets that authenticated add one, the one that was silent longest is
/// forgotten beyond the bound. Of those sent none is: an index must not be used again.
/// </summary>
internal sealed class SrtpSources
{
    public const int MaxReceived = 16;

    public const int MaxSent = 128;

    private Entry[] _entries = new Entry[1];
    private int _count;
    private uint _clock;

    public int Count => _count;

    /// <summary>The windows of an SSRC; empty ones when it is new. Changes nothing.</summary>
    public void Find(uint ssrc, out ReplayWindow rtp, out ReplayWindow rtcp)
    {
        var at = IndexOf(ssrc);
        rtp = at < 0 ? default : _entries[at].Rtp;
        rtcp = at < 0 ? default : _entries[at].Rtcp;
    }

    public ReplayWindow FindRtp(uint ssrc)
    {
        var at = IndexOf(ssrc);
        return at < 0 ? default : _entries[at].Rtp;
    }

    /// <summary>Records an index to send; <see cref="Find"/> has said that it is fresh. False when there is no room.</summary>
    public bool TryCommitSent(uint ssrc, ulong index) =>
        (_count < MaxSent || IndexOf(ssrc) >= 0) && TryCommit(ssrc, index, MaxSent, rtcp: false);

    /// <summary>Records an index received. False when it was recorded before: two copies of a packet in one batch.</summary>
    public bool TryCommit(uint ssrc, ulong index, bool rtcp) => TryCommit(ssrc, index, MaxReceived, rtcp);

    public void Restore(in SrtpSource source)
    {
        var at = Add(source.Ssrc, MaxSent);
        ref var entry = ref _entries[at];
        entry.LastUse = ++_clock;
        entry.Rtp = new ReplayWindow(source.HighestIndex, source.Seen);
        entry.Rtcp = new ReplayWindow(source.HighestRtcpIndex, source.SeenRtcp);
    }

    public int CopyTo(Span<SrtpSource> sources)
    {
        for (var i = 0; i < _count; i++)
        {
            ref readonly var entry = ref _entries[i];
            sources[i] = new SrtpSource(
                entry.Ssrc, entry.Rtp.Highest, entry.Rtp.Seen, (uint)entry.Rtcp.Highest, entry.Rtcp.Seen);
        }

        return _count;
    }

    private int IndexOf(uint ssrc)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_entries[i].Ssrc == ssrc)
            {
                return i;
            }
        }

        return -1;
    }

    private bool TryCommit(uint ssrc, ulong index, int bound, bool rtcp)
    {
        var at = IndexOf(ssrc);
        if (at < 0)
        {
            at = Add(ssrc, bound);
        }

        ref var entry = ref _entries[at];
        entry.LastUse = ++_clock;
        ref var window = ref rtcp ? ref entry.Rtcp : ref entry.Rtp;
        if (!window.IsFresh(index))
        {
            return false;
        }

        window.Commit(index);
        return true;
    }

    private int Add(uint ssrc, int bound)
    {
        var at = _count;
        if (_count >= bound)
        {
            at = 0;
            for (var i = 1; i < _count; i++)
            {
                at = _clock - _entries[i].LastUse > _clock - _entries[at].LastUse ? i : at;
            }
        }
        else
        {
            if (_count == _entries.Length)
            {
                Array.Resize(ref _entries, 2 * _count);
            }

            _count++;
        }

        _entries[at] = new Entry { Ssrc = ssrc };
        return at;
    }

    private struct Entry
    {
        public uint Ssrc;
        public uint LastUse;
        public ReplayWindow Rtp;
        public ReplayWindow Rtcp;
    }
}
