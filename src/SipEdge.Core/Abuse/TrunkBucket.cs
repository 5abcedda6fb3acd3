namespace SipEdge.Core.Abuse;

/// <summary>The level of one trunk's bucket. It outlives the configuration that named the trunk.</summary>
internal sealed class TrunkBucket
{
    private long _full;

    public bool TryTake(TokenBucket rate, long now) => rate.TryTake(ref _full, now);
}
