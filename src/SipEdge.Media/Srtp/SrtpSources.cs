namespace SipEdge.Media.Srtp;

/// <summary>
/// The SSRCs of one direction, each with its index and replay windows. Bounded: a call changes its SSRC a few times,
/// not a hundred; beyond the bound the one that was silent longest is forgotten. Only packets that authenticated (or
/// that we send) add to it.
/// </summary>
internal sealed class SrtpSources
{
    public const int MaxSources = 8;

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

    /// <summary>Records an index. False when it was recorded before: two copies of a packet in one batch.</summary>
    public bool TryCommit(uint ssrc, ulong index, bool rtcp)
    {
        var at = IndexOf(ssrc);
        if (at < 0)
        {
            at = Add(ssrc);
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

    public void Restore(in SrtpSource source)
    {
        ref var entry = ref _entries[Add(source.Ssrc)];
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

    private int Add(uint ssrc)
    {
        var at = _count;
        if (_count == MaxSources)
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
