using SipEdge.Media.Announcements;
using SipEdge.Media.Negotiation;

namespace SipEdge.Core.Configuration;

internal static class MediaRulesCompiler
{
    /// <summary>Callers that are no trunk.</summary>
    public static MediaRules ForCallers(EdgeOptions options, ConfigPositions positions) => Compile(
        options.Media.Policy, MediaPolicyMerge.Base, positions,
        static key => $"{MediaPolicyMerge.Base}.{key}", $"{MediaPolicyMerge.Base}.srtp");

    /// <summary>What a trunk may offer when it calls.</summary>
    public static MediaRules ForTrunk(EdgeOptions options, string name, TrunkOptions trunk, ConfigPositions positions)
    {
        var srtp = trunk.Security == TrunkSecurity.Secure
            ? $"trunks.{name}.security"
            : MediaPolicyMerge.PathOf(name, trunk.Media.Srtp.Mode is not null, "srtp.mode");
        return Compile(
            MediaPolicyMerge.ForCaller(options, trunk), $"trunks.{name}.media", positions, key => Place(name, trunk, key), srtp,
            alg: AlgRepair(name, trunk));
    }

    /// <summary>What a gateway is offered.</summary>
    public static MediaRules ForGateway(
        EdgeOptions options, string name, TrunkOptions trunk, int index, ConfigPositions positions,
        IReadOnlyDictionary<string, AnnouncementClip> clips)
    {
        var gateway = trunk.Gateways[index];
        var path = $"trunks.{name}.gateways[{index}]";
        var srtp = gateway.Media is not null
            ? $"{path}.media"
            : MediaPolicyMerge.PathOf(name, trunk.Media.Srtp.Mode is not null, "srtp.mode");
        var policy = MediaPolicyMerge.For(options, trunk, gateway);
        var announcement = AnnouncementModel.Compile(
            policy.Announcement, clips, positions.Line(Place(name, trunk, "announcement")));
        return Compile(policy, path, positions, key => Place(name, trunk, key), srtp, announcement, AlgRepair(name, trunk));
    }

    /// <summary>What a phone is offered, or may offer when it calls.</summary>
    public static MediaRules ForPhones(
        EdgeOptions options, string domain, PhoneOptions phones, ConfigPositions positions, bool calling)
    {
        var own = $"domains.{domain}.phones";
        return Compile(
            MediaPolicyMerge.For(options, phones, calling), own, positions, static key => $"{MediaPolicyMerge.Base}.{key}",
            phones.Srtp is null ? $"{MediaPolicyMerge.Base}.srtp" : $"{own}.srtp", alg: phones.AlgRepair ? $"{own}.alg_repair" : null);
    }

    private static string? AlgRepair(string name, TrunkOptions trunk) =>
        trunk.Signalling.AlgRepair ? $"trunks.{name}.alg_repair" : null;

    private static string Place(string name, TrunkOptions trunk, string key) => MediaPolicyMerge.PathOf(name, key switch
    {
        "allow" => trunk.Media.Allow is not null,
        "sdp_addresses" => trunk.Media.SdpAddresses is not null,
        "announcement" => trunk.Media.Announcement is not { File: null, Play: null },
        _ => trunk.Media.Timeouts is not { NoMedia: null, Silence: null, Action: null },
    }, key);

    private static MediaRules Compile(
        MediaPolicyOptions policy, string path, ConfigPositions positions, Func<string, string> place, string srtp,
        AnnouncementModel? announcement = null, string? alg = null) => new()
        {
            Leg = Leg(policy),
            SdpAddresses = policy.SdpAddresses ?? SdpAddressMode.Auto,
            NoMedia = policy.Timeouts.NoMedia ?? MediaTimeoutOptions.DefaultNoMedia,
            Silence = policy.Timeouts.Silence ?? MediaTimeoutOptions.DefaultSilence,
            TimeoutAction = policy.Timeouts.Action ?? MediaTimeoutAction.Report,
            Announcement = announcement,
            AlgRepair = alg is not null,
            AlgRepairLine = alg is null ? ConfigLine.None : positions.Line(alg),
            Line = positions.Line(path),
            CodecsLine = positions.Line(place("allow")),
            SrtpLine = positions.Line(srtp),
            AddressesLine = positions.Line(place("sdp_addresses")),
            TimeoutsLine = positions.Line(place("timeouts")),
        };

    private static LegPolicy Leg(MediaPolicyOptions policy) => new()
    {
        Codecs = MediaPolicyCodecs.Compile(policy),
        Srtp = policy.Srtp.Mode switch
        {
            SrtpMode.Off => SrtpOffer.Off,
            SrtpMode.Optional => SrtpOffer.Optional,
            SrtpMode.Required => SrtpOffer.Required,
            _ => SrtpOffer.AsOffered,
        },
        Keying = policy.Srtp.Keying ?? SrtpKeying.Sdes,
        Suites = policy.Srtp.Suites ?? LegPolicy.Default.Suites,
        Base64Padding = policy.Srtp.SdesBase64Padding ?? false,
        RtpPadding = policy.Srtp.RtpPadding ?? 0,
        EndToEnd = policy.Srtp.Termination == SrtpTermination.EndToEnd,
        PacketTime = policy.PacketTime ?? 0,
        Dtmf = policy.Dtmf ?? DtmfMode.Rfc4733,
        Nat = policy.Nat ?? NatMode.Auto,
        Direct = policy.Mode == MediaMode.Direct,
        Video = policy.Video ?? false,
        Fax = policy.Fax ?? false,
    };
}
