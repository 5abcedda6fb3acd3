using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>The feedback that a video line may ask for (RFC 4585 §4.2, RFC 5104 §7.1): what the relay passes on.</summary>
internal static class FeedbackAttributes
{
    /// <param name="writer">Where to.</param>
    /// <param name="lines">The section they are from.</param>
    /// <param name="places">By payload type there, the payload type here; 255 for one that is not kept.</param>
    public static void Write(scoped ref SdpWriter writer, scoped SdpLines lines, scoped ReadOnlySpan<byte> places)
    {
        foreach (var line in lines)
        {
            if (!line.TryGetAttribute("rtcp-fb"u8, out var value))
            {
                continue;
            }

            var number = SdpToken.Next(ref value);
            value = value.Trim((byte)' ');
            if (!MayPass(value))
            {
                continue;
            }

            if (number.SequenceEqual("*"u8))
            {
                writer.Append("a=rtcp-fb:* "u8);
                writer.Line(value);
            }
            else if (SdpToken.TryNumber(number, 127, out var payloadType) && places[payloadType] != byte.MaxValue)
            {
                writer.Append("a=rtcp-fb:"u8);
                writer.Append(places[payloadType]);
                writer.Append(" "u8);
                writer.Line(value);
            }
        }
    }

    private static bool MayPass(ReadOnlySpan<byte> value) =>
        value.SequenceEqual("nack"u8)
        || value.SequenceEqual("nack pli"u8)
        || value.SequenceEqual("ccm fir"u8)
        || value.SequenceEqual("ccm tmmbr"u8);
}
