namespace SipEdge.Sip.Authentication;

/// <summary>What became of one use of a nonce.</summary>
public enum NonceCountStatus : byte
{
    /// <summary>This count was not used before.</summary>
    Fresh,

    /// <summary>Used before, or too far behind the highest count to know: challenge again.</summary>
    Replayed,

    /// <summary>The table has no room: challenge again with stale=true, and let older nonces expire.</summary>
    Full,
}
