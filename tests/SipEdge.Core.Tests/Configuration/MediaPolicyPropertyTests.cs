using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Generated;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Configuration;

/// <summary>What holds for every media policy that is valid, whoever of gateway, trunk and media.policy said what.</summary>
public class MediaPolicyPropertyTests
{
    private const int Cases = 10_000;
    private const int Choices = 80;

    /// <summary>Fewer valid cases than this would prove little.</summary>
    private const int Enough = 20;

    [Fact]
    public void Nothing_of_a_secure_trunk_is_ever_plain_RTP_or_clear_signalling()
    {
        var seen = 0;
        ForEveryTrunk((trunk, options) =>
        {
            if (options.Security != TrunkSecurity.Secure)
            {
                return;
            }
            seen++;
            Assert.Equal(SrtpOffer.Required, trunk.Media.Leg.Srtp);
            Assert.All(trunk.Gateways, static gateway => Assert.Equal(
                (SrtpOffer.Required, TransportKind.Tls), (gateway.Media.Leg.Srtp, gateway.Targets[0].Transport)));
        });
        Assert.True(seen >= Enough, $"{seen} secure trunks");
    }

    [Fact]
    public void Nothing_is_called_encrypted_on_an_insecure_trunk()
    {
        var seen = 0;
        ForEveryTrunk((trunk, options) =>
        {
            if (options.Security != TrunkSecurity.Insecure)
            {
                return;
            }
            seen++;
            Assert.All(trunk.Gateways, static gateway => Assert.Equal(SrtpOffer.Off, gateway.Media.Leg.Srtp));
        });
        Assert.True(seen >= Enough, $"{seen} insecure trunks");
    }

    [Fact]
    public void Keys_leave_in_clear_signalling_only_where_the_gateway_says_so()
    {
        var seen = 0;
        ForEveryTrunk((trunk, options) =>
        {
            foreach (var (gateway, written) in trunk.Gateways.Zip(options.Gateways))
            {
                var leg = gateway.Media.Leg;
                if (leg.Srtp is SrtpOffer.Required or SrtpOffer.Optional && leg.Keying == SrtpKeying.Sdes
                    && gateway.Targets[0].Transport != TransportKind.Tls)
                {
                    seen++;
                    Assert.True(written.InsecureSdesOk);
                }
            }
        });
        Assert.True(seen >= Enough, $"{seen} gateways");
    }

    [Fact]
    public void Whatever_compiles_has_a_codec_a_suite_and_no_wish_that_cannot_be_met()
    {
        var seen = 0;
        ForEveryTrunk((trunk, _) =>
        {
            seen++;
            foreach (var leg in trunk.Gateways.Select(gateway => gateway.Media.Leg).Append(trunk.Media.Leg))
            {
                Assert.False(leg.Codecs.IsNothing);
                Assert.NotEmpty(leg.Suites);
                Assert.True(leg.PacketTime == 0 || (leg.PacketTime % 10 == 0 && leg.PacketTime is >= 10 and <= 120));
                Assert.True(leg.RtpPadding is 0 or (>= 2 and <= 128));
                Assert.False(leg.EndToEnd && leg.RtpPadding > 0);
                Assert.False(leg.EndToEnd && leg.Keying == SrtpKeying.Dtls && leg.Srtp is SrtpOffer.Required or SrtpOffer.Optional);
                Assert.False(leg.Direct && (leg.RtpPadding > 0 || leg.Nat == NatMode.Yes));
            }
        });
        Assert.True(seen >= Enough, $"{seen} trunks");
    }

    private static void ForEveryTrunk(Action<TrunkModel, TrunkOptions> check) => Draw.ForAll(Cases, Choices, draw =>
    {
        var options = GeneratedMedia.Edge(draw);
        if (!GeneratedEdge.IsValid(options))
        {
            return;
        }
        foreach (var trunk in TestOptions.Compile(options).Trunks)
        {
            check(trunk, options.Trunks[trunk.Name]);
        }
    });
}
