using System.Text;
using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>One format of an RTP line, with offsets into the description that named it.</summary>
internal struct Format
{
    /// <summary>Its payload type where it was read.</summary>
    public byte Number;

    /// <summary>Its payload type on the other leg.</summary>
    public byte Sent;

    public FormatRole Role;

    /// <summary>It goes to the other leg.</summary>
    public bool Kept;

    /// <summary>Not read but added by us: telephone-event towards a leg whose digits are turned into INFO.</summary>
    public bool Added;

    /// <summary>An answer took it.</summary>
    public bool Taken;

    /// <summary>In an answer: which of the offered ones it took.</summary>
    public byte Match;

    /// <summary>0 is what the other leg would best speak.</summary>
    public int Rank;

    public int Clock;

    /// <summary>0 when not written.</summary>
    public int Channels;

    /// <summary>Empty for a static payload type without an rtpmap.</summary>
    public SdpMedia.Slice Mapped;

    /// <summary>The fmtp behind the payload type.</summary>
    public SdpMedia.Slice Parameters;

    public readonly ReadOnlySpan<byte> Name(ReadOnlySpan<byte> text) =>
        Added ? "telephone-event"u8 : Mapped.IsEmpty ? StaticFormats.Name(Number) : Mapped.Of(text);

    /// <summary>Number of channels where lists of codecs count them.</summary>
    public readonly int ChannelCount => Channels == 0 ? 1 : Channels;

    /// <summary>
    /// Are both the same encoding (RFC 4855 §3)? Channels count when both say them: "opus/48000" is what some answer to
    /// "opus/48000/2".
    /// </summary>
    public readonly bool IsSameAs(ReadOnlySpan<byte> text, in Format other, ReadOnlySpan<byte> otherText) =>
        Role == other.Role
        && Clock == other.Clock
        && (Channels == 0 || other.Channels == 0 || Channels == other.Channels)
        && Ascii.EqualsIgnoreCase(Name(text), other.Name(otherText));

    /// <summary>What a number on a leg is bound to for good (RFC 3264 §8.3.2).</summary>
    public readonly uint Identity(ReadOnlySpan<byte> text)
    {
        var hash = 2166136261u;
        foreach (var letter in Name(text))
        {
            hash = (hash ^ (letter is >= (byte)'A' and <= (byte)'Z' ? (uint)letter | 0x20 : letter)) * 16777619u;
        }

        return (((hash ^ (uint)Clock) * 16777619u) ^ (uint)ChannelCount) * 16777619u;
    }
}
