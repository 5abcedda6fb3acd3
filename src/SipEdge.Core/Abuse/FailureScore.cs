using SipEdge.Core.Configuration;

namespace SipEdge.Core.Abuse;

/// <summary>
/// A score that decays evenly, in one word: the time at which it will have decayed to nothing, in milliseconds. At the threshold
/// that is one window away. Any thread may add.
/// </summary>
internal static class FailureScore
{
    /// <summary>Adds a weight; true when the score has reached the threshold.</summary>
    public static bool Add(ref long gone, int weight, BanOptions rules, long now)
    {
        var window = (long)rules.Window.TotalMilliseconds;
        var step = ((Math.Min(weight, rules.Threshold) * window) + rules.Threshold - 1) / rules.Threshold;
        var seen = Volatile.Read(ref gone);
        while (true)
        {
            // Never more than the threshold and one failure: a window that a reload made shorter counts from then on.
            var next = Math.Clamp(seen, now, now + window) + step;
            var before = Interlocked.CompareExchange(ref gone, next, seen);
            if (before == seen)
            {
                return next - now >= window;
            }
            seen = before;
        }
    }
}
