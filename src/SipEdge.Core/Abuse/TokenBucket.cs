using SipEdge.Core.Configuration;

namespace SipEdge.Core.Abuse;

/// <summary>
/// A token bucket in one word (the generic cell rate algorithm): the time at which it would be full again, in microseconds. Any
/// thread may take from it.
/// </summary>
internal readonly struct TokenBucket
{
    private const long MicrosecondsPerMillisecond = 1_000;
    private const long MicrosecondsPerSecond = 1_000_000;
    private const long ClockSlack = MicrosecondsPerSecond;

    private readonly long _interval;
    private readonly long _tolerance;

    public TokenBucket(RateOptions rate)
    {
        _interval = MicrosecondsPerSecond / rate.MessagesPerSecond;
        _tolerance = (rate.Burst - 1) * _interval;
    }

    /// <summary>False when the bucket is empty; nothing is then taken.</summary>
    public bool TryTake(ref long full, long now)
    {
        var at = now * MicrosecondsPerMillisecond;
        var seen = Volatile.Read(ref full);
        while (true)
        {
            // Further ahead than this rate can get is what a slower one left before a reload: it counts as an empty bucket. The
            // slack is for loops whose clocks were read a little apart.
            var left = seen - at > _tolerance + _interval + ClockSlack;
            var start = left ? at + _tolerance : Math.Max(seen, at);
            if (start - at > _tolerance)
            {
                return false;
            }
            var before = Interlocked.CompareExchange(ref full, start + _interval, seen);
            if (before == seen)
            {
                return true;
            }
            seen = before;
        }
    }
}
