using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;

namespace SipEdge.Core.Tests.Calls;

public class OfferCheckTests
{
    private const string Key = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR\r\n";

    private static readonly string Rtp = SimulatedPhone.Description("192.0.2.200", 40000);
    private static readonly string Srtp =
        SimulatedPhone.Description("192.0.2.200", 40000, Key).Replace("RTP/AVP", "RTP/SAVP", StringComparison.Ordinal);

    [Theory]
    [InlineData(TrunkSecurity.Secure, false, ReasonCode.SrtpRequired)]
    [InlineData(TrunkSecurity.Secure, true, null)]
    [InlineData(TrunkSecurity.Mixed, false, null)]
    [InlineData(TrunkSecurity.Mixed, true, null)]
    [InlineData(TrunkSecurity.Insecure, false, null)]
    public void A_secure_trunk_offers_SRTP_or_nothing(TrunkSecurity security, bool srtp, ReasonCode? reason)
    {
        var trunk = new TrunkModel
        {
            Name = "t",
            Gateways = [],
            Outbound = [],
            Identity = IdentityRules.Stranger,
            Security = security,
        };
        Assert.Equal(reason, OfferCheck.Read(Encoding.ASCII.GetBytes(srtp ? Srtp : Rtp), trunk, out var audio));
        Assert.Equal(srtp, audio.Secure);
    }

    [Fact]
    public void Whoever_is_no_trunk_offers_what_it_likes() =>
        Assert.Null(OfferCheck.Read(Encoding.ASCII.GetBytes(Rtp), null, out _));

    [Fact]
    public void What_cannot_be_read_is_refused_as_such() => Assert.Equal(
        ReasonCode.SdpMalformed, OfferCheck.Read("v=9\r\n"u8, null, out _));
}
