namespace SipEdge.Media.Negotiation;

/// <summary>Payload types that mean a codec without an rtpmap (RFC 3551 §6).</summary>
internal static class StaticFormats
{
    /// <summary>Empty where an rtpmap must say what is meant.</summary>
    public static ReadOnlySpan<byte> Name(int number) => number switch
    {
        0 => "PCMU"u8,
        2 => "G726-32"u8, // withdrawn by RFC 3551 and still sent without a map
        3 => "GSM"u8,
        4 => "G723"u8,
        5 or 6 or 16 or 17 => "DVI4"u8,
        7 => "LPC"u8,
        8 => "PCMA"u8,
        9 => "G722"u8,
        10 or 11 => "L16"u8,
        12 => "QCELP"u8,
        13 or 19 => "CN"u8, // 19 is what drafts of RFC 3389 had
        14 => "MPA"u8,
        15 => "G728"u8,
        18 => "G729"u8,
        25 => "CelB"u8,
        26 => "JPEG"u8,
        28 => "nv"u8,
        31 => "H261"u8,
        32 => "MPV"u8,
        33 => "MP2T"u8,
        34 => "H263"u8,
        _ => default,
    };

    public static int Clock(int number) => number switch
    {
        6 => 16000,
        10 or 11 => 44100,
        14 or (>= 25 and <= 34) => 90000,
        16 => 11025,
        17 => 22050,
        _ => 8000, // G.722 too: it samples at 16 kHz and counts at 8 kHz by an old mistake (RFC 3551 §4.5.2)
    };

    /// <summary>0 where it is one, which is not written.</summary>
    public static int Channels(int number) => number == 10 ? 2 : 0;
}
