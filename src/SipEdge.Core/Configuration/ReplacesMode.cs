namespace SipEdge.Core.Configuration;

/// <summary>What becomes of the Replaces of an INVITE (RFC 3891).</summary>
public enum ReplacesMode : byte
{
    /// <summary>The edge does not know the header: the INVITE is an ordinary call.</summary>
    Ignore,

    /// <summary>Its sender takes the place of the side that it names, in a call of its own trunk.</summary>
    Accept,
}
