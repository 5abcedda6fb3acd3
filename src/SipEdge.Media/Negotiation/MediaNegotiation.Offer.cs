using SipEdge.Media.Ice;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

// Offers: taken from one leg, made to the other.
public sealed partial class MediaNegotiation
{
    /// <summary>
    /// Could an offer be used on a leg of that policy? A look ahead, before there is a call; <paramref name="dtls"/> says whether
    /// the relay has a certificate.
    /// </summary>
    public static SdpStatus Check(ReadOnlySpan<byte> offer, LegPolicy policy, bool dtls = true)
    {
        Span<SdpMedia> media = stackalloc SdpMedia[SdpParser.MaxMedia];
        var status = SdpParser.Parse(offer, media, out var view);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        Span<Format> formats = stackalloc Format[FormatPlan.Room];
        var session = SessionView.Read(view);
        var refusal = SdpStatus.NoMedia;
        var usable = false;
        foreach (ref readonly var line in view.Media)
        {
            status = LineRule.Read(view, session, line, policy, dtls, formats, out _);
            if (status != SdpStatus.Ok && !LineRule.OnlyRefuses(status))
            {
                return status;
            }

            usable |= status == SdpStatus.Ok;
            refusal = refusal == SdpStatus.NoMedia ? status : refusal;
        }

        return usable ? SdpStatus.Ok : refusal;
    }

    /// <summary>
    /// An offer comes in. Ok makes it pending: <see cref="WriteOffer"/> makes it to the other leg, <see cref="TakeAnswer"/> or
    /// <see cref="AnswerEcho"/> answer it, <see cref="EndOffer"/> ends it.
    /// </summary>
    public SdpStatus TakeOffer(MediaSide offerer, ReadOnlySpan<byte> offer)
    {
        if (OfferPending)
        {
            return SdpStatus.OfferPending;
        }

        Span<SdpMedia> media = stackalloc SdpMedia[SdpParser.MaxMedia];
        var status = SdpParser.Parse(offer, media, out var view);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        var leg = Leg(offerer);
        var policy = leg.Policy ?? LegPolicy.Default;
        leg.PendingLines = leg.Lines;
        var session = SessionView.Read(view);
        var refusal = SdpStatus.NoMedia;
        Span<MediaKind> wanted = stackalloc MediaKind[MaxLines];
        wanted.Clear();
        var any = false;
        var closing = leg.Lines.Count > 0;
        for (var place = 0; place < view.Media.Length; place++)
        {
            ref readonly var described = ref view.Media[place];
            status = LineRule.Read(view, session, described, policy, leg.HasDtls, scratch.Offered, out var offered);
            if (status != SdpStatus.Ok && !LineRule.OnlyRefuses(status))
            {
                return status;
            }

            closing &= described.Port == 0;
            refusal = refusal == SdpStatus.NoMedia ? status : refusal;
            var line = leg.PendingLines[place];
            if (status == SdpStatus.Ok)
            {
                line = line < 0 ? FreeLine(leg) : line;
                any |= line >= 0;
                if (line >= 0)
                {
                    wanted[line] = offered.Line.Kind;
                }
            }

            leg.PendingLines.Set(place, MediaKinds.Find(described.Kind.Of(view.Bytes)), line);
        }

        if (!any && !closing)
        {
            return refusal == SdpStatus.Ok ? SdpStatus.NoMedia : refusal;
        }

        for (var i = 0; i < MaxLines; i++)
        {
            if (wanted[i] != MediaKind.None || _lines[i] is not null)
            {
                var line = Line(i);
                line.Wanted = wanted[i] != MediaKind.None;
                line.WantedKind = wanted[i];
                line.Offered = false;
            }
        }

        OfferPending = true;
        Offerer = offerer;
        return SdpStatus.Ok;
    }

    /// <summary>
    /// The pending offer as the edge makes it to the other leg: the lines that both policies let pass, with the edge's addresses,
    /// its keys, and the formats that both legs may speak in the order that the other leg's policy prefers.
    /// </summary>
    /// <param name="offer">The pending offer, as its maker wrote it.</param>
    /// <param name="destination">Room for the description.</param>
    /// <param name="written">How long it is.</param>
    public SdpStatus WriteOffer(ReadOnlySpan<byte> offer, Span<byte> destination, out int written)
    {
        written = 0;
        if (!OfferPending || Leg(Other(Offerer)).Policy is null)
        {
            return SdpStatus.NoOffer;
        }

        Span<SdpMedia> media = stackalloc SdpMedia[SdpParser.MaxMedia];
        var status = SdpParser.Parse(offer, media, out var view);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        var session = SessionView.Read(view);
        status = PlaceOffer(view, session);
        if (status != SdpStatus.Ok)
        {
            return status;
        }

        var leg = Leg(Other(Offerer));
        var writer = new SdpWriter(DescriptionWriter.Body(destination));
        var address = IsDirect ? default : leg.Local;
        var ice = false;
        for (var place = 0; place < leg.PendingLines.Count; place++)
        {
            var line = leg.PendingLines[place];
            if (line < 0 || _lines[line] is not { Offered: true })
            {
                writer.Line(MediaKinds.Refused(leg.PendingLines.Kind(place)));
                continue;
            }

            ref readonly var described = ref view.Media[Leg(Offerer).PendingLines.PlaceOf(line)];
            LineRule.Read(view, session, described, Leg(Offerer).Policy!, Leg(Offerer).HasDtls, scratch.Offered, out var offered);
            WriteOfferedLine(ref writer, view, offered, line);
            address = address.IsNone ? offered.Line.Remote : address;
            ice |= _lines[line]!.OfferedIce is not null && _lines[line]!.OfferedKeys == KeySource.Dtls;
        }

        return DescriptionWriter.Finish(writer, leg, address, ice, destination, out written);
    }

    /// <summary>Finds which lines of the offer go to the other leg, and where they stand there.</summary>
    private SdpStatus PlaceOffer(scoped SdpView view, scoped SessionView session)
    {
        var from = Leg(Offerer);
        var to = Leg(Other(Offerer));
        to.PendingLines = to.Lines;
        var any = false;
        var refusal = SdpStatus.NoMedia;
        var wanted = false;
        for (var place = 0; place < view.Media.Length; place++)
        {
            if (from.PendingLines[place] is var index && (index < 0 || _lines[index] is not { Wanted: true }))
            {
                continue;
            }

            var line = Line(index);
            wanted = true;
            line.Offered = false;
            LineRule.Read(view, session, view.Media[place], from.Policy!, from.HasDtls, scratch.Offered, out var offered);
            var status = PlanLine(view, offered.Line, ref offered.Formats, line);
            if (status == SdpStatus.NoSession)
            {
                return status;
            }

            refusal = refusal == SdpStatus.NoMedia ? status : refusal;
            if (status != SdpStatus.Ok)
            {
                continue;
            }

            var there = to.PendingLines.PlaceOf(index);
            if (there < 0)
            {
                there = to.PendingLines.Append(line.WantedKind, index);
            }
            else
            {
                to.PendingLines.Set(there, line.WantedKind, index);
            }

            line.Offered = there >= 0;
            any |= line.Offered;
        }

        return any || !wanted ? SdpStatus.Ok : refusal;
    }

    /// <summary>Plans formats, profile and keys of one line for the other leg.</summary>
    private SdpStatus PlanLine(scoped SdpView view, scoped LineView described, ref int formats, RelayedLine line)
    {
        var to = Other(Offerer);
        var policy = Leg(to).Policy!;
        var from = Leg(Offerer).Policy!;
        if (!LineRule.MayRelay(described.Kind, policy))
        {
            return SdpStatus.NoMedia;
        }

        line.OfferedVerbatim = SecurityRule.PassesKeys(described, from, policy);
        if (line.OfferedVerbatim)
        {
            line.OfferedProfile = described.Profile;
            line.OfferedKeys = described.HasCrypto ? KeySource.Crypto
                : described.HasFingerprint ? KeySource.Dtls : KeySource.None;
            if (SecurityRule.OfPassed(described, policy) is var refused && refused != SdpStatus.Ok)
            {
                return refused;
            }
        }
        else if (!SecurityRule.TryOffer(
            described, policy, Leg(to).HasDtls, line.Side(to), out line.OfferedProfile, out line.OfferedKeys))
        {
            return SdpStatus.SrtpRequired;
        }

        if (!IsDirect && (line.Local(to).IsNone || line.Local(Offerer).IsNone))
        {
            return SdpStatus.NoSession;
        }

        return described.Kind == MediaKind.Fax
            || FormatPlan.Make(view.Bytes, scratch.Offered, ref formats, described.Kind, from, policy,
                ref line.Numbers(to), line.OfferedVerbatim)
            ? SdpStatus.Ok
            : SdpStatus.NoCommonFormat;
    }

    private void WriteOfferedLine(
        scoped ref SdpWriter writer, scoped SdpView view, scoped OfferedLine offered, int index)
    {
        var line = Line(index);
        var to = Other(Offerer);
        PlanLine(view, offered.Line, ref offered.Formats, line);
        var described = offered.Line;
        var leg = Leg(to);
        var formats = scratch.Offered.AsSpan(0, offered.Formats);
        var port = IsDirect ? described.Remote.Port : line.Local(to).Port;
        LineWriter.Begin(ref writer, described.Kind, port, line.OfferedProfile, formats);
        if (IsDirect)
        {
            LineWriter.DirectAddress(ref writer, described);
        }

        var mux = IsDirect ? described.RtcpMux : line.Side(to).RtcpMux || line.OfferedKeys == KeySource.Dtls;
        if (line.OfferedVerbatim)
        {
            PassKeys(ref writer, described, line.OfferedKeys);
        }
        else if (line.OfferedKeys == KeySource.Crypto)
        {
            CryptoOffer.Write(ref writer, leg.Policy!, leg.Secret, index, line.Side(to).Generation);
        }
        else if (line.OfferedKeys == KeySource.Dtls)
        {
            DtlsSetup.Write(ref writer, leg.Fingerprint, SetupAttribute.ActPass);
            OfferIce(ref writer, line, to);
        }

        LineWriter.Media(ref writer, view.Bytes, formats, described, leg.Policy!.PacketTime, line.OfferedProfile);
        LineWriter.End(ref writer, mux, described.Direction);
    }

    /// <summary>ICE goes with every first offer of DTLS, and later where the peer does it.</summary>
    private static void OfferIce(scoped ref SdpWriter writer, RelayedLine line, MediaSide to)
    {
        ref readonly var spoken = ref line.Side(to);
        if (spoken is { Keys: KeySource.Dtls, Ice: null })
        {
            line.OfferedIce = null;
            return;
        }

        line.OfferedIce = spoken.Ice?.Local ?? line.OfferedIce ?? IceCredentials.Random();
        IceAttributes.Write(ref writer, line.OfferedIce, line.Local(to));
    }

    /// <summary>The describer's own keys, or the name of its certificate.</summary>
    private static void PassKeys(scoped ref SdpWriter writer, scoped LineView line, KeySource keys)
    {
        if (keys == KeySource.Crypto)
        {
            CryptoOffer.Pass(ref writer, line.Lines);
        }
        else if (keys == KeySource.Dtls)
        {
            DtlsSetup.Write(ref writer, line.Transport.Fingerprint, line.Transport.Setup);
        }
    }

    /// <summary>A line that neither leg has a place for; -1 when all are in use.</summary>
    private int FreeLine(NegotiatedLeg offerer)
    {
        for (var i = 0; i < MaxLines; i++)
        {
            if (offerer.PendingLines.PlaceOf(i) < 0 && _a.Lines.PlaceOf(i) < 0 && _b.Lines.PlaceOf(i) < 0)
            {
                return i;
            }
        }

        return -1;
    }
}
