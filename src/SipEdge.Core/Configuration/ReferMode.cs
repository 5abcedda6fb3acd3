namespace SipEdge.Core.Configuration;

/// <summary>What becomes of a REFER in a call (E-02).</summary>
public enum ReferMode : byte
{
    /// <summary>405, and Allow does not list it: the phone hides its transfer key or transfers by itself.</summary>
    Reject,

    /// <summary>The other leg's peer is asked, in the edge's own words.</summary>
    Pass,

    /// <summary>The edge calls the target as if the referrer had, and joins it with the other leg.</summary>
    Terminate,
}
