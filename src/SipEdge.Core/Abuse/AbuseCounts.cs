namespace SipEdge.Core.Abuse;

/// <summary>What the guard has done since the start, and what it holds now.</summary>
public readonly record struct AbuseCounts(
    long DroppedBanned, long DroppedRateLimited, long BansBegun, long BansByHand, long BansRefused, int BansInForce,
    long KnownMisbehaved, int Sources, long SourcesReplaced, long RecordsSpared);
