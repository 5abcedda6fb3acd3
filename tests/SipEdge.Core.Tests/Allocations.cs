namespace SipEdge.Core.Tests;

/// <summary>Holds a decision to its promise: not one byte on the managed heap.</summary>
internal static class Allocations
{
    public static void AssertNone(Action action)
    {
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
