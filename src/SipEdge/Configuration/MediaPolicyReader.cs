using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of a media block: media.policy, and media of a trunk.</summary>
internal static class MediaPolicyReader
{
    public static MediaPolicyOptions Read(MapReader reader) => new()
    {
        Allow = reader.OneOrMore("allow"),
        Disallow = reader.OneOrMore("disallow"),
        PacketTime = reader.OptionalInt("ptime"),
        Video = reader.OptionalBool("video"),
        Fax = reader.OptionalBool("fax"),
        Dtmf = reader.OptionalChoice("dtmf", ConfigNames.Dtmf),
        Nat = reader.OptionalChoice("nat", ConfigNames.Nat),
        Mode = reader.OptionalChoice("mode", ConfigNames.MediaModes),
        Srtp = reader.Object("srtp", ReadSrtp, new SrtpOptions()),
        SdpAddresses = reader.OptionalChoice("sdp_addresses", ConfigNames.SdpAddresses),
        Timeouts = reader.Object("timeouts", ReadTimeouts, new MediaTimeoutOptions()),
        Announcement = reader.Object("announcement", ReadAnnouncement, new AnnouncementOptions()),
    };

    private static SrtpOptions ReadSrtp(MapReader reader) => new()
    {
        Mode = reader.OptionalChoice("mode", ConfigNames.SrtpModes),
        Keying = reader.OptionalChoice("keying", ConfigNames.Keying),
        Suites = reader.OptionalChoices("suites", ConfigNames.Suite),
        SdesBase64Padding = reader.OptionalBool(reader.Either("sdes_base64_padding", "pad_crypto")),
        RtpPadding = reader.OptionalInt("rtp_padding"),
        Termination = reader.OptionalChoice("termination", ConfigNames.Termination),
    };

    private static AnnouncementOptions ReadAnnouncement(MapReader reader) => new()
    {
        File = reader.File("file"),
        Play = reader.OptionalChoice("play", ConfigNames.AnnouncementPlays),
    };

    private static MediaTimeoutOptions ReadTimeouts(MapReader reader) => new()
    {
        NoMedia = reader.OptionalDuration("no_media"),
        Silence = reader.OptionalDuration("silence"),
        Action = reader.OptionalChoice("action", ConfigNames.TimeoutAction),
    };
}
