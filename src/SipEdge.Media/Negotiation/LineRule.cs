using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>Can a line of an offer be relayed, as far as its maker's leg is concerned?</summary>
internal static class LineRule
{
    public static bool MayRelay(MediaKind kind, LegPolicy policy) => kind switch
    {
        MediaKind.Audio => true,
        MediaKind.Video => policy.Video,
        MediaKind.Fax => policy.Fax,
        _ => false,
    };

    /// <summary>Reads an offered line with its formats and keys. Not Ok: see <see cref="OnlyRefuses"/>.</summary>
    public static SdpStatus Read(
        in SdpView view,
        in SessionView session,
        scoped in SdpMedia media,
        LegPolicy policy,
        bool dtls,
        Span<Format> formats,
        out OfferedLine offered)
    {
        offered = default;
        var kind = MediaKinds.Find(media.Kind.Of(view.Bytes));
        if (media.Port == 0 || !MayRelay(kind, policy))
        {
            return SdpStatus.NoMedia;
        }

        var profile = MediaProfiles.Find(media.Profile.Of(view.Bytes));
        if (profile == MediaProfile.Unsupported || (kind == MediaKind.Fax) != (profile == MediaProfile.Udptl))
        {
            return SdpStatus.UnsupportedProfile;
        }

        var status = LineReader.Read(view, session, media, out offered.Line);
        if (status == SdpStatus.Ok && kind != MediaKind.Fax)
        {
            status = FormatReader.Read(view, media, formats, out offered.Formats);
        }

        if (status != SdpStatus.Ok)
        {
            return status;
        }

        status = SecurityRule.OfOffer(offered.Line, policy, dtls, out offered.Keys);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        var speaks = kind == MediaKind.Fax
            ? FaxAttributes.IsFax(media.Formats.Of(view.Bytes))
            : FormatPlan.HasCodec(view.Bytes, formats[..offered.Formats], kind, policy.Codecs);
        return speaks ? SdpStatus.Ok : SdpStatus.NoCommonFormat;
    }

    /// <summary>
    /// Does it only refuse the line, which an offer may have others beside? Everything else is wrong with the description.
    /// </summary>
    public static bool OnlyRefuses(SdpStatus status) => status
        is SdpStatus.NoMedia
        or SdpStatus.UnsupportedProfile
        or SdpStatus.NoCommonFormat
        or SdpStatus.NoCommonCrypto
        or SdpStatus.BadCrypto
        or SdpStatus.MkiNotSupported
        or SdpStatus.CryptoParameterNotSupported
        or SdpStatus.BadSetup
        or SdpStatus.SrtpRequired
        or SdpStatus.SrtpNotAllowed;
}
