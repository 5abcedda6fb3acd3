using System.Collections.Immutable;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Srtp;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Generated;

/// <summary>Media policies of every kind an operator might write, valid or not; the simplest says nothing.</summary>
internal static class GeneratedMedia
{
    /// <summary>Phones, and two trunks that differ in what they encrypt.</summary>
    public static EdgeOptions Edge(Draw draw) => TestOptions.Edge(("office", new AclOptions
    {
        Addresses = [TestOptions.Address("198.51.100.0/24")],
    })) with
    {
        Media = new MediaOptions { Policy = Policy(draw) },
        Trunks = TestOptions.Named(("one", Trunk(draw, 20)), ("two", Trunk(draw, 30))),
    };

    public static MediaPolicyOptions Policy(Draw draw) => !draw.Once(2) ? new MediaPolicyOptions() : new MediaPolicyOptions
    {
        Allow = Seldom<ImmutableArray<string>?>(draw, ["pcma"], ["all"], ["opus/48000/2", "pcmu"], []),
        Disallow = Seldom<ImmutableArray<string>?>(draw, ["g729"], ["all"], ["opus"]),
        PacketTime = Seldom<int?>(draw, 20, 0, 30, 60, 7),
        Video = Seldom<bool?>(draw, true, false),
        Fax = Seldom<bool?>(draw, true, false),
        Dtmf = Seldom<DtmfMode?>(draw, DtmfMode.Rfc4733, DtmfMode.Info, DtmfMode.Inband),
        Nat = Seldom<NatMode?>(draw, NatMode.Auto, NatMode.Yes, NatMode.No),
        Mode = Seldom<MediaMode?>(draw, MediaMode.Anchor, MediaMode.Direct),
        Srtp = Srtp(draw),
        SdpAddresses = Seldom<SdpAddressMode?>(draw, SdpAddressMode.Auto, SdpAddressMode.Any, SdpAddressMode.Public),
        Timeouts = new MediaTimeoutOptions
        {
            NoMedia = Seldom<TimeSpan?>(draw, TimeSpan.Zero, TimeSpan.FromSeconds(10)),
            Silence = Seldom<TimeSpan?>(draw, TimeSpan.Zero, TimeSpan.FromSeconds(20)),
            Action = Seldom<MediaTimeoutAction?>(draw, MediaTimeoutAction.Report, MediaTimeoutAction.HangUp),
        },
    };

    /// <summary>The keys of a gateway that its audio depends on.</summary>
    public static GatewayOptions Gateway(Draw draw, GatewayOptions gateway) => gateway with
    {
        Media = draw.Pick<GatewayMedia?>(
            null, GatewayMedia.Rtp, GatewayMedia.SrtpSdes, GatewayMedia.SrtpDtls, GatewayMedia.SrtpOptional),
        SrtpSuites = Suites(draw),
        InsecureSdesOk = draw.Once(2),
    };

    private static TrunkOptions Trunk(Draw draw, int address) => TestOptions.Trunk(
        [.. Enumerable.Range(0, 1 + draw.Next(2)).Select(i => Gateway(draw, TestOptions.Gateway($"g{i}", $"192.0.2.{address + i}")) with
        {
            Transport = draw.Pick(TransportKind.Tls, TransportKind.Udp),
        })]) with
    {
        Media = Policy(draw),
        Security = draw.Pick<TrunkSecurity?>(
            null, TrunkSecurity.Secure, TrunkSecurity.Secure, TrunkSecurity.Insecure, TrunkSecurity.Insecure),
    };

    private static SrtpOptions Srtp(Draw draw) => new()
    {
        Mode = Seldom<SrtpMode?>(draw, SrtpMode.Required, SrtpMode.Off, SrtpMode.Optional),
        Keying = Seldom<SrtpKeying?>(draw, SrtpKeying.Sdes, SrtpKeying.Dtls),
        Suites = Suites(draw),
        SdesBase64Padding = Seldom<bool?>(draw, true, false),
        RtpPadding = Seldom<int?>(draw, 0, 16, 200),
        Termination = Seldom<SrtpTermination?>(draw, SrtpTermination.Terminate, SrtpTermination.EndToEnd),
    };

    private static ImmutableArray<SrtpSuite>? Suites(Draw draw) => Seldom<ImmutableArray<SrtpSuite>?>(
        draw, [SrtpSuite.AeadAes256Gcm, SrtpSuite.AesCm128HmacSha1_80], [SrtpSuite.AesCm128HmacSha1_32],
        [SrtpSuite.AesCm256HmacSha1_80], []);

    /// <summary>Mostly not given: a block in which every key is there is seldom valid.</summary>
    private static T? Seldom<T>(Draw draw, params T?[] values) => draw.Once(4) ? draw.Pick(values) : default;
}
