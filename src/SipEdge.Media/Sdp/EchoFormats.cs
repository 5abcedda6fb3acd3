using System.Buffers.Text;

namespace SipEdge.Media.Sdp;

/// <summary>Which of the offered formats the built-in echo takes: it sends back what it hears, so any audio will do.</summary>
internal static class EchoFormats
{
    /// <summary>
    /// Writes one format, or one and telephone events beside it, and narrows the section to them. False when nothing
    /// offered is audio that we know the clock of.
    /// </summary>
    public static bool TryChoose(ref AudioSection audio, Span<byte> formats, out int length)
    {
        var chosen = -1;
        var chosenClock = 0;
        var events = -1;
        var rest = audio.Formats;
        for (var field = SdpToken.Next(ref rest); !field.IsEmpty; field = SdpToken.Next(ref rest))
        {
            SdpToken.TryNumber(field, 127, out var payloadType);
            var clock = Describe(audio, payloadType, out var isEvents, out var isAudio);
            if (chosen < 0 && isAudio)
            {
                (chosen, chosenClock) = (payloadType, clock);
            }
        }

        // A second walk: events may stand before the audio they go with.
        rest = audio.Formats;
        for (var field = SdpToken.Next(ref rest); chosen >= 0 && !field.IsEmpty; field = SdpToken.Next(ref rest))
        {
            SdpToken.TryNumber(field, 127, out var payloadType);
            if (Describe(audio, payloadType, out var isEvents, out _) == chosenClock && isEvents && events < 0)
            {
                events = payloadType;
            }
        }

        length = 0;
        audio.PayloadTypes = default;
        if (chosen < 0)
        {
            return false;
        }

        audio.PayloadTypes.Add(chosen);
        Utf8Formatter.TryFormat(chosen, formats, out length);
        if (events >= 0)
        {
            audio.PayloadTypes.Add(events);
            formats[length++] = (byte)' ';
            Utf8Formatter.TryFormat(events, formats[length..], out var digits);
            length += digits;
        }

        return true;
    }

    private static int Describe(in AudioSection audio, int payloadType, out bool isEvents, out bool isAudio)
    {
        isEvents = false;
        var clock = PayloadTypes.StaticClockRate(payloadType);

        // 13 is comfort noise: it accompanies a codec and is none.
        isAudio = clock != 0 && payloadType != 13;
        foreach (var line in audio.Lines)
        {
            if (line.TryGetAttribute("rtpmap"u8, out var value)
                && SdpToken.TryNumber(SdpToken.Next(ref value), 127, out var mapped)
                && mapped == payloadType
                && AudioSection.TryReadEncoding(value, out var name, out clock))
            {
                isEvents = Is(name, "telephone-event"u8);
                isAudio = !isEvents && !Is(name, "CN"u8) && !Is(name, "red"u8);
            }
        }

        return clock;
    }

    /// <summary>Encoding names are case-insensitive (RFC 4855 §3).</summary>
    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected) =>
        System.Text.Ascii.EqualsIgnoreCase(name, expected);
}
