namespace SipEdge.Sip.Tests;

/// <summary>Holds a hot path to its promise: not one byte on the managed heap.</summary>
public static class Allocations
{
    /// <summary>
    /// Runs the action until it is warm, then fails if a hundred more runs allocate anything on this thread. Captured state
    /// is made before, by the caller; checks inside use Assert.True, because Assert.Equal allocates.
    /// </summary>
    public static void AssertNone(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        for (var warmUp = 0; warmUp < 50; warmUp++)
        {
            action();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < 100; run++)
        {
            action();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
