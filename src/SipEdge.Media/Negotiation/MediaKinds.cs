namespace SipEdge.Media.Negotiation;

/// <summary>Names of the kinds, and how a line of each is written that carries nothing.</summary>
internal static class MediaKinds
{
    public static MediaKind Find(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("audio"u8) => MediaKind.Audio,
        _ when name.SequenceEqual("video"u8) => MediaKind.Video,
        _ when name.SequenceEqual("image"u8) => MediaKind.Fax,
        _ when name.SequenceEqual("application"u8) => MediaKind.Application,
        _ => MediaKind.Other,
    };

    public static ReadOnlySpan<byte> Name(MediaKind kind) => kind switch
    {
        MediaKind.Audio => "audio"u8,
        MediaKind.Video => "video"u8,
        MediaKind.Fax => "image"u8,
        _ => "application"u8,
    };

    /// <summary>
    /// A refused m= line still names a format (RFC 3264 §6), and holds its place among the lines of a leg for good (§8).
    /// </summary>
    public static ReadOnlySpan<byte> Refused(MediaKind kind) => kind switch
    {
        MediaKind.Audio => "m=audio 0 RTP/AVP 0"u8,
        MediaKind.Video => "m=video 0 RTP/AVP 31"u8,
        MediaKind.Fax => "m=image 0 udptl t38"u8,
        MediaKind.Application => "m=application 0 UDP/DTLS/SCTP webrtc-datachannel"u8,
        _ => "m=text 0 RTP/AVP 98"u8,
    };
}
