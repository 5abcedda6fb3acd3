namespace SipEdge.Media.Ice;

/// <summary>Outcome of reading one datagram as STUN. Anybody may send anything to a media port, so it is a value.</summary>
public enum StunStatus : byte
{
    Ok,

    /// <summary>Shorter than a header, longer than <see cref="StunMessage.MaxLength"/>, or no magic cookie.</summary>
    NotStun,

    /// <summary>The length of the header is not that of the datagram, or no multiple of four.</summary>
    BadLength,

    /// <summary>An attribute reaches beyond the message, or has a length that its type cannot have.</summary>
    BadAttribute,
}
