namespace SipEdge.Media.Relay;

/// <summary>
/// Looks at the sessions of one loop for silence, a slice per tick, so that no tick is long: each session is seen once in
/// <see cref="Slices"/> ticks, one second. Owned by the loop.
/// </summary>
internal sealed class SilenceSweep(MediaSession?[] sessions, int loop, int loops, MediaEvents events)
{
    public const int TickMilliseconds = 50;

    private const int Slices = 1000 / TickMilliseconds;
    private const long Tick = TickMilliseconds * 1_000_000L;

    private long _next;
    private int _slice;

    // Places among the loop's sessions: slot = place * loops + loop.
    private int _places;
    private int _watched;

    /// <summary>Whether there is anything to look for; if not, the loop need not wake for it.</summary>
    public bool Needed => _watched > 0;

    /// <summary>Settings of a session were applied, or it is being released.</summary>
    public void Note(MediaSession session, bool watched)
    {
        _places = Math.Max(_places, (session.Index / loops) + 1);
        _watched += (watched ? 1 : 0) - (session.IsWatched ? 1 : 0);
        session.IsWatched = watched;
    }

    public void Run(long now)
    {
        if (_watched == 0 || now < _next)
        {
            return;
        }

        _next = now + Tick;
        _slice = (_slice + 1) % Slices;
        for (var place = _slice; place < _places; place += Slices)
        {
            if (sessions[(place * loops) + loop] is { IsWatched: true } session)
            {
                Look(session.A, now);
                Look(session.B, now);
            }
        }
    }

    private void Look(MediaStream stream, long now)
    {
        if (stream.Watch.Check(now, out var kind, out var milliseconds))
        {
            stream.Awaited = true;
            events.Raise(kind, stream, milliseconds);
        }
    }
}
