namespace SipEdge.Media.Relay;

/// <summary>
/// What sets a stream apart from RTP and RTCP on two ports, worked out when it is configured: each step tests once for None,
/// which is nearly every stream.
/// </summary>
[Flags]
internal enum StreamTraits : ushort
{
    None = 0,

    /// <summary>RTCP comes on the RTP port.</summary>
    Mux = 1,

    /// <summary>Datagrams are not read (<see cref="MediaTransport.Udptl"/>).</summary>
    Unread = 2,

    /// <summary>Verified, if there is a key, and passed on as it came.</summary>
    Opaque = 4,

    /// <summary>Payload types are translated on the way to the other side.</summary>
    Translate = 8,

    /// <summary>The two sides do not fit each other, and nothing passes from this one.</summary>
    Apart = 16,

    /// <summary>Telephone-events are heard and not relayed.</summary>
    TakeDigits = 32,

    /// <summary>The other side was sent digits or an announcement in this session.</summary>
    Toned = 64,

    /// <summary>Checks of ICE and datagrams of DTLS come on the RTP port (RFC 7983).</summary>
    Negotiated = 128,

    /// <summary>Nothing passes, either way, before the handshake has given the keys.</summary>
    Keyless = 256,
}
