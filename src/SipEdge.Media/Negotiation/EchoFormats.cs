namespace SipEdge.Media.Negotiation;

/// <summary>Which of the offered formats the edge takes when it answers itself.</summary>
internal static class EchoFormats
{
    /// <summary>
    /// Keeps the first codec that the leg may speak and, at its clock, the first telephone-event. The table was accepted, so it
    /// has such a codec; with <paramref name="onlyG711"/> there may be none, and the codec is -1.
    /// </summary>
    public static (int Codec, int Events) Choose(
        ReadOnlySpan<byte> text, Span<Format> formats, LegPolicy policy, bool onlyG711)
    {
        var codec = onlyG711 ? -1 : 0;
        for (var i = formats.Length - 1; i >= 0; i--)
        {
            formats[i].Kept = false;
            formats[i].Sent = formats[i].Number;
            if (formats[i].Role == FormatRole.Codec
                && (!onlyG711 || G711Formats.IsG711(text, formats[i]))
                && FormatPlan.Rank(text, formats[i], MediaKind.Audio, policy.Codecs) >= 0)
            {
                codec = i;
            }
        }

        var events = -1;
        if (codec < 0)
        {
            return (codec, events);
        }

        for (var i = formats.Length - 1; i >= 0; i--)
        {
            if (formats[i].Role == FormatRole.Events && formats[i].Clock == formats[codec].Clock && policy.Dtmf != DtmfMode.Info)
            {
                events = i;
            }
        }

        formats[codec].Kept = true;
        if (events >= 0)
        {
            formats[events].Kept = true;
        }

        return (codec, events);
    }
}
