using SipEdge.Media.Relay;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>
/// What is allowed and seldom meant: every address believed, calls ended for nothing, encryption worth less than it looks.
/// </summary>
internal static class MediaSafetyValidator
{
    private static readonly TimeSpan ShortSilence = TimeSpan.FromSeconds(10);

    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        Validate(options.Media.Policy, MediaPolicyMerge.Base, problems);
        foreach (var (name, trunk) in options.Trunks)
        {
            Validate(trunk.Media, $"trunks.{name}.media", problems);
            ValidateAddresses(options, name, trunk, problems);
        }
        foreach (var leg in MediaLegs.All(options))
        {
            ValidateTimeouts(leg, problems);
            if (leg.Policy is { Fax: true, Srtp.Mode: SrtpMode.Required })
            {
                problems.Warning(leg.Path(leg.Own.Fax is not null, "fax"),
                    $"T.38 has no SRTP, and that is required of {leg.Who}: fax is refused", "fax: false, or srtp.mode: optional");
            }
        }
        if (MediaLegs.Callers(options) is { } callers)
        {
            ValidateCallers(options, callers, problems);
        }
    }

    private static void Validate(MediaPolicyOptions own, string block, ProblemList problems)
    {
        if (own.SdpAddresses == SdpAddressMode.Any)
        {
            problems.Warning($"{block}.sdp_addresses",
                "whoever may call can have the edge send packets to any address of its network", "auto");
        }
    }

    private static void ValidateAddresses(EdgeOptions options, string name, TrunkOptions trunk, ProblemList problems)
    {
        if (MediaPolicyMerge.For(options, trunk).SdpAddresses == SdpAddressMode.Public
            && !trunk.Gateways.IsEmpty && trunk.Gateways.All(IsPrivate))
        {
            problems.Warning(MediaPolicyMerge.PathOf(name, trunk.Media.SdpAddresses is not null, "sdp_addresses"),
                $"every gateway of trunk '{name}' has a private address, and its media will not be sent to one", "auto");
        }
    }

    private static bool IsPrivate(GatewayOptions gateway) =>
        AddressPrefix.TryParseAddress(gateway.Address, out var address, out _)
        && AddressClasses.Of(SocketEndpoint.From(address, 0).Address) == AddressClass.Private;

    private static void ValidateTimeouts(MediaLeg leg, ProblemList problems)
    {
        if (leg.Policy.Timeouts.Action != MediaTimeoutAction.HangUp)
        {
            return;
        }
        var path = leg.Path(leg.Own.Timeouts.Action is not null, "timeouts.action");
        if (leg.Policy.Timeouts is { NoMedia.Ticks: 0, Silence.Ticks: 0 })
        {
            problems.Warning(path, $"both timeouts of {leg.Who} are off: nothing ever hangs up", "no_media or silence");
        }
        else if (leg.Policy.Timeouts.Silence is { Ticks: > 0 } silence && silence < ShortSilence)
        {
            problems.Warning(leg.Path(leg.Own.Timeouts.Silence is not null, "timeouts.silence"),
                "a peer that sends nothing while nobody speaks is hung up on", $"{DurationText.Write(ShortSilence)} or more");
        }
    }

    /// <summary>Callers that are no trunk: TLS and SRTP belong together for them too (T-04).</summary>
    private static void ValidateCallers(EdgeOptions options, MediaLeg callers, ProblemList problems)
    {
        var path = $"{MediaPolicyMerge.Base}.srtp.mode";
        var srtp = callers.Policy.Srtp;
        if (srtp.Mode == SrtpMode.Off && options.Listeners.Any(listener => listener.Transport == TransportKind.Tls))
        {
            problems.Warning(path, "calls that come over TLS are hidden, but their audio is not encrypted", "mode: optional");
        }
        if (srtp.Mode is SrtpMode.Optional or SrtpMode.Required && HasClearCallers(options))
        {
            problems.Warning(path, callers.OffersDtls
                ? "over UDP and TCP whoever can change the signalling can put his own fingerprint into it, and hear these calls"
                : "callers over UDP and TCP send their SRTP keys in clear text: whoever reads the signalling can hear them",
                "require_tls_for_auth: true in their domains, and addresses with transport: tls");
        }
    }

    /// <summary>Somebody who is no trunk may call over UDP or TCP.</summary>
    private static bool HasClearCallers(EdgeOptions options) =>
        options.Listeners.Any(listener => listener.Transport != TransportKind.Tls)
        && options.Domains.Values.Any(domain => domain.Acls.Any(name =>
            options.Acls.TryGetValue(name, out var acl) && acl.Trunk is null && MayBeClear(acl, domain)));

    private static bool MayBeClear(AclOptions acl, DomainOptions domain) => acl.EffectiveRequire switch
    {
        RequireMode.Ip or RequireMode.Any when acl.Addresses.Any(IsClear) => true,
        RequireMode.Ip => false,
        RequireMode.IpAndCredential => !domain.RequireTlsForAuth && acl.Addresses.Any(IsClear),
        _ => acl.HasCredentials && !domain.RequireTlsForAuth,
    };

    private static bool IsClear(AddressOptions address) => address.IsInbound && address.Transport != TransportKind.Tls;
}
