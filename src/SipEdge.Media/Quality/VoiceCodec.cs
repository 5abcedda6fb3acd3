namespace SipEdge.Media.Quality;

/// <summary>The codecs whose sound can be estimated; everything else is <see cref="Unknown"/> and gets no estimate.</summary>
public enum VoiceCodec : byte
{
    Unknown,

    /// <summary>A-law or u-law.</summary>
    G711,
    G722,
    G729,

    /// <summary>GSM full rate.</summary>
    Gsm,
    Ilbc,
    Opus,
}
