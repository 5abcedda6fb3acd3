using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Calls;

/// <summary>May an offer begin a call, and may it go to a gateway?</summary>
public class OfferCheckTests
{
    private const string Key = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR\r\n";

    private const string FaxBody =
        "v=0\r\no=- 1 1 IN IP4 192.0.2.200\r\ns=-\r\nc=IN IP4 192.0.2.200\r\nt=0 0\r\nm=image 40000 udptl t38\r\n";

    private static readonly string Rtp = SimulatedPhone.Description("192.0.2.200", 40000);
    private static readonly string Srtp =
        SimulatedPhone.Description("192.0.2.200", 40000, Key).Replace("RTP/AVP", "RTP/SAVP", StringComparison.Ordinal);

    [Theory]
    [InlineData(SrtpOffer.Required, false, ReasonCode.SrtpRequired)]
    [InlineData(SrtpOffer.Required, true, null)]
    [InlineData(SrtpOffer.AsOffered, false, null)]
    [InlineData(SrtpOffer.AsOffered, true, null)]
    [InlineData(SrtpOffer.Off, false, null)]
    [InlineData(SrtpOffer.Off, true, ReasonCode.SrtpRefused)]
    public void A_leg_offers_SRTP_as_its_policy_says(SrtpOffer policy, bool srtp, ReasonCode? reason) =>
        Assert.Equal(reason, Read(srtp ? Srtp : Rtp, Rules(new LegPolicy { Srtp = policy })));

    [Fact]
    public void A_secure_trunk_offers_SRTP_or_nothing()
    {
        var options = EdgeScenario.Options() with
        {
            Trunks = EdgeScenario.Options().Trunks.SetItem("pbx", new TrunkOptions
            {
                Security = TrunkSecurity.Secure,
                Gateways = [new GatewayOptions { Name = "g", Address = "10.0.0.3", Transport = TransportKind.Tls, TlsName = "pbx.example" }],
            }),
        };
        var rules = ModelCompiler.Compile(options, TestOptions.SecretsOf(options), ConfigPositions.None).Trunks[0].Media;
        Assert.Equal(ReasonCode.SrtpRequired, Read(Rtp, rules));
        Assert.Null(Read(Srtp, rules));
    }

    [Fact]
    public void A_codec_that_the_leg_may_not_speak_is_no_codec() => Assert.Equal(
        ReasonCode.CodecNotAllowed, Read(Rtp, Rules(new LegPolicy { Codecs = Only("opus") })));

    [Fact]
    public void Fax_alone_is_refused_as_fax_and_taken_where_it_is_allowed()
    {
        Assert.Equal(ReasonCode.FaxRefused, Read(FaxBody, MediaRules.Default));
        Assert.Null(Read(FaxBody, Rules(new LegPolicy { Fax = true })));
    }

    [Fact]
    public void What_cannot_be_read_is_refused_as_such() =>
        Assert.Equal(ReasonCode.SdpMalformed, Read("v=9\r\n", MediaRules.Default));

    [Theory]
    [InlineData("opus", ReasonCode.CodecNotAllowed)]
    [InlineData("pcmu", null)]
    public void An_offer_goes_to_a_gateway_when_something_of_it_may_be_spoken_there(string codec, ReasonCode? reason) =>
        Assert.Equal(reason, OfferCheck.Towards(
            Encoding.ASCII.GetBytes(Rtp), MediaRules.Default, Rules(new LegPolicy { Codecs = Only(codec) }), dtls: true).Reason);

    private static ReasonCode? Read(string offer, MediaRules rules) =>
        OfferCheck.Read(Encoding.ASCII.GetBytes(offer), SocketEndpoint.FromIpv4(0x0A000002, 0).Address, rules, OwnPlaces.None, dtls: true)
            .Reason;

    private static CodecRules Only(string codec)
    {
        Assert.True(CodecPattern.TryParse(codec, out var pattern));
        return CodecRules.Create([pattern], [], denyAll: false);
    }

    private static MediaRules Rules(LegPolicy leg) => new()
    {
        Leg = leg,
        SdpAddresses = SdpAddressMode.Auto,
        NoMedia = TimeSpan.Zero,
        Silence = TimeSpan.Zero,
        TimeoutAction = MediaTimeoutAction.Report,
    };
}
