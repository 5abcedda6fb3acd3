using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// Writes m= sections. Nothing is copied that is not named here: formats with their maps and parameters, packet times,
/// directions, feedback of video, and the flags of T.38.
/// </summary>
internal static class LineWriter
{
    /// <summary>m=audio 30000 RTP/AVP 8 101, with the formats that are kept under the payload types of the leg.</summary>
    public static void Begin(
        scoped ref SdpWriter writer, MediaKind kind, ushort port, MediaProfile profile, scoped ReadOnlySpan<Format> formats)
    {
        writer.Append("m="u8);
        writer.Append(MediaKinds.Name(kind));
        writer.Append(" "u8);
        writer.Append(port);
        writer.Append(" "u8);
        writer.Append(MediaProfiles.Name(profile));
        if (kind == MediaKind.Fax)
        {
            writer.Line(" t38"u8);
            return;
        }

        foreach (ref readonly var format in formats)
        {
            if (format.Kept)
            {
                writer.Append(" "u8);
                writer.Append(format.Sent);
            }
        }

        writer.EndLine();
    }

    /// <summary>The line of somebody else's description, refused (RFC 3264 §6).</summary>
    public static void Refuse(scoped ref SdpWriter writer, scoped SdpView view, scoped in SdpMedia media)
    {
        writer.Append("m="u8);
        writer.Append(media.Kind.Of(view.Bytes));
        writer.Append(" 0 "u8);
        writer.Append(media.Profile.Of(view.Bytes));
        writer.Append(" "u8);
        writer.Line(media.Formats.Of(view.Bytes));
    }

    /// <summary>The describer's own address, where the ends send to each other.</summary>
    public static void DirectAddress(scoped ref SdpWriter writer, scoped LineView line)
    {
        writer.Append("c="u8);
        writer.AppendAddress(line.Remote);
        writer.EndLine();
        if (line.NamesRtcp)
        {
            writer.Append("a=rtcp:"u8);
            writer.Append(line.RemoteRtcp.Port);
            writer.Append(" "u8);
            writer.AppendAddress(line.RemoteRtcp);
            writer.EndLine();
        }
    }

    /// <summary>What the line carries: formats, times, or the flags of a fax.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="text">The description that the formats are from.</param>
    /// <param name="formats">Those that are kept are written.</param>
    /// <param name="source">The line that they are from.</param>
    /// <param name="packetTime">Policy's; 0 for the source's own.</param>
    /// <param name="profile">Profile that is written.</param>
    public static void Media(
        scoped ref SdpWriter writer,
        scoped ReadOnlySpan<byte> text,
        scoped ReadOnlySpan<Format> formats,
        scoped LineView source,
        int packetTime,
        MediaProfile profile)
    {
        if (source.Kind == MediaKind.Fax)
        {
            FaxAttributes.Write(ref writer, source.Lines);
            return;
        }

        var feedback = source.Kind == MediaKind.Video && MediaProfiles.HasFeedback(profile);
        Formats(ref writer, text, formats, source.Lines, feedback);
        Number(ref writer, "a=ptime:"u8, source.Kind == MediaKind.Audio && packetTime > 0 ? packetTime : source.PacketTime);
        Number(ref writer, "a=maxptime:"u8, source.MaxPacketTime);
    }

    /// <summary>The offerer's own name for the line, given back (RFC 5888 §9.1).</summary>
    public static void Mid(scoped ref SdpWriter writer, scoped ReadOnlySpan<byte> mid)
    {
        if (!mid.IsEmpty)
        {
            writer.Append("a=mid:"u8);
            writer.Line(mid);
        }
    }

    public static void End(scoped ref SdpWriter writer, bool rtcpMux, MediaDirection direction)
    {
        if (rtcpMux)
        {
            writer.Line("a=rtcp-mux"u8);
        }

        writer.Line(HoldDirection.Line(direction));
    }

    /// <summary>rtpmap, fmtp and feedback of the formats that are kept.</summary>
    private static void Formats(
        scoped ref SdpWriter writer,
        scoped ReadOnlySpan<byte> text,
        scoped ReadOnlySpan<Format> formats,
        scoped SdpLines feedback,
        bool withFeedback)
    {
        Span<byte> places = stackalloc byte[128];
        places.Fill(byte.MaxValue);
        foreach (ref readonly var format in formats)
        {
            if (format is { Kept: true, Added: false })
            {
                places[format.Number] = format.Sent;
            }
        }

        foreach (ref readonly var format in formats)
        {
            if (!format.Kept)
            {
                continue;
            }

            Map(ref writer, text, format);
            if (format.Added)
            {
                Attribute(ref writer, "a=fmtp:"u8, format.Sent);
                writer.Line("0-15"u8);
            }
            else if (!format.Parameters.IsEmpty)
            {
                Attribute(ref writer, "a=fmtp:"u8, format.Sent);
                if (format.Role == FormatRole.Companion)
                {
                    FormatParameters.Write(ref writer, format.Parameters.Of(text), places);
                }
                else
                {
                    writer.Append(format.Parameters.Of(text));
                }

                writer.EndLine();
            }
        }

        if (withFeedback)
        {
            FeedbackAttributes.Write(ref writer, feedback, places);
        }
    }

    private static void Map(scoped ref SdpWriter writer, scoped ReadOnlySpan<byte> text, in Format format)
    {
        var name = format.Name(text);
        if (format.Mapped.IsEmpty && !format.Added && format.Sent == format.Number)
        {
            return; // a static payload type whose describer gave no map
        }

        Attribute(ref writer, "a=rtpmap:"u8, format.Sent);
        writer.Append(name);
        writer.Append("/"u8);
        writer.Append((ulong)format.Clock);
        if (format.Channels > 0)
        {
            writer.Append("/"u8);
            writer.Append((ulong)format.Channels);
        }

        writer.EndLine();
    }

    private static void Attribute(scoped ref SdpWriter writer, scoped ReadOnlySpan<byte> name, byte number)
    {
        writer.Append(name);
        writer.Append(number);
        writer.Append(" "u8);
    }

    private static void Number(scoped ref SdpWriter writer, scoped ReadOnlySpan<byte> name, int number)
    {
        if (number > 0)
        {
            writer.Append(name);
            writer.Append((ulong)number);
            writer.EndLine();
        }
    }
}
