namespace SipEdge.Core.Configuration;

/// <summary>What a dialled number is to the edge.</summary>
public enum NumberKind : byte
{
    Ordinary,

    /// <summary>Never rewritten.</summary>
    ShortCode,

    /// <summary>Never rewritten, and exempt from limits on calls.</summary>
    Emergency,
}
