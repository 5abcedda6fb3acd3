using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

// Answers of the edge itself: as the built-in destination, which sends back what it hears, so that any audio will do; and to
// play an announcement while the one that is called says nothing.
public sealed partial class MediaNegotiation
{
    /// <summary>
    /// Answers the pending offer as the built-in destination: its first audio line with the first codec that the leg may speak,
    /// telephone events beside it when they have the same clock, and the direction mirrored (RFC 3264 §6.1). Everything else is
    /// refused. The caller's side is agreed on.
    /// </summary>
    /// <param name="offer">The pending offer, as its maker wrote it.</param>
    /// <param name="destination">Room for the answer.</param>
    /// <param name="written">How long it is.</param>
    public SdpStatus AnswerEcho(ReadOnlySpan<byte> offer, Span<byte> destination, out int written) =>
        AnswerAlone(offer, destination, announce: false, out written);

    /// <summary>
    /// Answers the pending offer for an announcement, while the other leg has not: as <see cref="AnswerEcho"/>, with G.711 or not
    /// at all. Only the offerer's side is agreed on; the offer stays pending, and the other leg's answer takes its place.
    /// </summary>
    /// <param name="offer">The pending offer, as its maker wrote it.</param>
    /// <param name="destination">Room for the answer.</param>
    /// <param name="written">How long it is.</param>
    /// <returns>NoCommonFormat without G.711, and NoMedia without audio.</returns>
    public SdpStatus AnswerAnnouncement(ReadOnlySpan<byte> offer, Span<byte> destination, out int written) =>
        AnswerAlone(offer, destination, announce: true, out written);

    private SdpStatus AnswerAlone(ReadOnlySpan<byte> offer, Span<byte> destination, bool announce, out int written)
    {
        written = 0;
        if (!OfferPending)
        {
            return SdpStatus.NoOffer;
        }

        Span<SdpMedia> media = stackalloc SdpMedia[SdpParser.MaxMedia];
        var status = SdpParser.Parse(offer, media, out var view);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        var leg = Leg(Offerer);
        var session = SessionView.Read(view);
        var echo = EchoLine();
        if (echo >= 0 && Line(echo).Local(Offerer).IsNone)
        {
            return SdpStatus.NoSession;
        }

        var writer = new SdpWriter(DescriptionWriter.Body(destination));
        Span<bool> agreed = stackalloc bool[MaxLines];
        agreed.Clear();
        for (var place = 0; place < view.Media.Length; place++)
        {
            if (echo < 0 || leg.PendingLines[place] != echo)
            {
                LineWriter.Refuse(ref writer, view, view.Media[place]);
                continue;
            }

            var policy = leg.Policy ?? LegPolicy.Default;
            LineRule.Read(view, session, view.Media[place], policy, leg.HasDtls, scratch.Offered, out var line);
            if (!TryAnswerAlone(ref writer, view, line, echo, announce))
            {
                return SdpStatus.NoCommonFormat;
            }

            agreed[echo] = true;
        }

        if (echo < 0 && (announce || leg.Lines.Count == 0))
        {
            return SdpStatus.NoMedia;
        }

        status = DescriptionWriter.Finish(writer, leg, leg.Local, AnswersIce(agreed, Offerer), destination, out written);
        if (status == SdpStatus.Ok)
        {
            Commit(agreed);
        }

        return status;
    }

    private bool TryAnswerAlone(
        scoped ref SdpWriter writer, scoped SdpView view, scoped OfferedLine offered, int index, bool announce)
    {
        var leg = Leg(Offerer);
        var policy = leg.Policy ?? LegPolicy.Default;
        var formats = scratch.Offered.AsSpan(0, offered.Formats);
        var (codec, events) = EchoFormats.Choose(view.Bytes, formats, policy, onlyG711: announce);
        if (codec < 0)
        {
            return false;
        }

        var direction = HoldDirection.Mirror(offered.Line.Direction);
        AgreeOffererSide(index, offered, direction);
        scratch.Side(index, Other(Offerer)) = announce ? Line(index).Side(Other(Offerer)) : new LineSide();
        ref var side = ref scratch.Side(index, Offerer);
        side.ClockRate = formats[codec].Clock;
        VoiceNumbers.Note(ref side, formats[codec].Name(view.Bytes), formats[codec].Number);
        side.EventPayload = side.SendEventPayload = events < 0 ? LineSide.NoPayload : formats[events].Number;
        G711Formats.Note(view.Bytes, formats[codec], formats[codec].Number, ref side);
        scratch.Codecs[index] = LineText.Codec(formats[codec].Name(view.Bytes));
        LineWriter.Begin(ref writer, MediaKind.Audio, Line(index).Local(Offerer).Port, offered.Line.Profile, formats);
        AnswerKeys(ref writer, offered, index);
        LineWriter.Media(ref writer, view.Bytes, formats, offered.Line, policy.PacketTime, offered.Line.Profile);
        LineWriter.Mid(ref writer, offered.Line.Mid);
        LineWriter.End(ref writer, side.RtcpMux, direction);
        return true;
    }

    /// <summary>The first audio line that the pending offer wants; -1 without.</summary>
    private int EchoLine()
    {
        var lines = Leg(Offerer).PendingLines;
        for (var place = 0; place < lines.Count; place++)
        {
            if (lines[place] is >= 0 and var line && _lines[line] is { Wanted: true, WantedKind: MediaKind.Audio })
            {
                return line;
            }
        }

        return -1;
    }
}
