using SipEdge.Media.Srtp;

namespace SipEdge.Media.Relay;

/// <summary>
/// What signalling says about one side of a session. <see cref="SrtpKey.None"/> means plain RTP. A
/// <paramref name="RemoteRtcp"/> of None means the RTP address with the next port (RFC 3550 §11).
/// </summary>
public readonly record struct StreamSettings(
    MediaEndpoint Remote,
    MediaEndpoint RemoteRtcp,
    SrtpKey Receive,
    SrtpKey Send,
    LatchMode Latch)
{
    /// <summary>RTP clock of the stream in Hz, for jitter; 0 means 8000.</summary>
    public int ClockRate { get; init; }
}
