namespace SipEdge.Core.Configuration;

/// <summary>Whether audio is encrypted.</summary>
public enum SrtpMode : byte
{
    /// <summary>Never.</summary>
    Off,

    /// <summary>Where the peer can: offered beside plain RTP (RFC 8643).</summary>
    Optional,

    /// <summary>Or no call.</summary>
    Required,
}
