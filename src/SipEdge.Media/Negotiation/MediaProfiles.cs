namespace SipEdge.Media.Negotiation;

/// <summary>Names and kinds of the profiles.</summary>
internal static class MediaProfiles
{
    public static MediaProfile Find(ReadOnlySpan<byte> name)
    {
        for (var profile = MediaProfile.Avp; profile <= MediaProfile.Udptl; profile++)
        {
            if (name.SequenceEqual(Name(profile)))
            {
                return profile;
            }
        }

        // T.38 annex D writes it in lower case; most devices do not care, and neither do we.
        return System.Text.Ascii.EqualsIgnoreCase(name, Name(MediaProfile.Udptl)) ? MediaProfile.Udptl : MediaProfile.Unsupported;
    }

    public static ReadOnlySpan<byte> Name(MediaProfile profile) => profile switch
    {
        MediaProfile.Avp => "RTP/AVP"u8,
        MediaProfile.Avpf => "RTP/AVPF"u8,
        MediaProfile.Savp => "RTP/SAVP"u8,
        MediaProfile.Savpf => "RTP/SAVPF"u8,
        MediaProfile.DtlsSavp => "UDP/TLS/RTP/SAVP"u8,
        MediaProfile.DtlsSavpf => "UDP/TLS/RTP/SAVPF"u8,
        MediaProfile.Udptl => "udptl"u8,
        _ => default,
    };

    public static bool IsSecure(MediaProfile profile) => profile is >= MediaProfile.Savp and <= MediaProfile.DtlsSavpf;

    public static bool IsDtls(MediaProfile profile) => profile is MediaProfile.DtlsSavp or MediaProfile.DtlsSavpf;

    /// <summary>With early feedback (RFC 4585), which a=rtcp-fb belongs to.</summary>
    public static bool HasFeedback(MediaProfile profile) =>
        profile is MediaProfile.Avpf or MediaProfile.Savpf or MediaProfile.DtlsSavpf;
}
