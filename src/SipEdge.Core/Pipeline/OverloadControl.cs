namespace SipEdge.Core.Pipeline;

/// <summary>
/// How many of the new requests can a loop take? So many that it stays below its mark of time at work: what is beyond is turned away
/// before it costs anything, and what was begun is finished. A pure function of time and work; the share adapts ten times a second.
/// Owned by one loop.
/// </summary>
internal sealed class OverloadControl
{
    internal const int WindowMs = 100;

    /// <summary>Windows above the mark before anybody is turned away: fewer may be a pause, and what waited behind it.</summary>
    private const int Patience = 3;

    /// <summary>Something is always let in, or nothing could be learned.</summary>
    private const double Least = 0.02;

    /// <summary>A loop that never waits may be a little or far behind: nobody can tell how far, so it goes down quickly.</summary>
    private const double FastestDown = 0.7;

    private const double AlwaysAtWork = 0.98;

    private const double FastestUp = 1.25;

    private long _windowBegan = long.MinValue;
    private long _busyBefore;
    private int _above;

    /// <summary>Of what comes, from 0 to 1; 1 when all is well.</summary>
    public double Share { get; private set; } = 1;

    /// <summary>Of the last window's time, from 0 to 1.</summary>
    public double Occupancy { get; private set; }

    /// <summary>Turned away since all was well.</summary>
    public long TurnedAway { get; private set; }

    public bool IsOverloaded => Share < 1;

    /// <param name="mark">The share of its time that a loop may work; 0: it is never asked.</param>
    public void Measure(long now, long busyMicroseconds, double mark)
    {
        var elapsed = now - _windowBegan;
        if (_windowBegan == long.MinValue || mark <= 0)
        {
            Share = 1;
            Begin(now, busyMicroseconds);
            return;
        }
        if (elapsed < WindowMs)
        {
            return;
        }
        Occupancy = Math.Clamp((busyMicroseconds - _busyBefore) / (elapsed * 1000.0), 0, 1);
        Begin(now, busyMicroseconds);
        var isAbove = Occupancy > mark;
        _above = isAbove ? _above + 1 : 0;
        if (isAbove && (_above >= Patience || IsOverloaded))
        {
            Share = Math.Max(Least, Share * (Occupancy > AlwaysAtWork ? FastestDown : mark / Occupancy));
        }
        else if (!isAbove && IsOverloaded)
        {
            var room = Occupancy == 0 ? FastestUp : Math.Min(FastestUp, mark / Occupancy);
            Share = Math.Min(1, (Share * room) + 0.005);
        }
    }

    /// <summary>The same answer for every request of a call, as long as the share stays.</summary>
    public bool Admits(uint draw)
    {
        if (draw <= Share * uint.MaxValue)
        {
            return true;
        }
        TurnedAway++;
        return false;
    }

    /// <summary>How many were turned away, when that is over.</summary>
    public long TakeTurnedAway()
    {
        var count = TurnedAway;
        TurnedAway = 0;
        return count;
    }

    private void Begin(long now, long busyMicroseconds)
    {
        _windowBegan = now;
        _busyBefore = busyMicroseconds;
    }
}
