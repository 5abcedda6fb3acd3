namespace SipEdge.Media.Tests;

internal static class Allocations
{
    private const int WarmUps = 100;
    private const int Attempts = 10;

    /// <summary>
    /// Runs <paramref name="action"/> until it is warm, then for the record. A collection that another test causes meanwhile
    /// retires this thread's allocation buffer, and its rest is counted as if it had been used. What the action itself
    /// allocates shows in every attempt, so one attempt without a byte is the proof.
    /// </summary>
    public static void AssertNone(Action action)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            action();
        }

        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }
}
