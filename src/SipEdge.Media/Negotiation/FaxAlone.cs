using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>Is a description about nothing but fax (m=image, RFC 3362)?</summary>
public static class FaxAlone
{
    /// <summary>It has an image line, and every other line is refused.</summary>
    public static bool Is(ReadOnlySpan<byte> description)
    {
        Span<SdpMedia> media = stackalloc SdpMedia[SdpParser.MaxMedia];
        if (SdpParser.Parse(description, media, out var view) != SdpStatus.Ok)
        {
            return false;
        }

        var fax = false;
        foreach (ref readonly var line in view.Media)
        {
            var image = MediaKinds.Find(line.Kind.Of(view.Bytes)) == MediaKind.Fax;
            fax |= image && line.Port != 0;
            if (line.Port != 0 && !image)
            {
                return false;
            }
        }

        return fax;
    }
}
