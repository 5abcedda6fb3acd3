namespace SipEdge.Media.Quality;

/// <summary>
/// What a codec takes from the rating by itself (Ie), and how well it stands loss (Bpl): G.107 §7.5, G.113 Appendix I.
/// </summary>
public readonly record struct CodecImpairment(double Ie, double Bpl)
{
    /// <summary>
    /// G.711 at a receiver that plays silence for a lost packet. Telephones of today conceal it, so <see cref="TryGet"/> does
    /// not assume this one.
    /// </summary>
    public static CodecImpairment G711WithoutConcealment { get; } = new(0, 4.3);

    /// <summary>The codec with the concealment that receivers have; false when nothing is known of it.</summary>
    public static bool TryGet(VoiceCodec codec, out CodecImpairment impairment)
    {
        impairment = codec switch
        {
            // With the concealment of G.711 Appendix I. G.722 conceals too, and is rated as narrow band.
            VoiceCodec.G711 or VoiceCodec.G722 => new CodecImpairment(0, 25.1),

            // G.729A with voice activity detection, what is nearly always meant by G729.
            VoiceCodec.G729 => new CodecImpairment(11, 19),

            // Ie of G.113; it has no Bpl for full rate, this is that of the enhanced one.
            VoiceCodec.Gsm => new CodecImpairment(20, 10),

            // Not in G.113. iLBC: about G.729 where nothing is lost, and made for loss. Opus: at the rates of telephony no worse
            // than G.711, its concealment and in-band FEC no worse than iLBC's.
            VoiceCodec.Ilbc => new CodecImpairment(11, 32),
            VoiceCodec.Opus => new CodecImpairment(0, 32),
            _ => default,
        };
        return impairment != default;
    }
}
