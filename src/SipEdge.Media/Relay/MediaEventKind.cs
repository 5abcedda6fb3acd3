namespace SipEdge.Media.Relay;

public enum MediaEventKind : byte
{
    /// <summary>The first good packet of a side was received.</summary>
    FirstPacket,

    /// <summary>The address a side is heard at and sent to was learned from a packet.</summary>
    Latched,

    /// <summary>
    /// No packet of a side came within the time it was expected in. <see cref="MediaEvent.Value"/>: milliseconds since then.
    /// </summary>
    NoMedia,

    /// <summary>A side that had sent sends no more. <see cref="MediaEvent.Value"/>: milliseconds since its last packet.</summary>
    Silent,

    /// <summary>
    /// A side told as NoMedia or Silent sends again. <see cref="MediaEvent.Value"/>: milliseconds of silence in all.
    /// </summary>
    Resumed,

    /// <summary>
    /// A digit was pressed. <see cref="MediaEvent.Value"/>: digit, and duration in milliseconds shifted left by 8.
    /// </summary>
    Digit,

    /// <summary>The handshake with a side has given both keys.</summary>
    KeysReady,

    /// <summary>The handshake with a side has failed for good. <see cref="MediaEvent.Value"/>: why.</summary>
    DtlsFailed,

    /// <summary>An announcement towards a side has come to its end.</summary>
    PlayEnded,

    /// <summary>A key towards a side has protected all packets it may (RFC 3711 §9.2); nothing more is sent under it.</summary>
    KeyLimit,

    /// <summary>
    /// A side is signalled to be at a port of ours where its media would go round, or that is nobody's: nothing is sent to it.
    /// </summary>
    Looped,

    /// <summary>A side whose address was learned before has moved, with packets that authenticate.</summary>
    SourceMoved,
}
