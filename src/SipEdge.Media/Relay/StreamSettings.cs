using SipEdge.Media.Dtls;
using SipEdge.Media.Ice;
using SipEdge.Media.Quality;
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
    // Kept so that 0 is the default, also of a StreamSettings that no constructor made.
    private readonly byte _eventPayload;
    private readonly byte _sendEventPayload;
    private readonly byte _sendPcma;
    private readonly byte _sendPcmu;
    private readonly bool _quiet;

    /// <summary>RTP clock of the stream in Hz, for jitter; 0 means 8000.</summary>
    public int ClockRate { get; init; }

    /// <summary>
    /// Host that the side's signalling comes from (IPv4 as IPv4-mapped IPv6), 0 if unknown. Among packets of several hosts
    /// while plain RTP is learned, those from it are believed first (RFC 7362 §5).
    /// </summary>
    public UInt128 SignalledFrom { get; init; }

    public MediaTransport Transport { get; init; }

    /// <summary>RTCP goes to and is taken on the RTP port (RFC 5761); <see cref="RemoteRtcp"/> is not used then.</summary>
    public bool RtcpMux { get; init; }

    /// <summary>
    /// Payload types this side sends, as the other side is to get them; null: unchanged. Never applied to
    /// <see cref="Opaque"/> packets, whose header is authenticated by the peer.
    /// </summary>
    public PayloadMap? Map { get; init; }

    /// <summary>Payload type of telephone-event (RFC 4733) in what this side sends us; 255 when it sends none.</summary>
    public byte EventPayload
    {
        get => (byte)(_eventPayload - 1);
        init => _eventPayload = (byte)(value + 1);
    }

    /// <summary>Payload type of telephone-event this side wants to get; 255 when it takes none.</summary>
    public byte SendEventPayload
    {
        get => (byte)(_sendEventPayload - 1);
        init => _sendEventPayload = (byte)(value + 1);
    }

    /// <summary>Payload type under which this side takes G.711 A-law, for announcements; 255 when it takes none.</summary>
    public byte SendPcma
    {
        get => (byte)(_sendPcma - 1);
        init => _sendPcma = (byte)(value + 1);
    }

    /// <summary>Payload type under which this side takes G.711 mu-law, for announcements; 255 when it takes none.</summary>
    public byte SendPcmu
    {
        get => (byte)(_sendPcmu - 1);
        init => _sendPcmu = (byte)(value + 1);
    }

    /// <summary>This side's telephone-events are reported as <see cref="MediaEventKind.Digit"/> and not relayed.</summary>
    public bool TakeDigits { get; init; }

    /// <summary>
    /// Block in bytes (2 to 128) that payloads sent to this side are padded to inside what is encrypted (RFC 3550 §5.1); 0:
    /// not padded. Only with <see cref="Send"/>.
    /// </summary>
    public byte RtpPadding { get; init; }

    /// <summary>
    /// Packets of this side go on as they came, and what goes to it is not encrypted here: the two ends hold the keys. With
    /// <see cref="Receive"/> they are verified before they may move an address or count. Both sides of a session are opaque,
    /// or neither: nothing passes between one that is and one that is not.
    /// </summary>
    public bool Opaque { get; init; }

    /// <summary>Whether the peer is expected to send, from the direction of the description; silence is told only then.</summary>
    public bool Sends
    {
        get => !_quiet;
        init => _quiet = !value;
    }

    public MediaTimeouts Timeouts { get; init; }

    /// <summary>
    /// The side's keys come from a handshake with it (RFC 5764), and nothing passes before they are there; <see cref="Receive"/>
    /// and <see cref="Send"/> stay None. RTCP needs <see cref="RtcpMux"/>. Not with <see cref="Opaque"/> or UDPTL.
    /// </summary>
    public DtlsSettings? Dtls { get; init; }

    /// <summary>
    /// The side's checks are answered, and its nomination alone moves where it is (RFC 8445 §7.3); <see cref="Latch"/> does not
    /// count then.
    /// </summary>
    public IceSettings? Ice { get; init; }

    /// <summary>What this side's dynamic payload types stand for; without it only static ones are rated.</summary>
    public PayloadCodecs Codecs { get; init; }
}
