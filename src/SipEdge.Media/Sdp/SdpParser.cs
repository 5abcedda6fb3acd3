namespace SipEdge.Media.Sdp;

/// <summary>
/// Splits a description into its session part and media sections (RFC 8866 §5). Never throws, allocates nothing. What
/// is outside the parts that the relay uses is checked for shape only.
/// </summary>
internal static class SdpParser
{
    /// <summary>Largest description read. A browser's, the longest there are, has some 10 kB.</summary>
    public const int MaxLength = 32 * 1024;

    public const int MaxLines = 1024;

    public const int MaxLineLength = 4096;

    /// <summary>m= lines of one description, also what a caller brings room for.</summary>
    public const int MaxMedia = 16;

    /// <summary>Formats of one m= line; RTP has 128 payload types and nobody offers half of them.</summary>
    public const int MaxFormats = 64;

    public static SdpStatus Parse(ReadOnlySpan<byte> sdp, Span<SdpMedia> media, out SdpView view)
    {
        view = default;
        if (sdp.IsEmpty)
        {
            return SdpStatus.Empty;
        }

        if (sdp.Length > MaxLength)
        {
            return SdpStatus.TooLarge;
        }

        var status = CheckLines(sdp);
        return status == SdpStatus.Ok ? Divide(sdp, media, out view) : status;
    }

    /// <summary>Every line is a lower-case letter, an equals sign and bytes without NUL or bare CR.</summary>
    private static SdpStatus CheckLines(ReadOnlySpan<byte> rest)
    {
        for (var lines = 1; !rest.IsEmpty; lines++)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            line = line.EndsWith("\r"u8) ? line[..^1] : line;
            if (lines > MaxLines)
            {
                return SdpStatus.TooManyLines;
            }

            if (line.Length > MaxLineLength)
            {
                return SdpStatus.LineTooLong;
            }

            if (line.IndexOfAny((byte)'\r', (byte)0) >= 0)
            {
                return SdpStatus.ForbiddenByte;
            }

            if (!line.IsEmpty && (line.Length < 2 || line[1] != '=' || (uint)(line[0] - 'a') > 'z' - 'a'))
            {
                return SdpStatus.BadLine;
            }
        }

        return SdpStatus.Ok;
    }

    /// <summary>
    /// Deviates: s= and t= are mandatory (RFC 8866 §5.3, §5.9) and missing in what some gateways send; nothing here
    /// depends on them, so their absence is let pass.
    /// </summary>
    private static SdpStatus Divide(ReadOnlySpan<byte> sdp, Span<SdpMedia> media, out SdpView view)
    {
        view = default;
        var sessionLength = sdp.Length;
        var sessionConnection = default(SdpMedia.Slice);
        var count = 0;
        var first = true;
        var originSeen = false;
        foreach (var line in new SdpLines(sdp))
        {
            var valueStart = line.Value.IsEmpty ? 0 : (int)OffsetIn(sdp, line.Value);
            var slice = new SdpMedia.Slice(valueStart, line.Value.Length);
            if (first != (line.Type == 'v') || (first && !line.Value.TrimEnd((byte)' ').SequenceEqual("0"u8)))
            {
                return SdpStatus.BadVersion;
            }

            first = false;
            switch (line.Type)
            {
                case (byte)'o' when originSeen || count > 0 || !IsOrigin(line.Value):
                    return SdpStatus.BadOrigin;
                case (byte)'o':
                    originSeen = true;
                    break;
                case (byte)'c' when line.Value.IsEmpty:
                    return SdpStatus.BadConnection;
                case (byte)'c' when count == 0:
                    sessionConnection = sessionConnection.IsEmpty ? slice : sessionConnection;
                    break;
                case (byte)'c':
                    ref var owner = ref media[count - 1];
                    owner.Connection = owner.Connection.IsEmpty ? slice : owner.Connection;
                    break;
                case (byte)'m':
                    if (count == Math.Min(media.Length, MaxMedia))
                    {
                        return SdpStatus.TooManyMedia;
                    }

                    var status = ReadMediaLine(sdp, slice, out media[count]);
                    if (status != SdpStatus.Ok)
                    {
                        return status;
                    }

                    sessionLength = count == 0 ? valueStart - 2 : sessionLength;
                    media[count].Section = new SdpMedia.Slice(line.End, 0);
                    count++;
                    break;
            }

            if (count > 0)
            {
                ref var current = ref media[count - 1];
                current.Section = current.Section with { Length = line.End - current.Section.Start };
            }
        }

        view = new SdpView(sdp, media[..count], sessionLength, sessionConnection);
        return originSeen ? SdpStatus.Ok : SdpStatus.BadOrigin;
    }

    /// <summary>Six fields; none of them is used, so they are only counted.</summary>
    private static bool IsOrigin(ReadOnlySpan<byte> value)
    {
        var fields = 0;
        while (!SdpToken.Next(ref value).IsEmpty)
        {
            fields++;
        }

        return fields == 6;
    }

    /// <summary>m=audio 49170 RTP/AVP 0 8 (RFC 8866 §5.14).</summary>
    private static SdpStatus ReadMediaLine(ReadOnlySpan<byte> sdp, SdpMedia.Slice line, out SdpMedia media)
    {
        media = default;
        var rest = line.Of(sdp);
        var kind = SdpToken.Next(ref rest);
        var port = SdpToken.Next(ref rest);
        var profile = SdpToken.Next(ref rest);
        rest = rest.Trim((byte)' ');
        if (!SdpToken.IsToken(kind) || port.IsEmpty || !SdpToken.IsToken(profile) || rest.IsEmpty)
        {
            return SdpStatus.BadMediaLine;
        }

        // "49170/2" asks for two pairs of ports, for layered codings; a call has one.
        var slash = port.IndexOf((byte)'/');
        var pairs = 1;
        if ((slash >= 0 && !SdpToken.TryNumber(port[(slash + 1)..], int.MaxValue, out pairs))
            || pairs != 1
            || !SdpToken.TryNumber(slash < 0 ? port : port[..slash], ushort.MaxValue, out var number))
        {
            return SdpStatus.BadPort;
        }

        media.Kind = SliceOf(sdp, kind);
        media.Profile = SliceOf(sdp, profile);
        media.Formats = SliceOf(sdp, rest);
        media.Port = (ushort)number;
        var formats = 0;
        for (var format = SdpToken.Next(ref rest); !format.IsEmpty; format = SdpToken.Next(ref rest))
        {
            if (!SdpToken.IsToken(format))
            {
                return SdpStatus.BadMediaLine;
            }

            if (++formats > MaxFormats)
            {
                return SdpStatus.TooManyFormats;
            }
        }

        return SdpStatus.Ok;
    }

    private static SdpMedia.Slice SliceOf(ReadOnlySpan<byte> sdp, ReadOnlySpan<byte> part) =>
        new((int)OffsetIn(sdp, part), part.Length);

    /// <summary>Where <paramref name="part"/>, a slice of <paramref name="whole"/>, begins in it.</summary>
    private static nint OffsetIn(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> part)
    {
        whole.Overlaps(part, out var offset);
        return offset;
    }
}
