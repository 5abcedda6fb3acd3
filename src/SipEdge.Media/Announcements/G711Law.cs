namespace SipEdge.Media.Announcements;

/// <summary>The two companding laws of ITU-T G.711.</summary>
public enum G711Law : byte
{
    /// <summary>PCMA, static payload type 8.</summary>
    A,

    /// <summary>PCMU, static payload type 0.</summary>
    Mu,
}
