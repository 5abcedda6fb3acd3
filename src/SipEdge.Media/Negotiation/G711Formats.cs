using System.Text;

namespace SipEdge.Media.Negotiation;

/// <summary>Finds the codecs that announcements are made of.</summary>
internal static class G711Formats
{
    public static bool IsG711(ReadOnlySpan<byte> text, in Format format) => IsPcma(text, format) || IsPcmu(text, format);

    /// <summary>If it is one, the side takes it under this number. The first of several counts.</summary>
    public static void Note(ReadOnlySpan<byte> text, in Format format, byte number, ref LineSide side)
    {
        if (side.SendPcma == LineSide.NoPayload && IsPcma(text, format))
        {
            side.SendPcma = number;
        }
        else if (side.SendPcmu == LineSide.NoPayload && IsPcmu(text, format))
        {
            side.SendPcmu = number;
        }
    }

    private static bool IsPcma(ReadOnlySpan<byte> text, in Format format) => Is(text, format, "PCMA"u8);

    private static bool IsPcmu(ReadOnlySpan<byte> text, in Format format) => Is(text, format, "PCMU"u8);

    private static bool Is(ReadOnlySpan<byte> text, in Format format, ReadOnlySpan<byte> name) =>
        format is { Role: FormatRole.Codec, Clock: 8000, ChannelCount: 1 } && Ascii.EqualsIgnoreCase(format.Name(text), name);
}
