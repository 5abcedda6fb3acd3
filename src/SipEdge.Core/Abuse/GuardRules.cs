using System.Collections.Concurrent;
using System.Collections.Frozen;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Abuse;

/// <summary>What one configuration says about rates and bans, ready for the gate. Immutable after construction.</summary>
internal sealed class GuardRules
{
    private readonly FrozenDictionary<TrunkModel, (TrunkBucket Bucket, TokenBucket Rate)> _trunks;

    /// <param name="model">The configuration.</param>
    /// <param name="buckets">By trunk id; those of new trunks are added, the others go on as they are.</param>
    public GuardRules(EdgeModel model, ConcurrentDictionary<string, TrunkBucket> buckets)
    {
        Known = model.Known;
        Bans = model.Security.Bans;
        StrangerRate = new TokenBucket(model.Security.Rates.Stranger);
        ProvenRate = new TokenBucket(model.Security.Rates.Proven);
        KnownRate = new TokenBucket(model.Security.Rates.Known);
        _trunks = model.Trunks.ToFrozenDictionary(
            trunk => trunk,
            trunk => (
                buckets.GetOrAdd(trunk.Id, static _ => new TrunkBucket()),
                new TokenBucket(new RateOptions(trunk.Limits.MessagesPerSecond, trunk.Limits.Burst))));
    }

    public KnownSources Known { get; }

    public BanOptions Bans { get; }

    public TokenBucket StrangerRate { get; }

    public TokenBucket ProvenRate { get; }

    public TokenBucket KnownRate { get; }

    public bool TryTake(TrunkModel trunk, long now)
    {
        var (bucket, rate) = _trunks[trunk];
        return bucket.TryTake(rate, now);
    }
}
