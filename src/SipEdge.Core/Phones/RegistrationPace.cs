namespace SipEdge.Core.Phones;

/// <summary>
/// When REGISTER requests may leave for one PBX: so many a second, evenly, and who has to come again is told a turn of his own.
/// Plain data, owned by the loop that owns registrations.
/// </summary>
internal struct RegistrationPace
{
    private const long MicrosecondsPerMillisecond = 1_000;
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>Faster than one in ten milliseconds.</summary>
    private const long FastMicroseconds = 10_000;

    /// <summary>No phone is sent away for longer: by then the crowd is past, or somebody has looked at the PBX.</summary>
    private const int LongestSeconds = 300;

    // In microseconds: when the next request may leave, and the last turn that was given away.
    private long _next;
    private long _turn;

    /// <summary>Takes the next place; false before its time.</summary>
    public bool TryTake(long now, int perSecond)
    {
        var at = now * MicrosecondsPerMillisecond;
        if (_next > at)
        {
            return false;
        }
        // A loop looks once a millisecond at best. Where that counts, what it is late by is not lost; no burst is saved up.
        var interval = MicrosecondsPerSecond / perSecond;
        var late = interval < FastMicroseconds ? MicrosecondsPerMillisecond : 0;
        _next = Math.Max(_next, at - late) + interval;
        return true;
    }

    /// <summary>The loop's time of the next place.</summary>
    public readonly long NextAt => (_next + MicrosecondsPerMillisecond - 1) / MicrosecondsPerMillisecond;

    /// <summary>
    /// How many seconds somebody waits who is sent away: his own turn behind all who were sent away before, and up to a quarter
    /// more, because phones round.
    /// </summary>
    /// <param name="now">The loop's time.</param>
    /// <param name="perSecond">The rate.</param>
    /// <param name="queuedMs">How long those need who are in the queue.</param>
    /// <param name="draw">0 to 1.</param>
    public int TurnAway(long now, int perSecond, long queuedMs, double draw)
    {
        var at = now * MicrosecondsPerMillisecond;
        _turn = Math.Max(_turn, at + (queuedMs * MicrosecondsPerMillisecond)) + (MicrosecondsPerSecond / perSecond);
        if (_turn - at > LongestSeconds * MicrosecondsPerSecond)
        {
            _turn = at + (queuedMs * MicrosecondsPerMillisecond); // begin again: spread anew over the same time
            return LongestSeconds;
        }
        var seconds = (_turn - at) / (double)MicrosecondsPerSecond;
        return (int)Math.Ceiling(seconds * (1 + (draw / 4)));
    }
}
