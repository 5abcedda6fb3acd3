using System.Text;
using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>Reads the formats of an RTP line with what rtpmap and fmtp say of them (RFC 8866 §6.6, §6.15).</summary>
internal static class FormatReader
{
    /// <param name="view">The description.</param>
    /// <param name="media">An RTP line of it.</param>
    /// <param name="formats">Room for <see cref="SdpParser.MaxFormats"/> and one more.</param>
    /// <param name="count">Formats, in the order of the line, each payload type once.</param>
    public static SdpStatus Read(in SdpView view, scoped in SdpMedia media, Span<Format> formats, out int count)
    {
        count = 0;
        Span<sbyte> places = stackalloc sbyte[128];
        places.Fill(-1);
        var rest = media.Formats.Of(view.Bytes);
        for (var field = SdpToken.Next(ref rest); !field.IsEmpty; field = SdpToken.Next(ref rest))
        {
            if (!SdpToken.TryNumber(field, 127, out var number))
            {
                return SdpStatus.BadMediaLine;
            }

            if (places[number] < 0)
            {
                places[number] = (sbyte)count;
                formats[count++] = new Format
                {
                    Number = (byte)number,
                    Clock = StaticFormats.Name(number).IsEmpty ? 0 : StaticFormats.Clock(number),
                    Channels = StaticFormats.Channels(number),
                };
            }
        }

        var status = ReadAttributes(view, media, formats, places);
        foreach (ref var format in formats[..count])
        {
            format.Role = Role(format.Name(view.Bytes));
        }

        return status;
    }

    private static SdpStatus ReadAttributes(
        in SdpView view, scoped in SdpMedia media, Span<Format> formats, ReadOnlySpan<sbyte> places)
    {
        foreach (var line in view.Lines(media))
        {
            if (line.TryGetAttribute("rtpmap"u8, out var value))
            {
                if (!SdpToken.TryNumber(SdpToken.Next(ref value), 127, out var number)
                    || !TryReadEncoding(value, out var name, out var clock, out var channels))
                {
                    return SdpStatus.BadRtpMap;
                }

                if (places[number] >= 0)
                {
                    ref var format = ref formats[places[number]];
                    format.Mapped = view.SliceOf(name);
                    format.Clock = clock;
                    format.Channels = channels;
                }
            }
            else if (line.TryGetAttribute("fmtp"u8, out value))
            {
                if (!SdpToken.TryNumber(SdpToken.Next(ref value), 127, out var number))
                {
                    return SdpStatus.BadFormatParameters;
                }

                value = value.Trim((byte)' ');
                if (places[number] >= 0 && !value.IsEmpty && formats[places[number]].Parameters.IsEmpty)
                {
                    formats[places[number]].Parameters = view.SliceOf(value);
                }
            }
        }

        return SdpStatus.Ok;
    }

    /// <summary>opus/48000/2 -> "opus", 48000 and 2.</summary>
    private static bool TryReadEncoding(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> name, out int clock, out int channels)
    {
        channels = 0;
        clock = 0;
        var encoding = SdpToken.Next(ref value);
        var slash = encoding.IndexOf((byte)'/');
        name = slash < 0 ? encoding : encoding[..slash];
        if (slash < 0 || !SdpToken.IsToken(name))
        {
            return false;
        }

        var rest = encoding[(slash + 1)..];
        slash = rest.IndexOf((byte)'/');
        return SdpToken.TryNumber(slash < 0 ? rest : rest[..slash], 1_000_000, out clock)
            && clock > 0
            && (slash < 0 || (SdpToken.TryNumber(rest[(slash + 1)..], 255, out channels) && channels > 0));
    }

    private static FormatRole Role(ReadOnlySpan<byte> name) => name switch
    {
        { IsEmpty: true } => FormatRole.Unknown,
        _ when Is(name, "telephone-event"u8) => FormatRole.Events,
        _ when Is(name, "CN"u8) => FormatRole.Noise,
        _ when Is(name, "red"u8) || Is(name, "rtx"u8) || Is(name, "ulpfec"u8) || Is(name, "flexfec-03"u8)
            || Is(name, "flexfec"u8) || Is(name, "parityfec"u8) => FormatRole.Companion,
        _ => FormatRole.Codec,
    };

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected) => Ascii.EqualsIgnoreCase(name, expected);
}
