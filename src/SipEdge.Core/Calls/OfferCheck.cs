using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Media.Dtls;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;
using SipEdge.Media.Sdp;

namespace SipEdge.Core.Calls;

/// <summary>
/// May a description be used on its leg? What a live call asks, and what an explanation asks before there is one. Pure functions.
/// </summary>
internal static class OfferCheck
{
    /// <summary>Room for what the edge writes, live and explained.</summary>
    public const int DescriptionBytes = 16 * 1024;

    // Whether a leg with DTLS can be had does not depend on which certificate is shown.
    private static readonly DtlsFingerprint AnyCertificate = DtlsFingerprint.Compute(FingerprintHash.Sha256, default);

    /// <summary>The whole of it for an offer that begins a call.</summary>
    /// <param name="offer">A session description.</param>
    /// <param name="source">The address it came from.</param>
    /// <param name="rules">Of the leg that made it.</param>
    /// <param name="own">The edge's addresses and ports.</param>
    /// <param name="dtls">The relay has a certificate.</param>
    public static MediaDecision Read(ReadOnlySpan<byte> offer, UInt128 source, MediaRules rules, OwnPlaces own, bool dtls)
    {
        var addresses = Addresses(offer, source, rules, own);
        if (addresses.Reason is not null)
        {
            return addresses;
        }
        var status = MediaNegotiation.Check(offer, rules.Leg, dtls);
        return status == SdpStatus.Ok ? MediaDecision.Usable : Refused(MediaReasons.Of(status, offer), rules);
    }

    /// <summary>May the edge send to every address that it names?</summary>
    public static MediaDecision Addresses(ReadOnlySpan<byte> description, UInt128 source, MediaRules rules, OwnPlaces own)
    {
        Span<MediaEndpoint> room = stackalloc MediaEndpoint[DescribedAddresses.Room];
        var status = DescribedAddresses.Read(description, room, out var count);
        if (status != SdpStatus.Ok)
        {
            return Refused(MediaReasons.Of(status, description), rules);
        }
        foreach (var address in room[..count])
        {
            var decision = MediaAddressRule.Decide(address, source, rules, own);
            if (decision.Verdict == MediaAddressVerdict.Refused)
            {
                return new MediaDecision(ReasonCode.MediaAddressRefused, decision.Line, decision);
            }
        }
        return MediaDecision.Usable;
    }

    /// <summary>Could the offer of one leg be made to the other?</summary>
    public static MediaDecision Towards(ReadOnlySpan<byte> offer, MediaRules from, MediaRules to, bool dtls)
    {
        var certificate = dtls ? AnyCertificate : default;
        var negotiation = new MediaNegotiation(new NegotiationScratch());
        negotiation.BeginLeg(MediaSide.A, from.Leg, 1, certificate);
        var status = negotiation.TakeOffer(MediaSide.A, offer);
        negotiation.BeginLeg(MediaSide.B, to.Leg, 1, certificate);
        for (var line = 0; line < MediaNegotiation.MaxLines; line++)
        {
            negotiation.SetLocal(line, MediaSide.A, Somewhere);
            negotiation.SetLocal(line, MediaSide.B, Somewhere);
        }
        var body = new byte[DescriptionBytes];
        status = status == SdpStatus.Ok ? negotiation.WriteOffer(offer, body, out _) : status;
        return status == SdpStatus.Ok ? MediaDecision.Usable : Refused(MediaReasons.Of(status, offer), to);
    }

    /// <summary>The line that a refusal of media goes back to.</summary>
    public static ConfigLine LineOf(ReasonCode reason, MediaRules rules) => reason switch
    {
        ReasonCode.CodecNotAllowed => rules.CodecsLine,
        ReasonCode.SrtpRequired or ReasonCode.SrtpRefused => rules.SrtpLine,
        ReasonCode.FaxRefused => rules.Line,
        _ => ConfigLine.None,
    };

    private static MediaEndpoint Somewhere => new(UInt128.One, 1);

    private static MediaDecision Refused(ReasonCode reason, MediaRules rules) =>
        new(reason, LineOf(reason, rules), default);
}
