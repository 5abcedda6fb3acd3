namespace SipEdge.Core.Rewrite;

/// <summary>Where the identity comes from that a next hop is told.</summary>
public enum IdentitySource : byte
{
    /// <summary>It is told none.</summary>
    Nobody,

    /// <summary>What a trusted caller's side asserted, if it did.</summary>
    Theirs,

    /// <summary>The same, else <see cref="Ours"/>.</summary>
    TheirsOrOurs,

    /// <summary>What the edge admitted: the account, or the caller's number where an address or token admitted.</summary>
    Ours,
}
