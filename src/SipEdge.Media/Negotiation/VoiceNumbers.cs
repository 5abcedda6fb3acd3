using SipEdge.Media.Quality;

namespace SipEdge.Media.Negotiation;

/// <summary>Which codec stands behind the payload types that a side sends, for its quality.</summary>
internal static class VoiceNumbers
{
    /// <summary>Static payload types need no telling.</summary>
    public static void Note(ref LineSide side, ReadOnlySpan<byte> name, byte sent)
    {
        if (StaticFormats.Name(sent).IsEmpty)
        {
            side.Codecs = side.Codecs.With(sent, VoiceCodecs.Find(name));
        }
    }
}
