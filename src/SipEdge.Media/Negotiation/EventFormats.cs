namespace SipEdge.Media.Negotiation;

/// <summary>Finds telephone-event among formats (RFC 4733 §2.1: its clock is that of the audio it goes with).</summary>
internal static class EventFormats
{
    /// <summary>The first codec that goes to the other leg, else the events that an accepted table has then.</summary>
    public static int FirstCodec(ReadOnlySpan<Format> formats)
    {
        for (var i = 0; i < formats.Length; i++)
        {
            if (formats[i] is { Kept: true, Role: FormatRole.Codec })
            {
                return i;
            }
        }

        return Math.Max(0, Find(formats, 0));
    }

    /// <summary>The events of a clock, else the first there are; -1 without.</summary>
    public static int Find(ReadOnlySpan<Format> formats, int clock)
    {
        var found = -1;
        for (var i = 0; i < formats.Length; i++)
        {
            ref readonly var format = ref formats[i];
            if (format.Role != FormatRole.Events || format.Sent == byte.MaxValue && !format.Taken && format.Kept)
            {
                continue;
            }

            if (format.Clock == clock)
            {
                return i;
            }

            found = found < 0 ? i : found;
        }

        return found;
    }

    /// <summary>An entry that was not read, for a leg whose digits are turned into INFO.</summary>
    public static Format Added(byte number, int clock) => new()
    {
        Number = number,
        Sent = number,
        Clock = clock,
        Role = FormatRole.Events,
        Kept = true,
        Added = true,
    };
}
