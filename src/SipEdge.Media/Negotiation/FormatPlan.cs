using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// Which formats of an offer go to the other leg, in which order, and under which payload types. The same offer gives the same
/// plan as long as the leg's numbers only grew by it, so an answer can be held against it later.
/// </summary>
internal static class FormatPlan
{
    /// <summary>Clocks for which telephone-event is added.</summary>
    private const int MostAdded = 3;

    /// <summary>Room that a table of formats needs.</summary>
    public const int Room = SdpParser.MaxFormats + MostAdded;

    /// <param name="text">The offer.</param>
    /// <param name="formats">Its formats, with room for <see cref="Room"/>.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="kind">Audio or video.</param>
    /// <param name="from">Policy of the leg that offered.</param>
    /// <param name="to">Policy of the leg that is offered to.</param>
    /// <param name="numbers">Payload types of that leg's line; those that are given out now are added.</param>
    /// <param name="verbatim">The relay will not touch the packets, so every payload type stays as it is.</param>
    /// <returns>False when no codec is left.</returns>
    public static bool Make(
        ReadOnlySpan<byte> text,
        Span<Format> formats,
        ref int count,
        MediaKind kind,
        LegPolicy from,
        LegPolicy to,
        ref PayloadNumbers numbers,
        bool verbatim)
    {
        var codecs = KeepCodecs(text, formats[..count], kind, from.Codecs, to.Codecs);
        if (codecs == 0)
        {
            return false;
        }

        KeepCompany(text, formats[..count], kind, from, to);
        if (!verbatim && to.Dtmf == DtmfMode.Rfc4733 && from.Dtmf == DtmfMode.Info)
        {
            AddEvents(formats, ref count, to.Codecs);
        }

        if (kind == MediaKind.Audio && !to.Codecs.Allowed.IsEmpty)
        {
            Order(formats[..count]);
        }

        Number(text, formats[..count], ref numbers, verbatim);
        return true;
    }

    /// <summary>Is there a codec that the leg's own lists let it speak?</summary>
    public static bool HasCodec(ReadOnlySpan<byte> text, ReadOnlySpan<Format> formats, MediaKind kind, CodecRules rules)
    {
        foreach (ref readonly var format in formats)
        {
            if (format.Role == FormatRole.Codec && Rank(text, format, kind, rules) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static int KeepCodecs(
        ReadOnlySpan<byte> text, Span<Format> formats, MediaKind kind, CodecRules from, CodecRules to)
    {
        var kept = 0;
        foreach (ref var format in formats)
        {
            format.Rank = int.MaxValue;
            format.Kept = format.Role == FormatRole.Codec
                && Rank(text, format, kind, from) >= 0
                && (format.Rank = Rank(text, format, kind, to)) >= 0;
            kept += format.Kept ? 1 : 0;
        }

        return kept;
    }

    public static int Rank(ReadOnlySpan<byte> text, in Format format, MediaKind kind, CodecRules rules)
    {
        var name = format.Name(text);
        if (kind == MediaKind.Audio)
        {
            return rules.Rank(name, format.Clock, format.ChannelCount);
        }

        return rules.Denies(name, format.Clock, format.ChannelCount) ? CodecRules.NotTaken : 0;
    }

    /// <summary>
    /// Events and noise go where their clock fits a codec that goes (RFC 4733 §2.1, RFC 3389 §5), repair where what it repairs
    /// does.
    /// </summary>
    private static void KeepCompany(ReadOnlySpan<byte> text, Span<Format> formats, MediaKind kind, LegPolicy from, LegPolicy to)
    {
        var going = default(PayloadTypes);
        foreach (ref readonly var format in formats)
        {
            if (format.Kept)
            {
                going.Add(format.Number);
            }
        }

        foreach (ref var format in formats)
        {
            var name = format.Name(text);
            format.Kept |= format.Role switch
            {
                FormatRole.Events => from.Dtmf != DtmfMode.Info && to.Dtmf != DtmfMode.Info && HasClock(formats, format.Clock)
                    && MayPass(name, format, from, to),
                FormatRole.Noise => HasClock(formats, format.Clock) && MayPass(name, format, from, to),
                FormatRole.Companion => (kind == MediaKind.Video
                        ? MayPass(name, format, from, to)
                        : to.Codecs.Names(name, format.Clock, format.ChannelCount) && MayPass(name, format, from, to))
                    && FormatParameters.NamesOnly(format.Parameters.Of(text), going),
                _ => false,
            };
        }
    }

    private static bool MayPass(ReadOnlySpan<byte> name, in Format format, LegPolicy from, LegPolicy to) =>
        !from.Codecs.Denies(name, format.Clock, format.ChannelCount)
        && !to.Codecs.Denies(name, format.Clock, format.ChannelCount);

    private static bool HasClock(ReadOnlySpan<Format> formats, int clock)
    {
        foreach (ref readonly var format in formats)
        {
            if (format.Kept && format.Role == FormatRole.Codec && format.Clock == clock)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One telephone-event for each clock of a codec: the other leg's digits come in INFO and go out as packets.</summary>
    private static void AddEvents(Span<Format> formats, ref int count, CodecRules to)
    {
        var read = count;
        for (var i = 0; i < read && count - read < MostAdded; i++)
        {
            var clock = formats[i].Clock;
            if (formats[i].Kept && formats[i].Role == FormatRole.Codec && !HasAdded(formats[read..count], clock)
                && !to.Denies("telephone-event"u8, clock, 1))
            {
                formats[count++] = new Format
                {
                    Number = 101, // what it would rather be called, as nearly everybody does
                    Clock = clock,
                    Role = FormatRole.Events,
                    Kept = true,
                    Added = true,
                    Rank = int.MaxValue,
                };
            }
        }
    }

    private static bool HasAdded(ReadOnlySpan<Format> added, int clock)
    {
        foreach (ref readonly var format in added)
        {
            if (format.Clock == clock)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>By rank; equals stay in the order they came in.</summary>
    private static void Order(Span<Format> formats)
    {
        for (var i = 1; i < formats.Length; i++)
        {
            var moved = formats[i];
            var place = i;
            for (; place > 0 && formats[place - 1].Rank > moved.Rank; place--)
            {
                formats[place] = formats[place - 1];
            }

            formats[place] = moved;
        }
    }

    private static void Number(ReadOnlySpan<byte> text, Span<Format> formats, ref PayloadNumbers numbers, bool verbatim)
    {
        // What is bound takes its number first, so that nobody else is given it.
        var used = default(PayloadTypes);
        foreach (ref var format in formats)
        {
            format.Sent = byte.MaxValue;
            if (format.Kept && (verbatim || IsStatic(text, format) || numbers.Binds(format.Number, format.Identity(text))))
            {
                Give(ref format, format.Number, ref used);
            }
        }

        foreach (ref var format in formats)
        {
            if (format is { Kept: true, Sent: byte.MaxValue } && numbers.Find(format.Identity(text), used) is >= 0 and var number)
            {
                Give(ref format, number, ref used);
            }
        }

        // What is new keeps the number it has on the other leg, where that is free.
        foreach (ref var format in formats)
        {
            if (format is { Kept: true, Sent: byte.MaxValue, Added: false }
                && numbers.IsUnbound(format.Number) && !used.Contains(format.Number))
            {
                Give(ref format, format.Number, ref used);
            }
        }

        foreach (ref var format in formats)
        {
            if (format is { Kept: true, Sent: byte.MaxValue })
            {
                var own = format.Added && numbers.IsUnbound(format.Number) && !used.Contains(format.Number);
                var number = own ? format.Number : numbers.Free(used);
                format.Kept = number >= 0;
                Give(ref format, number, ref used);
            }

            if (format.Kept && !verbatim && !IsStatic(text, format))
            {
                numbers.Bind(format.Sent, format.Identity(text));
            }
        }
    }

    private static void Give(ref Format format, int number, ref PayloadTypes used)
    {
        format.Sent = (byte)number;
        used.Add(number & 127);
    }

    private static bool IsStatic(ReadOnlySpan<byte> text, in Format format) =>
        System.Text.Ascii.EqualsIgnoreCase(StaticFormats.Name(format.Number), format.Name(text))
        && StaticFormats.Clock(format.Number) == format.Clock;
}
