namespace SipEdge.Core.Trunks;

/// <summary>Whether calls go to an address, as the calls before have gone.</summary>
public enum CircuitPhase : byte
{
    /// <summary>They do.</summary>
    Closed,

    /// <summary>They do not.</summary>
    Open,

    /// <summary>Some do, to see how it is.</summary>
    HalfOpen,
}
