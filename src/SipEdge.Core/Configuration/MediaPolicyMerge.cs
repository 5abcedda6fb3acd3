using SipEdge.Media.Negotiation;

namespace SipEdge.Core.Configuration;

/// <summary>What applies to a leg when media.policy, its trunk and its gateway have a say: the most specific counts.</summary>
internal static class MediaPolicyMerge
{
    public const string Base = "media.policy";

    public static MediaPolicyOptions For(EdgeOptions options, TrunkOptions trunk) => trunk.Media.Over(options.Media.Policy);

    /// <summary>The policy of calls to a gateway. Its mode is given: plain RTP where nobody says anything.</summary>
    public static MediaPolicyOptions For(EdgeOptions options, TrunkOptions trunk, GatewayOptions gateway)
    {
        var policy = For(options, trunk);
        var srtp = policy.Srtp with
        {
            Mode = gateway.Media switch
            {
                GatewayMedia.Rtp => SrtpMode.Off,
                GatewayMedia.SrtpSdes or GatewayMedia.SrtpDtls => SrtpMode.Required,
                GatewayMedia.SrtpOptional => SrtpMode.Optional,
                _ => policy.Srtp.Mode ?? SrtpMode.Off,
            },
            Keying = gateway.Media switch
            {
                GatewayMedia.SrtpSdes => SrtpKeying.Sdes,
                GatewayMedia.SrtpDtls => SrtpKeying.Dtls,
                _ => policy.Srtp.Keying,
            },
            Suites = gateway.SrtpSuites ?? policy.Srtp.Suites,
        };
        return policy with { Srtp = srtp };
    }

    /// <summary>
    /// The policy of calls to phones or from them: relayed, with keys that end here, and plain RTP offered where nobody says
    /// anything.
    /// </summary>
    public static MediaPolicyOptions For(EdgeOptions options, PhoneOptions phones, bool calling)
    {
        var policy = options.Media.Policy;
        return policy with
        {
            Mode = MediaMode.Anchor,
            Nat = phones.Nat,
            Srtp = policy.Srtp with
            {
                Mode = phones.Srtp ?? policy.Srtp.Mode ?? (calling ? null : SrtpMode.Off),
                Keying = phones.Keying ?? policy.Srtp.Keying,
                Termination = SrtpTermination.Terminate,
            },
        };
    }

    /// <summary>The policy of calls from a trunk. A secure one has no choice.</summary>
    public static MediaPolicyOptions ForCaller(EdgeOptions options, TrunkOptions trunk)
    {
        var policy = For(options, trunk);
        return trunk.Security == TrunkSecurity.Secure
            ? policy with { Srtp = policy.Srtp with { Mode = SrtpMode.Required } }
            : policy;
    }

    /// <summary>Where a key that counts for a trunk was written: at the trunk, else in media.policy.</summary>
    public static string PathOf(string trunk, bool own, string key) => own ? $"trunks.{trunk}.media.{key}" : $"{Base}.{key}";
}
