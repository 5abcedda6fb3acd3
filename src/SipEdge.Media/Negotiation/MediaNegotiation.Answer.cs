using SipEdge.Media.Dtls;
using SipEdge.Media.Ice;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

// Answers: taken from the leg that was offered to, made to the offerer, and committed.
public sealed partial class MediaNegotiation
{
    /// <summary>
    /// An answer to the pending offer: Ok when it takes only what was offered. Then the edge's answer to the offerer is written,
    /// and what both sides said is agreed on. The offer stays pending for further answers until <see cref="EndOffer"/>.
    /// </summary>
    /// <param name="offer">The pending offer, as its maker wrote it.</param>
    /// <param name="answer">What the other leg answers to it.</param>
    /// <param name="destination">Room for the answer to the offerer.</param>
    /// <param name="written">How long it is.</param>
    public SdpStatus TakeAnswer(
        ReadOnlySpan<byte> offer, ReadOnlySpan<byte> answer, Span<byte> destination, out int written)
    {
        written = 0;
        if (!OfferPending || Leg(Other(Offerer)).Policy is null)
        {
            return SdpStatus.NoOffer;
        }

        Span<SdpMedia> offerMedia = stackalloc SdpMedia[SdpParser.MaxMedia];
        var status = SdpParser.Parse(offer, offerMedia, out var offered);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        Span<SdpMedia> answerMedia = stackalloc SdpMedia[SdpParser.MaxMedia];
        status = SdpParser.Parse(answer, answerMedia, out var answered);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        var from = Leg(Offerer);
        var to = Leg(Other(Offerer));
        if (answered.Media.Length > to.PendingLines.Count)
        {
            return SdpStatus.AnswerLines;
        }

        var writer = new SdpWriter(DescriptionWriter.Body(destination));
        var offerSession = SessionView.Read(offered);
        var answerSession = SessionView.Read(answered);
        var address = IsDirect ? default : from.Local;
        Span<bool> agreed = stackalloc bool[MaxLines];
        agreed.Clear();
        for (var place = 0; place < offered.Media.Length; place++)
        {
            var index = from.PendingLines[place];
            var there = index < 0 || _lines[index] is not { Offered: true } ? -1 : to.PendingLines.PlaceOf(index);

            // Deviates: a line that the answer leaves out at the end counts as refused, which RFC 3264 §6 wants said with port 0.
            if (there < 0 || there >= answered.Media.Length || answered.Media[there].Port == 0)
            {
                LineWriter.Refuse(ref writer, offered, offered.Media[place]);
                continue;
            }

            LineRule.Read(offered, offerSession, offered.Media[place], from.Policy!, from.HasDtls, scratch.Offered, out var line);
            PlanLine(offered, line.Line, ref line.Formats, Line(index));
            status = AnswerLine(
                ref writer, offered, line, answered, answerSession, answered.Media[there], index, out var remote);
            if (status != SdpStatus.Ok)
            {
                return status;
            }

            address = address.IsNone ? remote : address;
            agreed[index] = true;
        }

        status = DescriptionWriter.Finish(writer, from, address, AnswersIce(agreed, Offerer), destination, out written);
        if (status == SdpStatus.Ok)
        {
            Commit(agreed);
        }

        return status;
    }

    /// <summary>Checks one answered line, writes it for the offerer, and puts what it means into the scratch.</summary>
    private SdpStatus AnswerLine(
        scoped ref SdpWriter writer,
        scoped SdpView offer,
        scoped OfferedLine offered,
        scoped SdpView answer,
        scoped SessionView answerSession,
        scoped in SdpMedia media,
        int index,
        out MediaEndpoint remote)
    {
        var line = Line(index);
        remote = default;
        if (MediaKinds.Find(media.Kind.Of(answer.Bytes)) != line.WantedKind)
        {
            return SdpStatus.NotOffered;
        }

        var status = LineReader.Read(answer, answerSession, media, out var answered);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        remote = answered.Remote;
        status = TakeAnswerKeys(offered, answered, line, out var keys);
        var formats = 0;
        if (status == SdpStatus.Ok && line.WantedKind != MediaKind.Fax)
        {
            status = FormatReader.Read(answer, media, scratch.Answered, out formats);
            if (status == SdpStatus.Ok)
            {
                status = AnswerMatch.Match(
                    offer.Bytes, scratch.Offered.AsSpan(0, offered.Formats), answer.Bytes, scratch.Answered.AsSpan(0, formats));
            }
        }

        if (status != SdpStatus.Ok)
        {
            return status;
        }

        if (line.OfferedVerbatim)
        {
            KeepNumbers(scratch.Answered.AsSpan(0, formats));
        }

        var direction = HoldDirection.Within(answered.Direction, offered.Line.Direction);
        AgreeOffererSide(index, offered, direction);
        AgreeAnswererSide(index, answered, keys, direction);
        AgreeFormats(index, offer.Bytes, offered.Formats, answer.Bytes, ref formats);
        WriteAnsweredLine(ref writer, answer, answered, offered, index, formats, direction);
        return SdpStatus.Ok;
    }

    private SdpStatus TakeAnswerKeys(
        scoped OfferedLine offered, scoped LineView answered, RelayedLine line, out PeerKeys keys)
    {
        if (!line.OfferedVerbatim)
        {
            return SecurityRule.OfAnswer(
                answered, line.OfferedProfile, line.OfferedKeys, Leg(Other(Offerer)).Policy!, out keys);
        }

        return SecurityRule.OfPassedAnswer(offered.Line, answered, out keys);
    }

    private void AgreeOffererSide(int index, scoped OfferedLine offered, MediaDirection answer)
    {
        var line = Line(index);
        ref readonly var before = ref line.Side(Offerer);
        ref var side = ref scratch.Side(index, Offerer);
        var keys = offered.Keys;
        side = new LineSide
        {
            Remote = offered.Line.Remote,
            RemoteRtcp = offered.Line.RemoteRtcp,
            Profile = offered.Line.Profile,
            Keys = keys.Source,
            Receive = keys.Key,
            SendSuite = keys.Key.Suite,
            Generation = Generation(before, keys),
            RtcpMux = offered.Line.RtcpMux,
            Sends = HoldDirection.Receives(answer),
            TlsId = offered.Line.Transport.TlsId,
        };
        if (keys.Source == KeySource.Dtls && !line.OfferedVerbatim)
        {
            DtlsSetup.Answering(offered.Line, before.Dtls, out var role);
            side.Dtls = DtlsSetup.Agree(offered.Line, role, Leg(Offerer).Policy!.Suites, before.Dtls, before.TlsId);
            side.Ice = AnswerIce(IceAttributes.OfPeer(offered.Line), before.Ice);
        }
    }

    /// <summary>Other credentials of the peer are a restart, and get new ones of ours (RFC 8445 §9).</summary>
    private static IceSettings? AnswerIce(IceCredentials? peer, IceSettings? before) =>
        peer is null ? null
        : before is not null && before.Remote.Equals(peer) ? before
        : new IceSettings(IceCredentials.Random(), peer);

    /// <summary>A peer that changes its key gets a new one of ours: the next of the leg's.</summary>
    private static uint Generation(in LineSide before, in PeerKeys keys)
    {
        var rekeyed = before.Keys == KeySource.Crypto && keys.Source == KeySource.Crypto && before.Receive != keys.Key;
        return before.Generation + (rekeyed ? 1u : 0);
    }

    private void AgreeAnswererSide(int index, scoped LineView answered, in PeerKeys keys, MediaDirection answer)
    {
        var line = Line(index);
        ref readonly var before = ref line.Side(Other(Offerer));
        ref var side = ref scratch.Side(index, Other(Offerer));
        side = new LineSide
        {
            Remote = answered.Remote,
            RemoteRtcp = answered.RemoteRtcp,
            Profile = line.OfferedProfile,
            Keys = keys.Source,
            Receive = keys.Key,
            SendSuite = keys.Key.Suite,
            Generation = before.Generation,
            RtcpMux = (before.RtcpMux || line.OfferedKeys == KeySource.Dtls) && answered.RtcpMux,
            Sends = HoldDirection.Sends(answer),
            TlsId = answered.Transport.TlsId,
        };
        if (!line.OfferedVerbatim)
        {
            if (keys.Source == KeySource.Dtls)
            {
                var suites = Leg(Other(Offerer)).Policy!.Suites;
                side.Dtls = DtlsSetup.Agree(answered, keys.Role, suites, before.Dtls, before.TlsId);
                side.Ice = AgreeIce(line.OfferedIce, IceAttributes.OfPeer(answered), before.Ice);
            }

            return;
        }

        if (keys.Source == KeySource.None)
        {
            return;
        }

        // The keys stay between the two ends: packets are checked and passed as they are.
        side.Opaque = true;
        ref var offerer = ref scratch.Side(index, Offerer);
        offerer.Opaque = true;
        offerer.Receive = keys.OffererKey;
    }

    private static IceSettings? AgreeIce(IceCredentials? offered, IceCredentials? peer, IceSettings? before) =>
        offered is null || peer is null ? null
        : before is not null && before.Local.Equals(offered) && before.Remote.Equals(peer) ? before
        : new IceSettings(offered, peer);

    /// <summary>Payload types and what they mean to the relay; adds what only the edge itself speaks with the offerer.</summary>
    private void AgreeFormats(
        int index, ReadOnlySpan<byte> offer, int offeredCount, ReadOnlySpan<byte> answer, ref int answeredCount)
    {
        scratch.Codecs[index] = string.Empty;
        var line = Line(index);
        if (line.WantedKind == MediaKind.Fax)
        {
            return;
        }

        var offered = scratch.Offered.AsSpan(0, offeredCount);
        var answered = scratch.Answered.AsSpan(0, answeredCount);
        ref var from = ref scratch.Side(index, Offerer);
        ref var to = ref scratch.Side(index, Other(Offerer));
        var first = EventFormats.FirstCodec(answered);
        from.ClockRate = to.ClockRate = answered[first].Clock;
        scratch.Codecs[index] = LineText.Codec(answered[first].Name(answer));
        BindNumbers(offer, offered, ref line.Numbers(Offerer));
        foreach (ref readonly var format in answered)
        {
            if (format is { Kept: true, Role: FormatRole.Codec })
            {
                VoiceNumbers.Note(ref from, format.Name(answer), format.Sent);
                VoiceNumbers.Note(ref to, format.Name(answer), offered[format.Match].Sent);
                G711Formats.Note(answer, format, format.Sent, ref from);
                G711Formats.Note(answer, format, format.Number, ref to);
            }
        }

        if (line.OfferedVerbatim)
        {
            return;
        }

        from.Map = PayloadPairs.FromOfferer(offered, answered, line.Side(Offerer).Map);
        to.Map = PayloadPairs.FromAnswerer(offered, answered, line.Side(Other(Offerer)).Map);
        var events = EventFormats.Find(answered, answered[first].Clock);
        events = events >= 0 && answered[events].Taken ? events : -1; // some answer events that nobody offered
        if (events >= 0)
        {
            ref readonly var taken = ref offered[answered[events].Match];
            to.EventPayload = taken.Sent;
            to.SendEventPayload = answered[events].Number;
            from.EventPayload = from.SendEventPayload = taken.Added ? LineSide.NoPayload : taken.Number;
        }

        var fromPolicy = Leg(Offerer).Policy!;
        var toPolicy = Leg(Other(Offerer)).Policy!;
        to.TakeDigits = events >= 0 && fromPolicy.Dtmf == DtmfMode.Info;
        if (fromPolicy.Dtmf == DtmfMode.Rfc4733 && toPolicy.Dtmf == DtmfMode.Info
            && EventFormats.Find(offered, answered[first].Clock) is >= 0 and var own)
        {
            from.EventPayload = from.SendEventPayload = offered[own].Number;
            from.TakeDigits = true;
            scratch.Answered[answeredCount++] = EventFormats.Added(offered[own].Number, offered[own].Clock);
        }
    }

    private static void BindNumbers(ReadOnlySpan<byte> text, ReadOnlySpan<Format> formats, ref PayloadNumbers numbers)
    {
        foreach (ref readonly var format in formats)
        {
            if (format is { Added: false, Role: not FormatRole.Unknown } && !format.Mapped.IsEmpty)
            {
                numbers.Bind(format.Number, format.Identity(text));
            }
        }
    }

    /// <summary>Where the relay does not touch packets, the answerer's payload types are the offerer's.</summary>
    private static void KeepNumbers(Span<Format> answered)
    {
        foreach (ref var format in answered)
        {
            format.Sent = format.Number;
        }
    }

    private void WriteAnsweredLine(
        scoped ref SdpWriter writer,
        scoped SdpView answer,
        scoped LineView answered,
        scoped OfferedLine offered,
        int index,
        int formatCount,
        MediaDirection direction)
    {
        var line = Line(index);
        var leg = Leg(Offerer);
        ref readonly var side = ref scratch.Side(index, Offerer);
        var formats = scratch.Answered.AsSpan(0, formatCount);
        var port = IsDirect ? answered.Remote.Port : line.Local(Offerer).Port;
        LineWriter.Begin(ref writer, line.WantedKind, port, offered.Line.Profile, formats);
        if (IsDirect)
        {
            LineWriter.DirectAddress(ref writer, answered);
        }

        if (line.OfferedVerbatim)
        {
            PassKeys(ref writer, answered, line.OfferedKeys);
        }
        else
        {
            AnswerKeys(ref writer, offered, index);
        }

        LineWriter.Media(ref writer, answer.Bytes, formats, answered, leg.Policy!.PacketTime, offered.Line.Profile);
        LineWriter.Mid(ref writer, offered.Line.Mid);
        LineWriter.End(ref writer, IsDirect ? answered.RtcpMux && offered.Line.RtcpMux : side.RtcpMux, direction);
    }

    /// <summary>Tag and suite of the offer with a key of our own (RFC 4568 §5.1.2), or our certificate and role.</summary>
    private void AnswerKeys(scoped ref SdpWriter writer, scoped OfferedLine offered, int index)
    {
        var leg = Leg(Offerer);
        ref readonly var side = ref scratch.Side(index, Offerer);
        if (side.Keys == KeySource.Crypto)
        {
            var key = leg.Secret.Key(index, side.Generation, side.SendSuite);
            CryptoLine.Write(ref writer, offered.Keys.Tag, key, leg.Policy!.Base64Padding);
        }

        if (side.Dtls is { } dtls)
        {
            var active = dtls.Role == DtlsRole.Active;
            DtlsSetup.Write(ref writer, leg.Fingerprint, active ? SetupAttribute.Active : SetupAttribute.Passive);
        }

        if (side.Ice is { } ice)
        {
            IceAttributes.Write(ref writer, ice.Local, Line(index).Local(Offerer));
        }
    }

    /// <summary>Is there ICE on a line that is about to be agreed?</summary>
    private bool AnswersIce(ReadOnlySpan<bool> agreed, MediaSide side)
    {
        for (var i = 0; i < MaxLines; i++)
        {
            if (agreed[i] && scratch.Side(i, side).Ice is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the scratch holds becomes what is agreed.</summary>
    private void Commit(ReadOnlySpan<bool> agreed)
    {
        Leg(Offerer).Lines = Leg(Offerer).PendingLines;
        if (Leg(Other(Offerer)).Policy is not null)
        {
            Leg(Other(Offerer)).Lines = Leg(Other(Offerer)).PendingLines;
        }

        for (var i = 0; i < MaxLines; i++)
        {
            if (_lines[i] is not { } line)
            {
                continue;
            }

            line.Agreed = agreed[i];
            if (agreed[i])
            {
                line.Kind = line.WantedKind;
                line.Codec = scratch.Codecs[i] ?? string.Empty;
                line.A = scratch.Side(i, MediaSide.A);
                line.B = scratch.Side(i, MediaSide.B);
                scratch.Side(i, MediaSide.A) = default;
                scratch.Side(i, MediaSide.B) = default;
            }
        }
    }
}
