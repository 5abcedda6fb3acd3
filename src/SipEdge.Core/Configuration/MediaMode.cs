namespace SipEdge.Core.Configuration;

/// <summary>Whether packets pass the edge.</summary>
public enum MediaMode : byte
{
    Anchor,

    /// <summary>They pass from peer to peer.</summary>
    Direct,
}
