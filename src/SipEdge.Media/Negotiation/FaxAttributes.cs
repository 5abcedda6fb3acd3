using System.Text;
using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>The attributes of a T.38 line that pass (ITU-T T.38 annex D): flags, words and numbers, none that names a vendor.</summary>
internal static class FaxAttributes
{
    private const int LongestValue = 24;

    /// <summary>T.38 has one format, whatever its case.</summary>
    public static bool IsFax(ReadOnlySpan<byte> formats) => Ascii.EqualsIgnoreCase(formats.Trim((byte)' '), "t38"u8);

    public static void Write(scoped ref SdpWriter writer, scoped SdpLines lines)
    {
        foreach (var line in lines)
        {
            if (line.Type == 'a' && MayPass(line.Value))
            {
                writer.Append("a="u8);
                writer.Line(line.Value);
            }
        }
    }

    private static bool MayPass(ReadOnlySpan<byte> attribute)
    {
        var colon = attribute.IndexOf((byte)':');
        var name = colon < 0 ? attribute : attribute[..colon];
        return IsKnown(name) && (colon < 0 || IsPlain(attribute[(colon + 1)..]));
    }

    private static bool IsKnown(ReadOnlySpan<byte> name) => name.StartsWith("T38"u8) && (
        name.SequenceEqual("T38FaxVersion"u8)
        || name.SequenceEqual("T38MaxBitRate"u8)
        || name.SequenceEqual("T38FaxMaxRate"u8) // what older gateways call the bit rate
        || name.SequenceEqual("T38FaxFillBitRemoval"u8)
        || name.SequenceEqual("T38FaxTranscodingMMR"u8)
        || name.SequenceEqual("T38FaxTranscodingJBIG"u8)
        || name.SequenceEqual("T38FaxRateManagement"u8)
        || name.SequenceEqual("T38FaxMaxBuffer"u8)
        || name.SequenceEqual("T38FaxMaxDatagram"u8)
        || name.SequenceEqual("T38FaxMaxIFP"u8)
        || name.SequenceEqual("T38FaxUdpEC"u8)
        || name.SequenceEqual("T38FaxUdpECDepth"u8)
        || name.SequenceEqual("T38FaxUdpFECMaxSpan"u8)
        || name.SequenceEqual("T38ModemType"u8));

    private static bool IsPlain(ReadOnlySpan<byte> value)
    {
        foreach (var letter in value)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter != ' ')
            {
                return false;
            }
        }

        return value.Length <= LongestValue;
    }
}
