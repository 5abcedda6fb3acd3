using SipEdge.Media.Negotiation;

namespace SipEdge.Core.Configuration;

/// <summary>Media rules in one line, for people.</summary>
internal static class MediaRulesText
{
    /// <summary>"SRTP, keys in SDP: AES_CM_128_HMAC_SHA1_80; codecs pcma, g722; digits rfc4733".</summary>
    public static string Of(MediaRules rules)
    {
        var leg = rules.Leg;
        var codecs = leg.Codecs.Allowed.IsEmpty ? "every codec" : $"codecs {string.Join(", ", leg.Codecs.Allowed)}";
        var denied = leg.Codecs.Denied.IsEmpty ? "" : $" but not {string.Join(", ", leg.Codecs.Denied)}";
        var lines = (leg.Video, leg.Fax) switch
        {
            (true, true) => "; video and fax",
            (true, false) => "; video",
            (false, true) => "; fax",
            _ => "",
        };
        var direct = leg.Direct ? "; direct where the caller's side is" : "";
        return $"{Encryption(leg)}; {codecs}{denied}; digits {ConfigNames.Dtmf.Name(leg.Dtmf)}{lines}{direct}";
    }

    private static string Encryption(LegPolicy leg)
    {
        var keys = leg.Keying == SrtpKeying.Dtls ? "by DTLS" : "in SDP";
        var suites = string.Join(", ", leg.Suites.Select(ConfigNames.Suite.Name));
        var ends = leg.EndToEnd ? ", passed where the caller's side has it" : "";
        return leg.Srtp switch
        {
            SrtpOffer.Required => $"SRTP, keys {keys}{ends}: {suites}",
            SrtpOffer.Optional => $"RTP or SRTP, keys {keys}{ends}: {suites}",
            SrtpOffer.Off => "RTP",
            _ => "RTP or SRTP, as offered",
        };
    }
}
