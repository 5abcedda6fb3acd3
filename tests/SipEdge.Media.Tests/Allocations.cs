namespace SipEdge.Media.Tests;

internal static class Allocations
{
    /// <summary>Runs <paramref name="action"/> until it is warm, then once more for the record.</summary>
    public static void AssertNone(Action action)
    {
        for (var i = 0; i < 100; i++)
        {
            action();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
