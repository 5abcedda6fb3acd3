namespace SipEdge.Media.Ice;

/// <summary>What a datagram was to an <see cref="IceLiteAgent"/>.</summary>
public enum IceOutcome : byte
{
    /// <summary>No check at all, or one that is not worth an answer. Nothing was written.</summary>
    Ignored,

    /// <summary>A check that did not prove itself or cannot be followed. It is answered and moves nothing.</summary>
    Refused,

    /// <summary>A good check: the peer can be heard and reached at that address. A response was written.</summary>
    Checked,

    /// <summary>A good check that makes that address the one to send to (RFC 8445 §8.1.1). A response was written.</summary>
    Nominated,
}
