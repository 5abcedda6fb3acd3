namespace SipEdge.Core.Trunks;

/// <summary>
/// How many calls begin in a second: a bucket of one second's calls that every loop takes from, in one word (the virtual scheduling of
/// ITU-T I.371). Lock-free.
/// </summary>
public sealed class CallRate
{
    private const long MicrosecondsPerSecond = 1_000_000;

    // When the bucket is full again, in microseconds of the loops' clock.
    private long _full;

    /// <summary>False when the second's calls are used up.</summary>
    /// <param name="now">Milliseconds.</param>
    /// <param name="perSecond">0: any.</param>
    internal bool TryTake(long now, int perSecond)
    {
        if (perSecond == 0)
        {
            return true;
        }
        while (true)
        {
            var full = Volatile.Read(ref _full);
            var next = FullAfter(full, now, perSecond);
            if (!Fits(next, now))
            {
                return false;
            }
            if (Interlocked.CompareExchange(ref _full, next, full) == full)
            {
                return true;
            }
        }
    }

    /// <summary>Whether a call could be taken now, without taking it.</summary>
    internal bool HasRoom(long now, int perSecond) =>
        perSecond == 0 || Fits(FullAfter(Volatile.Read(ref _full), now, perSecond), now);

    /// <summary>When the bucket is full again if one more call is taken.</summary>
    private static long FullAfter(long full, long now, int perSecond) =>
        Math.Max(full, now * 1000) + (MicrosecondsPerSecond / perSecond);

    private static bool Fits(long full, long now) => full - (now * 1000) <= MicrosecondsPerSecond;
}
