using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>Every address that a description would have media sent to, for whoever judges them.</summary>
public static class DescribedAddresses
{
    /// <summary>Room that the most lines need: RTP and RTCP of each.</summary>
    public const int Room = 2 * SdpParser.MaxMedia;

    /// <param name="sdp">A description.</param>
    /// <param name="room">At least <see cref="Room"/>.</param>
    /// <param name="count">How many were found; held lines (0.0.0.0) and refused ones have none.</param>
    public static SdpStatus Read(ReadOnlySpan<byte> sdp, Span<MediaEndpoint> room, out int count)
    {
        count = 0;
        Span<SdpMedia> media = stackalloc SdpMedia[SdpParser.MaxMedia];
        var status = SdpParser.Parse(sdp, media, out var view);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        var session = SessionView.Read(view);
        foreach (ref readonly var described in view.Media)
        {
            if (described.Port == 0 || MediaKinds.Find(described.Kind.Of(view.Bytes)) > MediaKind.Fax)
            {
                continue;
            }

            status = LineReader.Read(view, session, described, out var line);
            if (status != SdpStatus.Ok)
            {
                return status;
            }

            // The port of RTCP that follows from that of RTP is sent to like one that is named (RFC 3550 §11).
            Add(room, line.Remote, ref count);
            Add(room, line.RemoteRtcp, ref count);
        }

        return SdpStatus.Ok;
    }

    private static void Add(Span<MediaEndpoint> room, MediaEndpoint address, ref int count)
    {
        if (!address.IsUnspecified)
        {
            room[count++] = address;
        }
    }
}
