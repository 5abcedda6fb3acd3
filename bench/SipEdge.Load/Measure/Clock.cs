using System.Diagnostics;

namespace SipEdge.Load.Measure;

/// <summary>Nanoseconds on the monotonic clock; the generator and the sink share it, so one subtraction is a delay.</summary>
internal static class Clock
{
    internal const long Millisecond = 1_000_000;
    internal const long Second = 1_000_000_000;

    // Stopwatch counts nanoseconds on Linux; Run refuses to start elsewhere.
    internal static long Now => Stopwatch.GetTimestamp();
}
