namespace SipEdge.Sip.Authentication;

/// <summary>What a nonce is worth.</summary>
public enum NonceStatus : byte
{
    /// <summary>Ours, for this realm, and still in time.</summary>
    Valid,

    /// <summary>Ours, but its time is over: challenge again with stale=true.</summary>
    Stale,

    /// <summary>Not ours, or of another realm or an earlier key: challenge again without stale.</summary>
    Forged,
}
