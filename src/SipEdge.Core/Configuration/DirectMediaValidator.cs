using SipEdge.Media.Negotiation;

namespace SipEdge.Core.Configuration;

/// <summary>mode: direct against what only an edge that relays can do (V-23).</summary>
internal static class DirectMediaValidator
{
    private const string Anchor = "mode: anchor";

    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        var legs = MediaLegs.All(options).Where(leg => leg.Policy.Mode == MediaMode.Direct).ToList();
        if (legs.Count == 0)
        {
            return;
        }
        foreach (var leg in legs)
        {
            ValidateLeg(leg, problems);
        }
        if (legs.Count > 1)
        {
            foreach (var path in legs.Select(Mode).Distinct())
            {
                problems.Warning(path,
                    "the two ends of a direct call learn each other's address, and the edge counts no packet of it", Anchor);
            }
        }
        for (var i = 0; i < legs.Count; i++)
        {
            foreach (var other in legs.Skip(i + 1))
            {
                ValidatePair(legs[i], other, problems);
            }
        }
    }

    private static string Mode(MediaLeg leg) => leg.Path(leg.Own.Mode is not null, "mode");

    private static void ValidateLeg(MediaLeg leg, ProblemList problems)
    {
        var srtp = leg.Own.Srtp;
        if (leg.Policy.Nat == NatMode.Yes)
        {
            problems.Error(leg.Path(leg.Own.Nat is not null, "nat"),
                $"{leg.Who} is reached behind NAT by an edge that relays, not directly", $"nat: auto or no, or {Anchor}");
        }
        if (leg.Policy.Srtp.RtpPadding is > 0)
        {
            problems.Error(leg.Path(srtp.RtpPadding is not null, "srtp.rtp_padding"),
                $"the media of {leg.Who} is direct: the edge sees no packet that it could pad", $"rtp_padding: 0, or {Anchor}");
        }
        // Said of everybody it may still be meant for those that are relayed.
        if (leg.Own.Mode == MediaMode.Direct && srtp.Termination is { } termination)
        {
            problems.Error(leg.Path(true, "srtp.termination"),
                $"{ConfigNames.Termination.Name(termination)}: nothing that is direct ends or passes at the edge", Anchor);
        }
        if (leg.Own is { Mode: MediaMode.Direct, Timeouts: { NoMedia.Ticks: > 0 } or { Silence.Ticks: > 0 } })
        {
            problems.Error(leg.Path(true, "timeouts"),
                "the edge sees no packet of direct media: every call would look silent", Anchor);
        }
        else if (leg.Policy.Timeouts.Action == MediaTimeoutAction.HangUp)
        {
            problems.Warning(Mode(leg), $"timeouts.action: hang_up never ends a direct call of {leg.Who}", Anchor);
        }
    }

    private static void ValidatePair(MediaLeg one, MediaLeg other, ProblemList problems)
    {
        var place = other.Own.Mode is not null ? Mode(other) : Mode(one);
        if (RequiresSrtp(one) != RequiresSrtp(other))
        {
            var (with, without) = RequiresSrtp(one) ? (one, other) : (other, one);
            problems.Error(place,
                $"SRTP is required of {with.Who} and not of {without.Who}: only an edge that relays can join the two",
                $"srtp.mode: required on both, or {Anchor}");
        }
        else if (one.HasSrtp && other.HasSrtp && one.OffersDtls != other.OffersDtls)
        {
            problems.Error(place, $"{one.Who} and {other.Who} have their keys in different ways (sdes, dtls)",
                $"one srtp.keying for both, or {Anchor}");
        }
        if (one.Policy.Dtmf == DtmfMode.Info != (other.Policy.Dtmf == DtmfMode.Info))
        {
            problems.Error(place, $"the digits of {one.Who} and {other.Who} travel in different ways, and nothing converts them",
                $"one dtmf for both, or {Anchor}");
        }
    }

    private static bool RequiresSrtp(MediaLeg leg) =>
        leg.Policy.Srtp.Mode == SrtpMode.Required || leg.Gateways.Any(srtp => srtp.Mode == SrtpMode.Required);
}
