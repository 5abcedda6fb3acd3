using SipEdge.Media.Negotiation;

namespace SipEdge.Core.Configuration;

/// <summary>Everybody whose calls the media policy speaks of, with what it comes to for each.</summary>
internal static class MediaLegs
{
    /// <summary>Callers that are no trunk, where an ACL of some domain lets any in.</summary>
    public static MediaLeg? Callers(EdgeOptions options) => HasCallers(options)
        ? new MediaLeg("callers that are no trunk", null, options.Media.Policy, options.Media.Policy, [])
        : null;

    public static IEnumerable<MediaLeg> Trunks(EdgeOptions options) => options.Trunks.Select(trunk => new MediaLeg(
        $"trunk '{trunk.Key}'", trunk.Key, trunk.Value.Media, MediaPolicyMerge.ForCaller(options, trunk.Value),
        [.. trunk.Value.Gateways.Select(gateway => MediaPolicyMerge.For(options, trunk.Value, gateway).Srtp)]));

    public static IEnumerable<MediaLeg> All(EdgeOptions options) =>
        Callers(options) is { } callers ? Trunks(options).Prepend(callers) : Trunks(options);

    private static bool HasCallers(EdgeOptions options) => options.Domains.Values.SelectMany(domain => domain.Acls)
        .Any(name => options.Acls.TryGetValue(name, out var acl) && acl.Trunk is null);
}

/// <summary>One peer of calls. Gateways: what each is offered, as far as it may differ from the trunk.</summary>
internal sealed record MediaLeg(
    string Who, string? Trunk, MediaPolicyOptions Own, MediaPolicyOptions Policy, IReadOnlyList<SrtpOptions> Gateways)
{
    /// <summary>SRTP may be spoken because the configuration says so, not only because a peer offers it.</summary>
    public bool HasSrtp => Policy.Srtp.Mode is SrtpMode.Optional or SrtpMode.Required
        || Gateways.Any(srtp => srtp.Mode != SrtpMode.Off);

    /// <summary>Every one of its calls is plain RTP.</summary>
    public bool IsPlain => Policy.Srtp.Mode == SrtpMode.Off && Gateways.All(srtp => srtp.Mode == SrtpMode.Off);

    public bool OffersDtls => Policy.Srtp.Keying == SrtpKeying.Dtls
        || Gateways.Any(srtp => srtp is { Mode: not SrtpMode.Off, Keying: SrtpKeying.Dtls });

    /// <summary>The place of a key that counts for it; <paramref name="own"/>: its own block has it.</summary>
    public string Path(bool own, string key) =>
        Trunk is null || !own ? $"{MediaPolicyMerge.Base}.{key}" : $"trunks.{Trunk}.media.{key}";
}
