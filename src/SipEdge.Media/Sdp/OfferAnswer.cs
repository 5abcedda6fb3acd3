namespace SipEdge.Media.Sdp;

/// <summary>
/// Offers and answers of a call in the middle (RFC 3264): what one leg describes is read, and the edge describes itself
/// to the other leg with the same formats. Nothing is copied but what is named here: formats, their
/// rtpmap and fmtp, ptime, maxptime and direction. Allocates nothing, never throws.
/// </summary>
public static class OfferAnswer
{
    /// <summary>What the description says about its audio.</summary>
    public static SdpStatus Read(ReadOnlySpan<byte> sdp, out AudioDescription audio)
    {
        Span<SdpMedia> media = stackalloc SdpMedia[SdpParser.MaxMedia];
        var status = SdpParser.Parse(sdp, media, out var view);
        if (status != SdpStatus.Ok)
        {
            audio = default;
            return status;
        }

        status = AudioSection.Read(view, out var section);
        audio = section.Description;
        return status;
    }

    /// <summary>
    /// The offer or answer for the other leg: our address, our profile and keys with the formats of
    /// <paramref name="source"/>. Lines other than the audio keep their place with port 0 (RFC 3264 §6). An answer has
    /// the m= lines and the profile of <paramref name="offerBeingAnswered"/>; an offer is AVP or SAVP without the
    /// feedback profile, which fewer devices refuse.
    /// </summary>
    /// <remarks>
    /// A source whose audio is refused (port 0) is written as refused. A source held by address is written with our
    /// address and a direction that says the same (RFC 3264 §8.4).
    /// </remarks>
    public static SdpStatus WriteForOtherLeg(
        ReadOnlySpan<byte> source,
        in LocalAudio local,
        bool answer,
        ReadOnlySpan<byte> offerBeingAnswered,
        Span<byte> destination,
        out int written)
    {
        written = 0;
        Span<SdpMedia> sourceMedia = stackalloc SdpMedia[SdpParser.MaxMedia];
        var status = SdpParser.Parse(source, sourceMedia, out var view);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        status = AudioSection.Read(view, out var audio);
        var refused = status == SdpStatus.AudioRefused;
        if (status != SdpStatus.Ok && !refused)
        {
            return status;
        }

        var writer = new SdpWriter(destination);
        WriteSession(ref writer, local);
        if (!answer)
        {
            WriteMedia(ref writer, view, audio, audio.Description.AudioIndex, audio.Description.Direction, local, default);
            return Finish(writer, out written);
        }

        Span<SdpMedia> offerMedia = stackalloc SdpMedia[SdpParser.MaxMedia];
        status = SdpParser.Parse(offerBeingAnswered, offerMedia, out var offer);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        status = AudioSection.Read(offer, out var offered);
        if (status != SdpStatus.Ok && !refused)
        {
            return status;
        }

        if (!refused && offered.Description.Secure != local.Secure)
        {
            return SdpStatus.ProfileMismatch;
        }

        var index = refused ? -1 : offered.Description.AudioIndex;
        var profile = index < 0 ? default : offer.Media[index].Profile.Of(offer.Bytes);
        WriteMedia(ref writer, offer, audio, index, audio.Description.Direction, local, profile);
        return Finish(writer, out written);
    }

    /// <summary>
    /// The answer of the built-in echo: the first offered format that is audio, telephone events beside it when they
    /// have the same clock, and the direction mirrored (RFC 3264 §6.1).
    /// </summary>
    public static SdpStatus WriteEchoAnswer(
        ReadOnlySpan<byte> offer,
        in LocalAudio local,
        Span<byte> destination,
        out int written)
    {
        written = 0;
        Span<SdpMedia> media = stackalloc SdpMedia[SdpParser.MaxMedia];
        var status = SdpParser.Parse(offer, media, out var view);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        status = AudioSection.Read(view, out var audio);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        if (audio.Description.Secure != local.Secure)
        {
            return SdpStatus.ProfileMismatch;
        }

        Span<byte> formats = stackalloc byte[8];
        if (!EchoFormats.TryChoose(ref audio, formats, out var length))
        {
            return SdpStatus.NoCommonFormat;
        }

        audio.Formats = formats[..length];
        var index = audio.Description.AudioIndex;
        var profile = view.Media[index].Profile.Of(view.Bytes);
        var writer = new SdpWriter(destination);
        WriteSession(ref writer, local);
        WriteMedia(ref writer, view, audio, index, Mirror(audio.Description), local, profile);
        return Finish(writer, out written);
    }

    private static SdpStatus Finish(in SdpWriter writer, out int written)
    {
        written = writer.Failed ? 0 : writer.Length;
        return writer.Failed ? SdpStatus.DestinationTooSmall : SdpStatus.Ok;
    }

    private static void WriteSession(scoped ref SdpWriter writer, in LocalAudio local)
    {
        writer.Append("v=0\r\no=- "u8);
        writer.Append(local.SessionId);
        writer.Append(" "u8);
        writer.Append(local.Version);
        writer.Append(" "u8);
        writer.AppendAddress(local.Rtp);
        writer.Append("\r\ns=-\r\nc="u8);
        writer.AppendAddress(local.Rtp);
        writer.Line("\r\nt=0 0"u8);
    }

    /// <summary>
    /// All m= lines of <paramref name="lines"/> in their order: the one at <paramref name="index"/> with our audio, the
    /// others refused. An empty <paramref name="profile"/> is an offer's.
    /// </summary>
    private static void WriteMedia(
        scoped ref SdpWriter writer,
        scoped SdpView lines,
        scoped AudioSection audio,
        int index,
        MediaDirection direction,
        in LocalAudio local,
        scoped ReadOnlySpan<byte> profile)
    {
        for (var i = 0; i < lines.Media.Length; i++)
        {
            ref readonly var media = ref lines.Media[i];
            if (i == index)
            {
                WriteAudio(ref writer, audio, direction, local, profile);
                continue;
            }

            writer.Append("m="u8);
            writer.Append(media.Kind.Of(lines.Bytes));
            writer.Append(" 0 "u8);
            writer.Append(media.Profile.Of(lines.Bytes));
            writer.Append(" "u8);
            writer.Line(media.Formats.Of(lines.Bytes));
        }
    }

    private static void WriteAudio(
        scoped ref SdpWriter writer,
        scoped AudioSection audio,
        MediaDirection direction,
        in LocalAudio local,
        scoped ReadOnlySpan<byte> profile)
    {
        writer.Append("m=audio "u8);
        writer.Append(local.Rtp.Port);
        writer.Append(" "u8);
        writer.Append(!profile.IsEmpty ? profile : local.Secure ? "RTP/SAVP"u8 : "RTP/AVP"u8);
        writer.Append(" "u8);
        writer.Line(audio.Formats);
        if (local.Secure)
        {
            CryptoLine.Write(ref writer, local.CryptoTag, local.Crypto);
            if (profile.IsEmpty && !local.AlternateCrypto.IsNone)
            {
                CryptoLine.Write(ref writer, local.CryptoTag + 1, local.AlternateCrypto);
            }
        }

        foreach (var line in audio.Lines)
        {
            if ((line.TryGetAttribute("rtpmap"u8, out var value) || line.TryGetAttribute("fmtp"u8, out value))
                && SdpToken.TryNumber(SdpToken.Next(ref value), 127, out var payloadType)
                && audio.PayloadTypes.Contains(payloadType))
            {
                writer.Append("a="u8);
                writer.Line(line.Value);
            }
        }

        WriteNumber(ref writer, "a=ptime:"u8, audio.Description.PacketTime);
        WriteNumber(ref writer, "a=maxptime:"u8, audio.MaxPacketTime);
        direction = audio.Description.OnHoldByAddress ? WithoutReceiving(direction) : direction;
        writer.Line(direction switch
        {
            MediaDirection.SendOnly => "a=sendonly"u8,
            MediaDirection.RecvOnly => "a=recvonly"u8,
            MediaDirection.Inactive => "a=inactive"u8,
            _ => "a=sendrecv"u8,
        });
    }

    private static void WriteNumber(scoped ref SdpWriter writer, ReadOnlySpan<byte> name, int number)
    {
        if (number > 0)
        {
            writer.Append(name);
            writer.Append((ulong)number);
            writer.EndLine();
        }
    }

    private static MediaDirection WithoutReceiving(MediaDirection direction) =>
        direction is MediaDirection.RecvOnly or MediaDirection.Inactive ? MediaDirection.Inactive : MediaDirection.SendOnly;

    private static MediaDirection Mirror(in AudioDescription offer) => offer.Direction switch
    {
        MediaDirection.SendOnly => MediaDirection.RecvOnly,
        MediaDirection.RecvOnly => MediaDirection.SendOnly,
        var same => same,
    };
}
