namespace SipEdge.Sip.Tests;

/// <summary>Holds a hot path to its promise: not one byte on the managed heap.</summary>
public static class Allocations
{
    private const int WarmUps = 50;
    private const int Attempts = 10;
    private const int Runs = 100;

    /// <summary>
    /// Runs the action until it is warm, then fails if a hundred more runs allocate anything on this thread. Captured state
    /// is made before, by the caller; checks inside use Assert.True, because Assert.Equal allocates. A collection that another
    /// test causes meanwhile retires this thread's allocation buffer, and its rest is counted as if it had been used. What the
    /// action itself allocates shows in every attempt, so one attempt without a byte is the proof.
    /// </summary>
    public static void AssertNone(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        for (var warmUp = 0; warmUp < WarmUps; warmUp++)
        {
            action();
        }

        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var run = 0; run < Runs; run++)
            {
                action();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }
}
