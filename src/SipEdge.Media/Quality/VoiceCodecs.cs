namespace SipEdge.Media.Quality;

/// <summary>Names of <see cref="VoiceCodec"/> in SDP and in records, and the payload types that need no SDP.</summary>
public static class VoiceCodecs
{
    /// <summary>The codec of an encoding name of SDP, in any case (RFC 3551 §6, RFC 3952, RFC 7587).</summary>
    public static VoiceCodec Find(ReadOnlySpan<byte> encodingName) => encodingName.Length switch
    {
        3 when Is(encodingName, "GSM"u8) => VoiceCodec.Gsm,
        4 when Is(encodingName, "PCMU"u8) || Is(encodingName, "PCMA"u8) => VoiceCodec.G711,
        4 when Is(encodingName, "G722"u8) => VoiceCodec.G722,
        4 when Is(encodingName, "G729"u8) => VoiceCodec.G729,
        4 when Is(encodingName, "iLBC"u8) => VoiceCodec.Ilbc,
        4 when Is(encodingName, "opus"u8) => VoiceCodec.Opus,
        5 when Is(encodingName, "G729A"u8) => VoiceCodec.G729,
        _ => VoiceCodec.Unknown,
    };

    /// <summary>The codec of a payload type that is assigned for good (RFC 3551 §6, table 4).</summary>
    public static VoiceCodec OfStatic(byte payloadType) => payloadType switch
    {
        0 or 8 => VoiceCodec.G711,
        3 => VoiceCodec.Gsm,
        9 => VoiceCodec.G722,
        18 => VoiceCodec.G729,
        _ => VoiceCodec.Unknown,
    };

    /// <summary>As records name it; null for <see cref="VoiceCodec.Unknown"/>.</summary>
    public static string? Name(VoiceCodec codec) => codec switch
    {
        VoiceCodec.G711 => "g711",
        VoiceCodec.G722 => "g722",
        VoiceCodec.G729 => "g729",
        VoiceCodec.Gsm => "gsm",
        VoiceCodec.Ilbc => "ilbc",
        VoiceCodec.Opus => "opus",
        _ => null,
    };

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known) =>
        System.Text.Ascii.EqualsIgnoreCase(name, known);
}
