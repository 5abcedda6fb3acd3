namespace SipEdge.Core.Tests.Network;

internal static class Seed
{
    /// <summary>Runs with the seeds from 1 on; one that fails is named.</summary>
    public static void Each(int last, Action<int> run)
    {
        for (var seed = 1; seed <= last; seed++)
        {
            try
            {
                run(seed);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"seed {seed}", failure);
            }
        }
    }
}
