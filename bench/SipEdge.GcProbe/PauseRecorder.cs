using System.Globalization;
using System.Text;

namespace SipEdge.GcProbe;

/// <summary>
/// Keeps the pauses of every collection: an object without references is finalized after each, looks, and leaves a new one.
/// </summary>
internal static class PauseRecorder
{
    private const int Kept = 1 << 16;
    private static readonly Lock Gate = new();
    private static readonly List<(long Index, int Generation, long Microseconds)> Pauses = new(Kept);
    private static long _lastIndex;

    internal static void Start() => _ = new Sentinel();

    /// <summary>
    /// First line: allocated bytes, collections of generation 0, 1, 2 (older ones not counted twice), total pause in
    /// microseconds; then a line per pause: index of the collection, generation, microseconds.
    /// </summary>
    internal static byte[] Report()
    {
        var text = new StringBuilder();
        int second = GC.CollectionCount(2), first = GC.CollectionCount(1), all = GC.CollectionCount(0);
        long paused = (long)GC.GetTotalPauseDuration().TotalMicroseconds;
        text.Append(
            CultureInfo.InvariantCulture,
            $"{GC.GetTotalAllocatedBytes()} {all - first} {first - second} {second} {paused}\n");
        lock (Gate)
        {
            foreach (var (index, generation, microseconds) in Pauses)
            {
                text.Append(CultureInfo.InvariantCulture, $"{index} {generation} {microseconds}\n");
            }
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void Record()
    {
        var info = GC.GetGCMemoryInfo(GCKind.Any);
        lock (Gate)
        {
            if (info.Index == _lastIndex)
            {
                return;
            }

            _lastIndex = info.Index;
            foreach (var pause in info.PauseDurations)
            {
                if (pause > TimeSpan.Zero && Pauses.Count < Kept)
                {
                    Pauses.Add((info.Index, info.Generation, (long)pause.TotalMicroseconds));
                }
            }
        }
    }

    private sealed class Sentinel
    {
        ~Sentinel()
        {
            if (!Environment.HasShutdownStarted)
            {
                Record();
                _ = new Sentinel();
            }
        }
    }
}
