namespace SipEdge.Core.Configuration;

/// <summary>Where encryption ends.</summary>
public enum SrtpTermination : byte
{
    /// <summary>At the edge: each leg has its own keys.</summary>
    Terminate,

    /// <summary>At the two peers: the keys of one are passed to the other.</summary>
    EndToEnd,
}
