using SipEdge.Core.Configuration;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Srtp;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Configuration;

/// <summary>What becomes of media.policy, a trunk's media and a gateway's when all three have a say.</summary>
public class MediaRulesTests
{
    private static EdgeModel Compile(MediaPolicyOptions policy, TrunkOptions trunk) =>
        TestOptions.Compile(TestOptions.Edge() with
        {
            Media = new MediaOptions { Policy = policy },
            Trunks = TestOptions.Named(("peer", trunk)),
            Routes = [new RouteOptions { To = "peer" }],
        });

    private static TrunkOptions Trunk(MediaPolicyOptions media, params GatewayMedia?[] gateways) => TestOptions.Trunk(
        [.. gateways.Select((gateway, i) => TestOptions.Gateway($"g{i}", $"192.0.2.{20 + i}") with
        {
            Transport = TransportKind.Tls, TlsName = "peer.example", Media = gateway,
        })]) with
    {
        Media = media,
    };

    [Fact]
    public void What_nobody_says_is_the_default_everywhere()
    {
        var model = Compile(new MediaPolicyOptions(), Trunk(new MediaPolicyOptions(), [null]));
        Assert.Equal(LegPolicy.Default, model.Media.Policy.Leg);
        Assert.Equal(LegPolicy.Default, model.Trunks[0].Media.Leg);
        Assert.Equal(LegPolicy.Default with { Srtp = SrtpOffer.Off }, model.Trunks[0].Gateways[0].Media.Leg);
        Assert.Equal(
            (MediaRules.Default.NoMedia, MediaRules.Default.Silence, MediaRules.Default.TimeoutAction, MediaRules.Default.SdpAddresses),
            (model.Media.Policy.NoMedia, model.Media.Policy.Silence, model.Media.Policy.TimeoutAction, model.Media.Policy.SdpAddresses));
    }

    [Fact]
    public void Of_each_key_the_trunks_counts_and_where_it_has_none_that_of_everybody()
    {
        var everybody = new MediaPolicyOptions
        {
            Allow = ["pcma", "opus"],
            Dtmf = DtmfMode.Info,
            Video = true,
            Srtp = new SrtpOptions { Mode = SrtpMode.Required, RtpPadding = 16, SdesBase64Padding = true },
            Timeouts = new MediaTimeoutOptions { NoMedia = TimeSpan.FromSeconds(5), Silence = TimeSpan.Zero },
        };
        var own = new MediaPolicyOptions
        {
            Allow = ["g722"],
            Video = false,
            Srtp = new SrtpOptions { RtpPadding = 32 },
            Timeouts = new MediaTimeoutOptions { NoMedia = TimeSpan.FromSeconds(9) },
        };
        var model = Compile(everybody, Trunk(own, [null]));

        Assert.Equal("pcma opus", Codecs(model.Media.Policy));
        Assert.Equal((SrtpOffer.Required, 16), (model.Media.Policy.Leg.Srtp, model.Media.Policy.Leg.RtpPadding));
        foreach (var rules in new[] { model.Trunks[0].Media, model.Trunks[0].Gateways[0].Media })
        {
            Assert.Equal("g722", Codecs(rules));
            Assert.Equal(
                (DtmfMode.Info, false, SrtpOffer.Required, 32, true),
                (rules.Leg.Dtmf, rules.Leg.Video, rules.Leg.Srtp, rules.Leg.RtpPadding, rules.Leg.Base64Padding));
            Assert.Equal((TimeSpan.FromSeconds(9), TimeSpan.Zero), (rules.NoMedia, rules.Silence));
        }
    }

    [Fact]
    public void Each_gateway_may_encrypt_in_its_own_way()
    {
        var own = new MediaPolicyOptions { Srtp = new SrtpOptions { Mode = SrtpMode.Required, Keying = SrtpKeying.Dtls } };
        var model = Compile(new MediaPolicyOptions(), Trunk(
            own, GatewayMedia.Rtp, GatewayMedia.SrtpSdes, GatewayMedia.SrtpDtls, GatewayMedia.SrtpOptional, null));
        Assert.Equal(
            [
                (SrtpOffer.Off, SrtpKeying.Dtls), (SrtpOffer.Required, SrtpKeying.Sdes), (SrtpOffer.Required, SrtpKeying.Dtls),
                (SrtpOffer.Optional, SrtpKeying.Dtls), (SrtpOffer.Required, SrtpKeying.Dtls),
            ],
            model.Trunks[0].Gateways.Select(gateway => (gateway.Media.Leg.Srtp, gateway.Media.Leg.Keying)));
        Assert.Equal(SrtpOffer.Required, model.Trunks[0].Media.Leg.Srtp);
    }

    [Fact]
    public void Suites_are_those_of_the_gateway_else_of_the_trunk_else_of_everybody()
    {
        SrtpSuite[] one = [SrtpSuite.AesCm128HmacSha1_32];
        SrtpSuite[] two = [SrtpSuite.AesCm128HmacSha1_32, SrtpSuite.AesCm128HmacSha1_80];
        var trunk = Trunk(new MediaPolicyOptions { Srtp = new SrtpOptions { Suites = [.. two] } }, GatewayMedia.SrtpSdes, GatewayMedia.SrtpSdes);
        var model = Compile(
            new MediaPolicyOptions { Srtp = new SrtpOptions { Suites = [SrtpSuite.AesCm128HmacSha1_80] } },
            trunk with { Gateways = [trunk.Gateways[0] with { SrtpSuites = [.. one] }, trunk.Gateways[1]] });
        Assert.Equal(one, model.Trunks[0].Gateways[0].Media.Leg.Suites);
        Assert.Equal(two, model.Trunks[0].Gateways[1].Media.Leg.Suites);
        Assert.Equal(two, model.Trunks[0].Media.Leg.Suites);
        Assert.Equal(new[] { SrtpSuite.AesCm128HmacSha1_80 }, model.Media.Policy.Leg.Suites);
    }

    [Fact]
    public void A_secure_trunk_may_offer_nothing_but_SRTP()
    {
        var model = Compile(
            new MediaPolicyOptions(),
            Trunk(new MediaPolicyOptions(), GatewayMedia.SrtpSdes) with { Security = TrunkSecurity.Secure });
        Assert.Equal(SrtpOffer.Required, model.Trunks[0].Media.Leg.Srtp);
    }

    [Fact]
    public void All_in_the_allow_list_takes_back_what_everybody_has()
    {
        var model = Compile(
            new MediaPolicyOptions { Allow = ["pcma"], Disallow = ["g729"] },
            Trunk(new MediaPolicyOptions { Allow = ["all"] }, [null]));
        Assert.Equal(0, model.Trunks[0].Media.Leg.Codecs.Rank("opus"u8, 48_000, 2));
        Assert.Equal(CodecRules.NotTaken, model.Trunks[0].Media.Leg.Codecs.Rank("G729"u8, 8_000, 1));
        Assert.Equal(CodecRules.NotTaken, model.Media.Policy.Leg.Codecs.Rank("opus"u8, 48_000, 2));
    }

    [Fact]
    public void Suites_that_no_handshake_can_agree_on_are_told()
    {
        var trunk = Trunk(new MediaPolicyOptions { Srtp = new SrtpOptions { Suites = [SrtpSuite.AesCm256HmacSha1_80] } }, GatewayMedia.SrtpDtls);
        Assert.Equal(
            ["trunks.peer.gateways[0].media: none of its trunk's suites can be agreed on by DTLS (RFC 5764, RFC 7714)"], Told(trunk));
        Assert.Equal(
            ["trunks.peer.gateways[0].srtp_suites: none of these suites can be agreed on by DTLS (RFC 5764, RFC 7714)"],
            Told(trunk with { Gateways = [trunk.Gateways[0] with { SrtpSuites = [SrtpSuite.AesCm256HmacSha1_32, SrtpSuite.AesCm256HmacSha1_80] }] }));
        Assert.Equal(
            ["trunks.peer.gateways[0].srtp_suites: AES_256_CM has no profile for DTLS (RFC 5764, RFC 7714): it is not offered"],
            Told(trunk with { Gateways = [trunk.Gateways[0] with { SrtpSuites = [SrtpSuite.AesCm256HmacSha1_80, SrtpSuite.AeadAes128Gcm] }] }));
        Assert.Empty(Told(trunk with { Gateways = [trunk.Gateways[0] with { SrtpSuites = [SrtpSuite.AeadAes256Gcm] }] }));
        Assert.Empty(Told(trunk with { Gateways = [trunk.Gateways[0] with { Media = GatewayMedia.SrtpSdes }] }));
    }

    [Fact]
    public void Keys_that_end_in_an_equals_sign_may_keep_it()
    {
        var trunk = Trunk(new MediaPolicyOptions { Srtp = new SrtpOptions { SdesBase64Padding = true } }, GatewayMedia.SrtpSdes);
        Assert.Equal(
            ["trunks.peer.media.srtp.sdes_base64_padding: no key that is sent here ends in '=': this changes nothing"], Told(trunk));
        Assert.Empty(Told(trunk with { Gateways = [trunk.Gateways[0] with { SrtpSuites = [SrtpSuite.AeadAes128Gcm] }] }));
    }

    [Fact]
    public void Rules_are_told_in_one_line()
    {
        var model = Compile(
            new MediaPolicyOptions { Allow = ["pcma", "opus/48000/2"], Disallow = ["g729"], Fax = true },
            Trunk(new MediaPolicyOptions(), GatewayMedia.SrtpSdes, GatewayMedia.SrtpOptional, null));
        const string Rest = "; codecs pcma, opus/48000/2 but not g729; digits rfc4733; fax";
        const string Suites = "AES_CM_128_HMAC_SHA1_80, AES_CM_128_HMAC_SHA1_32";
        Assert.Equal(
            [$"SRTP, keys in SDP: {Suites}{Rest}", $"RTP or SRTP, keys in SDP: {Suites}{Rest}", $"RTP{Rest}"],
            model.Trunks[0].Gateways.Select(gateway => MediaRulesText.Of(gateway.Media)));
        Assert.Equal($"RTP or SRTP, as offered{Rest}", MediaRulesText.Of(model.Trunks[0].Media));
    }

    private static string[] Told(TrunkOptions trunk) =>
    [
        .. TestOptions.Problems(TestOptions.Edge() with
        {
            Trunks = TestOptions.Named(("peer", trunk)),
            Routes = [new RouteOptions { To = "peer" }],
        }).Select(problem => $"{problem.Path}: {problem.Message}"),
    ];

    private static string Codecs(MediaRules rules) => string.Join(' ', rules.Leg.Codecs.Allowed);
}
