using System.Collections.Immutable;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Srtp;

namespace SipEdge.Core.Configuration;

/// <summary>Keys of srtp that have nothing to act on, or contradict each other (C-28).</summary>
internal static class SrtpPolicyValidator
{
    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        var legs = MediaLegs.All(options).ToList();
        // What stands in media.policy is for whoever has no key of his own.
        ValidateBlock(options.Media.Policy.Srtp, MediaPolicyMerge.Base,
            key => [.. legs.Where(leg => leg.Trunk is null || !Has(leg.Own.Srtp, key))], options.Media.Policy.Srtp, problems);
        foreach (var leg in legs.Where(leg => leg.Trunk is not null))
        {
            ValidateBlock(leg.Own.Srtp, $"trunks.{leg.Trunk}.media", _ => [leg], leg.Policy.Srtp, problems);
        }
        foreach (var (name, trunk) in options.Trunks)
        {
            for (var i = 0; i < trunk.Gateways.Length; i++)
            {
                var merged = MediaPolicyMerge.For(options, trunk, trunk.Gateways[i]).Srtp;
                ValidateGateway(trunk.Gateways[i], merged, $"trunks.{name}.gateways[{i}]", problems);
            }
        }
    }

    private static void ValidateBlock(
        SrtpOptions own, string block, Func<string, IReadOnlyList<MediaLeg>> legsOf, SrtpOptions merged, ProblemList problems)
    {
        if (own.SdesBase64Padding == true)
        {
            ValidateBase64Padding($"{block}.srtp.sdes_base64_padding", legsOf("sdes_base64_padding"), merged, problems);
        }
        if (own.RtpPadding is > 0 && !HasSrtp(merged) && !legsOf("rtp_padding").Any(leg => leg.HasSrtp))
        {
            problems.Error($"{block}.srtp.rtp_padding", "padding is inside what is encrypted, and nothing here is",
                "srtp.mode: optional or required");
        }
        if (own.Suites is { IsEmpty: false } suites)
        {
            ValidateSuites($"{block}.srtp.suites", suites, merged, problems);
        }
    }

    private static bool HasSrtp(SrtpOptions srtp) => srtp.Mode is SrtpMode.Optional or SrtpMode.Required;

    private static bool Has(SrtpOptions srtp, string key) =>
        key == "rtp_padding" ? srtp.RtpPadding is not null : srtp.SdesBase64Padding is not null;

    private static void ValidateBase64Padding(
        string path, IReadOnlyList<MediaLeg> legs, SrtpOptions merged, ProblemList problems)
    {
        if (!HasSrtp(merged) && !legs.Any(leg => leg.HasSrtp))
        {
            problems.Error(path, "this is about the keys of SRTP, and nothing here is encrypted",
                "srtp.mode: optional or required");
        }
        else if (!SendsPaddedKeys(merged) && !legs.Any(leg => SendsPaddedKeys(leg.Policy.Srtp) || leg.Gateways.Any(SendsPaddedKeys)))
        {
            problems.Warning(path, "no key that is sent here ends in '=': this changes nothing",
                merged.Keying == SrtpKeying.Dtls
                    ? "keying: sdes" : "rtp_padding, if the size of packets should tell less");
        }
    }

    /// <summary>Base64 ends in "=" where the bytes are no multiple of three.</summary>
    private static bool SendsPaddedKeys(SrtpOptions srtp) =>
        srtp.Mode != SrtpMode.Off && srtp.Keying != SrtpKeying.Dtls
        && (srtp.Suites ?? []).Any(suite => SrtpSuites.KeyAndSaltLength(suite) % 3 != 0);

    private static void ValidateGateway(GatewayOptions gateway, SrtpOptions merged, string path, ProblemList problems)
    {
        if (gateway is { SrtpSuites: null, Media: GatewayMedia.SrtpDtls } && merged.Suites is { IsEmpty: false } inherited
            && !inherited.Any(HasDtlsProfile))
        {
            problems.Error($"{path}.media", "none of its trunk's suites can be agreed on by DTLS (RFC 5764, RFC 7714)",
                "srtp_suites with one of AES_CM_128 or AEAD");
        }
        if (gateway.SrtpSuites is not { IsEmpty: false } suites)
        {
            return;
        }
        if (merged.Mode == SrtpMode.Off)
        {
            problems.Warning($"{path}.srtp_suites", "this gateway is offered plain RTP: these suites are never offered",
                "media: srtp_sdes, srtp_dtls or srtp_optional");
            return;
        }
        ValidateSuites($"{path}.srtp_suites", suites, merged, problems);
    }

    private static void ValidateSuites(string path, ImmutableArray<SrtpSuite> suites, SrtpOptions merged, ProblemList problems)
    {
        if (suites.All(suite => SrtpSuites.TagLength(suite) < 10))
        {
            problems.Warning(path,
                "every packet carries 32 bits of proof only: one forged packet of four thousand million is taken",
                "a suite with the 80-bit tag too, which every peer has");
        }
        if (merged.Keying != SrtpKeying.Dtls)
        {
            return;
        }
        if (!suites.Any(HasDtlsProfile))
        {
            problems.Error(path, "none of these suites can be agreed on by DTLS (RFC 5764, RFC 7714)",
                "one of AES_CM_128 or AEAD, or keying: sdes");
        }
        else if (!suites.All(HasDtlsProfile))
        {
            problems.Warning(path, "AES_256_CM has no profile for DTLS (RFC 5764, RFC 7714): it is not offered",
                "AEAD_AES_256_GCM");
        }
    }

    /// <summary>Whether a handshake can agree on it: AES-CM of 256 bits has no profile (RFC 5764 §4.1.2, RFC 7714 §14.2).</summary>
    private static bool HasDtlsProfile(SrtpSuite suite) =>
        suite is not (SrtpSuite.AesCm256HmacSha1_80 or SrtpSuite.AesCm256HmacSha1_32);
}
