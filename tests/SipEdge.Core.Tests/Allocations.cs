namespace SipEdge.Core.Tests;

/// <summary>Holds a decision to its promise: not one byte on the managed heap.</summary>
internal static class Allocations
{
    /// <summary>How often the action is run at most.</summary>
    public const int MostRuns = WarmUps + (Attempts * Runs);

    private const int WarmUps = 50;
    private const int Attempts = 10;
    private const int Runs = 100;

    /// <summary>
    /// A collection that another test causes meanwhile retires this thread's allocation buffer, and its rest is counted as if it
    /// had been used. What the action itself allocates shows in every attempt, so one attempt without a byte is the proof.
    /// </summary>
    public static void AssertNone(Action action)
    {
        for (var run = 0; run < WarmUps; run++)
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
