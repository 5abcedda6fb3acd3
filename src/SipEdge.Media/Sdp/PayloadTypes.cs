namespace SipEdge.Media.Sdp;

/// <summary>A set of RTP payload types, 0 to 127.</summary>
internal struct PayloadTypes
{
    private UInt128 _bits;

    public readonly bool Contains(int payloadType) => ((_bits >> payloadType) & UInt128.One) != UInt128.Zero;

    public void Add(int payloadType) => _bits |= UInt128.One << payloadType;

    /// <summary>Clock of a payload type that needs no rtpmap (RFC 3551 §6), or 0 where one is needed.</summary>
    public static int StaticClockRate(int payloadType) => payloadType switch
    {
        // G.722 samples at 16 kHz and counts at 8 kHz by an old mistake that became the rule (RFC 3551 §4.5.2).
        0 or 3 or 4 or 5 or 7 or 8 or 9 or 12 or 13 or 15 or 18 => 8000,
        6 => 16000,
        10 or 11 => 44100,
        14 => 90000,
        16 => 11025,
        17 => 22050,
        _ => 0,
    };
}
