namespace SipEdge.Core.Trunks;

/// <summary>What is known of one group at this moment: the calls that were sent to it. Outlives reloads.</summary>
public sealed class GroupCell(int loops)
{
    public LiveLoad Load { get; } = new(loops);

    public CallRate Rate { get; } = new();
}
