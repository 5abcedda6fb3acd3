using System.Collections.Concurrent;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Admission;

/// <summary>
/// When each token was last used with success. Kept for the token and not for the model it is in, so that it survives a reload;
/// what a rotation makes the token before keeps its time. A process forgets it.
/// </summary>
/// <remarks>Every loop writes, anyone may read.</remarks>
public sealed class TokenUses
{
    // Ticks of the last use, in a box of its own that the loops write without a lock. Bounded by the tokens there are.
    private readonly ConcurrentDictionary<TokenKey, StrongLong> _uses = new();

    public void Note(TokenModel token, TokenMatch match, DateTimeOffset time)
    {
        var key = match == TokenMatch.Previous ? token.PreviousKey : token.Key;
        if (!_uses.TryGetValue(key, out var use))
        {
            use = _uses.GetOrAdd(key, new StrongLong());
        }
        Volatile.Write(ref use.Value, time.UtcTicks);
    }

    /// <summary>Of the token in force; null when it was not used since the edge started.</summary>
    public DateTimeOffset? LastUsed(TokenModel token) => Read(token.Key);

    /// <summary>Of the token before it.</summary>
    public DateTimeOffset? PreviousLastUsed(TokenModel token) => token.PreviousUntil is null ? null : Read(token.PreviousKey);

    /// <summary>Forgets the tokens that a new model has no more.</summary>
    public void KeepOnly(EdgeModel model)
    {
        var kept = model.Tokens.SelectMany(static token => new[] { token.Key, token.PreviousKey }).ToHashSet();
        foreach (var key in _uses.Keys)
        {
            if (!kept.Contains(key))
            {
                _uses.TryRemove(key, out _);
            }
        }
    }

    private DateTimeOffset? Read(TokenKey key) =>
        _uses.TryGetValue(key, out var use) ? new DateTimeOffset(Volatile.Read(ref use.Value), TimeSpan.Zero) : null;

    private sealed class StrongLong
    {
        public long Value;
    }
}
