namespace SipEdge.Media.Negotiation;

/// <summary>What an m= line is about, as far as it is told apart.</summary>
public enum MediaKind : byte
{
    /// <summary>No line.</summary>
    None,
    Audio,
    Video,

    /// <summary>T.38 over UDPTL (RFC 7345 §5, ITU-T T.38 annex D).</summary>
    Fax,

    /// <summary>A data channel, BFCP and the like: never relayed.</summary>
    Application,

    /// <summary>Anything else: never relayed.</summary>
    Other,
}
