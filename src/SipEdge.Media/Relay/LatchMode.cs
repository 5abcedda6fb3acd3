namespace SipEdge.Media.Relay;

/// <summary>May a stream's address be learned from its packets (RFC 7362)?</summary>
public enum LatchMode : byte
{
    /// <summary>Only the signalled address is heard and sent to.</summary>
    Off,

    /// <summary>
    /// Plain RTP: learned in a bounded window after the first packet, then locked. SRTP: packets that authenticate
    /// may move the address.
    /// </summary>
    Learn,

    /// <summary>
    /// As <see cref="Learn"/>, but plain RTP only from another port of the signalled host or from the host that signalling comes
    /// from: for a peer whose ports are in doubt, not its addresses.
    /// </summary>
    LearnNearby,
}
