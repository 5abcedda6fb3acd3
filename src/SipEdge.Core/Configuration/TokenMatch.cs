namespace SipEdge.Core.Configuration;

/// <summary>What a presented token is to a SID.</summary>
public enum TokenMatch : byte
{
    None,

    /// <summary>The token in force.</summary>
    Current,

    /// <summary>The one before it, still within its overlap.</summary>
    Previous,

    /// <summary>The one before it, after its end: refused like any wrong one.</summary>
    Expired,
}
