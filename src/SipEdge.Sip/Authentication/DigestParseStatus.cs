namespace SipEdge.Sip.Authentication;

/// <summary>Outcome of reading digest credentials or a challenge; each way to be unusable has a name.</summary>
public enum DigestParseStatus : byte
{
    Complete,

    /// <summary>Another scheme: ignored, not an error (RFC 3261 §22.1).</summary>
    NotDigest,

    Malformed,
    DuplicateParameter,

    /// <summary>A value beyond <see cref="DigestCredentials.MaxValueLength"/>.</summary>
    ValueTooLong,

    /// <summary>A quoted value with escapes needs more room than the caller gave.</summary>
    EscapedValueTooLong,

    MissingUsername,
    MissingRealm,
    MissingNonce,
    MissingUri,
    MissingResponse,

    /// <summary>Not the number of hexadecimal digits that the algorithm gives.</summary>
    BadResponse,

    UnknownAlgorithm,

    /// <summary>MD5-sess, SHA-256-sess and the like: not offered, so not accepted.</summary>
    SessionAlgorithm,

    /// <summary>qop=auth-int: not offered; SDP changes at every back-to-back agent, so the hash could not hold anyway.</summary>
    AuthIntQop,

    UnknownQop,
    MissingCNonce,
    MissingNonceCount,

    /// <summary>Not exactly eight hexadecimal digits, or zero.</summary>
    BadNonceCount,

    /// <summary>userhash=true (RFC 7616 §3.4.4): not offered.</summary>
    HashedUsername,
}
