namespace SipEdge.Core.Configuration;

/// <summary>Reliable provisional responses (RFC 3262) with a peer.</summary>
public enum Rel100Mode : byte
{
    Off,

    /// <summary>Where the peer asks for them, and for descriptions where it can take them.</summary>
    Supported,

    /// <summary>Every one of them; a peer that cannot is refused.</summary>
    Required,
}
