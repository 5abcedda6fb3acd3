using SipEdge.Media.Negotiation;

namespace SipEdge.Core.Configuration;

/// <summary>Keys that do something only where both sides of a call have them.</summary>
internal static class BothSidesValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        var legs = MediaLegs.All(options).ToList();
        Validate(legs, "mode", static leg => leg.Policy.Mode == MediaMode.Direct, static own => own.Mode is not null, problems);
        Validate(legs, "video", static leg => leg.Policy.Video == true, static own => own.Video is not null, problems);
        Validate(legs, "fax", static leg => leg.Policy.Fax == true, static own => own.Fax is not null, problems);
        Validate(legs, "srtp.termination", IsEndToEnd, static own => own.Srtp.Termination is not null, problems);
        foreach (var leg in legs.Where(IsEndToEnd))
        {
            ValidateEndToEnd(leg, problems);
        }
    }

    private static bool IsEndToEnd(MediaLeg leg) => leg.Policy.Srtp.Termination == SrtpTermination.EndToEnd;

    private static void Validate(
        List<MediaLeg> legs, string key, Func<MediaLeg, bool> has, Func<MediaPolicyOptions, bool> isOwn, ProblemList problems)
    {
        if (legs.Where(has).Take(2).ToList() is [var alone])
        {
            problems.Warning(alone.Path(isOwn(alone.Own), key),
                $"only {alone.Who} has it: it counts where both sides of a call do", "the same on the other side");
        }
    }

    /// <summary>Keys that pass must be in SDP, and what the edge cannot read it cannot change.</summary>
    private static void ValidateEndToEnd(MediaLeg leg, ProblemList problems)
    {
        var path = leg.Path(leg.Own.Srtp.Termination is not null, "srtp.termination");
        if (leg.OffersDtls)
        {
            problems.Error(path, $"the keys of {leg.Who} come from a DTLS handshake, which ends at the edge",
                "keying: sdes, or termination: terminate");
        }
        else if (leg.IsPlain)
        {
            problems.Error(path, $"no SRTP whose keys could pass, for {leg.Who}", "srtp.mode: optional or required");
        }
        if (leg.Policy.Srtp.RtpPadding is > 0)
        {
            problems.Error(leg.Path(leg.Own.Srtp.RtpPadding is not null, "srtp.rtp_padding"),
                $"packets of {leg.Who} pass as they are: the edge cannot pad them", "rtp_padding: 0, or termination: terminate");
        }
        if (leg.Policy.Dtmf == DtmfMode.Info)
        {
            problems.Error(leg.Path(leg.Own.Dtmf is not null, "dtmf"),
                $"the edge does not read packets of {leg.Who}: it finds no digit in them and adds none",
                "dtmf: rfc4733, or termination: terminate");
        }
    }
}
