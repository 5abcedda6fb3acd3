using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// Holds the formats of an answer against those that were offered, and gives them the offerer's payload types. A format that was
/// not offered is left out (RFC 3264 §6.1 lets an answerer add some); an answer with none that was is refused.
/// </summary>
internal static class AnswerMatch
{
    private const byte Unmatched = byte.MaxValue;

    /// <param name="offer">Text of the offer.</param>
    /// <param name="offered">Its formats as planned: Number is the offerer's, Sent what the answerer was offered.</param>
    /// <param name="answer">Text of the answer.</param>
    /// <param name="answered">
    /// Its formats. What the offerer is told is kept, with Sent its own payload type; what only we take is taken and not kept.
    /// </param>
    public static SdpStatus Match(
        ReadOnlySpan<byte> offer, Span<Format> offered, ReadOnlySpan<byte> answer, Span<Format> answered)
    {
        foreach (ref var format in answered)
        {
            format.Sent = Unmatched;
            format.Kept = false;
            format.Taken = false;
        }

        // Equal numbers first: two formats of one encoding differ by their parameters alone.
        MatchOnce(offer, offered, answer, answered, sameNumber: true);
        MatchOnce(offer, offered, answer, answered, sameNumber: false);
        DropOrphans(answer, answered);

        // Telephone events alone are an answer too: RFC 3264 §10.1 has a line for them.
        foreach (ref readonly var format in answered)
        {
            if (format is { Kept: true, Role: FormatRole.Codec or FormatRole.Events })
            {
                return SdpStatus.Ok;
            }
        }

        return SdpStatus.NotOffered;
    }

    private static void MatchOnce(
        ReadOnlySpan<byte> offer, Span<Format> offered, ReadOnlySpan<byte> answer, Span<Format> answered, bool sameNumber)
    {
        foreach (ref var format in answered)
        {
            for (var i = 0; i < offered.Length; i++)
            {
                ref var candidate = ref offered[i];
                if (!format.Taken && candidate is { Kept: true, Taken: false }
                    && (!sameNumber || candidate.Sent == format.Number)
                    && candidate.IsSameAs(offer, format, answer))
                {
                    candidate.Taken = true;
                    format.Taken = true;
                    format.Kept = !candidate.Added;
                    format.Sent = candidate.Added ? Unmatched : candidate.Number;
                    format.Match = (byte)i;
                    format.Channels = candidate.Channels;
                }
            }
        }
    }

    /// <summary>Repair of a format that the answer does not take repairs nothing.</summary>
    private static void DropOrphans(ReadOnlySpan<byte> answer, Span<Format> answered)
    {
        var kept = default(PayloadTypes);
        foreach (ref readonly var format in answered)
        {
            if (format is { Kept: true, Role: not FormatRole.Companion })
            {
                kept.Add(format.Number);
            }
        }

        foreach (ref var format in answered)
        {
            format.Kept &= format.Role != FormatRole.Companion
                || FormatParameters.NamesOnly(format.Parameters.Of(answer), kept);
        }
    }
}
